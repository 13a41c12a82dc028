package header

import (
	"github.com/valyala/fasthttp"

	"mock-openai/pool"
)

// Session is the name of the session that a request belongs to: the one that it gives,
// or else that of the key that credential finds.
func Session(h *fasthttp.RequestHeader, credential func(*fasthttp.RequestHeader) []byte) uint64 {
	if v := h.PeekCanonical(keySession); len(v) > 0 {
		return pool.Hash(0, v)
	}
	return pool.Hash(1, credential(h))
}

var keySession = []byte("X-Mock-Session")
