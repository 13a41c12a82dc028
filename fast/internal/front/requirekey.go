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

// Keys holds the digests of the API keys that a server accepts. All digests have the same
// length, so the time of a comparison reveals nothing about a key, not even its length.
type Keys [][sha256.Size]byte

// NewKeys returns the digests of keys.
func NewKeys(plain []string) Keys {
	var k Keys
	for _, key := range plain {
		k = append(k, sha256.Sum256([]byte(key)))
	}
	return k
}

// has reports whether key is one of k. Its time does not depend on the keys' bytes.
func (k Keys) has(key []byte) bool {
	digest, found := sha256.Sum256(key), 0
	for i := range k {
		found |= subtle.ConstantTimeCompare(k[i][:], digest[:])
	}
	return found == 1
}

// Refuse returns the error for a request with that key, or nil if k accepts the key or no
// key is required. An empty key means that the request has none.
func (k Keys) Refuse(key []byte) *apierr.Error {
	switch {
	case len(k) == 0 || k.has(key):
		return nil
	case len(key) == 0:
		return apierr.NoKey
	}
	return apierr.WrongKey(key)
}

// RequireKey answers requests whose key is missing or wrong with 401. It reads the key
// as d does. Without keys it returns next itself, so that requests cost nothing more.
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

// RequireKeyHTTP is RequireKey for net/http. The key is a bearer token.
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
