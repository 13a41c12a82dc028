package header

import (
	"bytes"

	"github.com/valyala/fasthttp"
)

// Bearer returns the bearer token of a request, or nil.
func Bearer(h *fasthttp.RequestHeader) []byte {
	return BearerIn(h.PeekCanonical(keyAuthorization))
}

// BearerIn returns the bearer token in the value of an Authorization header, or nil.
func BearerIn(v []byte) []byte {
	if len(v) < len(bearer) || !bytes.EqualFold(v[:len(bearer)], bearer) {
		return nil
	}
	return bytes.TrimSpace(v[len(bearer):])
}

var bearer = []byte("Bearer ")

var keyAuthorization = []byte("Authorization")
