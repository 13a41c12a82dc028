package front

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

// Keys are the API keys that open a server, as digests: these have one length, so that
// comparing them tells nothing about a key, not even its own.
type Keys [][sha256.Size]byte

// NewKeys returns the digests of keys.
func NewKeys(plain []string) Keys {
	var k Keys
	for _, key := range plain {
		k = append(k, sha256.Sum256([]byte(key)))
	}
	return k
}

// has reports whether key is one of k, in a time that depends on neither.
func (k Keys) has(key []byte) bool {
	digest, found := sha256.Sum256(key), 0
	for i := range k {
		found |= subtle.ConstantTimeCompare(k[i][:], digest[:])
	}
	return found == 1
}

// Refuse is the answer to a request with that key, empty if it has none; nil if the key
// is one of k, or none is needed.
func (k Keys) Refuse(key []byte) *apierr.Error {
	switch {
	case len(k) == 0 || k.has(key):
		return nil
	case len(key) == 0:
		return apierr.NoKey
	}
	return apierr.WrongKey(key)
}

// RequireKey answers requests that do not carry a key where d has it, or a wrong one,
// with 401. Where no keys are set it is next itself, and costs nothing.
func RequireKey(k Keys, d *dialect.Dialect, writeError ErrorWriter, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if len(k) == 0 {
		return next
	}
	return func(ctx *fasthttp.RequestCtx) {
		if err := k.Refuse(d.Credential(&ctx.Request.Header)); err != nil {
			writeError(ctx, err)
			return
		}
		next(ctx)
	}
}

// RequireKeyHTTP is RequireKey for net/http, with the key as a bearer token.
func RequireKeyHTTP(k Keys, d *dialect.Dialect, next http.Handler) http.Handler {
	if len(k) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := k.Refuse(header.BearerIn([]byte(r.Header.Get("Authorization")))); err != nil {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("WWW-Authenticate", d.Challenge)
			w.WriteHeader(err.Status)
			w.Write(d.AppendError(nil, err, render.NewID()))
			return
		}
		next.ServeHTTP(w, r)
	})
}
