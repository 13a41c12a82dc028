package header

import (
	"bytes"

	"github.com/valyala/fasthttp"
)

// Bearer is the key that a request carries, empty if it carries none.
func Bearer(h *fasthttp.RequestHeader) []byte {
	return BearerIn(h.PeekCanonical(keyAuthorization))
}

// BearerIn is the key in an Authorization header.
func BearerIn(v []byte) []byte {
	if len(v) < len(bearer) || !bytes.EqualFold(v[:len(bearer)], bearer) {
		return nil
	}
	return bytes.TrimSpace(v[len(bearer):])
}

var bearer = []byte("Bearer ")

var keyAuthorization = []byte("Authorization")
