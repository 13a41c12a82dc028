package header

import (
	"github.com/valyala/fasthttp"

	"mock-openai/pool"
)

// Session returns a hash that identifies the session of a request. It is made of the
// X-Mock-Session header or, without one, of the key that credential returns.
func Session(h *fasthttp.RequestHeader, credential func(*fasthttp.RequestHeader) []byte) uint64 {
	if v := h.PeekCanonical(keySession); len(v) > 0 {
		return pool.Hash(0, v)
	}
	return pool.Hash(1, credential(h))
}

var keySession = []byte("X-Mock-Session")
