package fast

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/header"
)

// keys are the API keys that open the server, as digests: these have one
// length, so that comparing them tells nothing about a key, not even its own.
type keys [][sha256.Size]byte

func newKeys(plain []string) keys {
	var k keys
	for _, key := range plain {
		k = append(k, sha256.Sum256([]byte(key)))
	}
	return k
}

// hold tells whether key is one of k, in a time that depends on neither.
func (k keys) hold(key []byte) bool {
	digest, found := sha256.Sum256(key), 0
	for i := range k {
		found |= subtle.ConstantTimeCompare(k[i][:], digest[:])
	}
	return found == 1
}

// challenge tells a client that got 401 how to show its key.
const challenge = `Bearer realm="OpenAI API"`

// locked answers requests that do not carry a key where d has it, or a wrong one, with
// 401. Where no keys are set it is next itself, and costs nothing.
func (s *Server) locked(d *dialect.Dialect, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if len(s.keys) == 0 {
		return next
	}
	return func(ctx *fasthttp.RequestCtx) {
		if err := s.keys.refuse(d.Credential(&ctx.Request.Header)); err != nil {
			s.writeError(ctx, err)
			return
		}
		next(ctx)
	}
}

// Locked answers requests that carry no API key, or a wrong one, with 401. Where
// no keys are set it is next itself.
func (s *Server) Locked(next http.Handler) http.Handler {
	if len(s.keys) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.keys.refuse(header.BearerIn([]byte(r.Header.Get("Authorization")))); err != nil {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("WWW-Authenticate", "Bearer")
			w.WriteHeader(err.Status)
			w.Write(openai.AppendError(nil, err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refuse is the answer to a request with that key, or nil if the key is one of k.
func (k keys) refuse(key []byte) *apierr.Error {
	switch {
	case k.hold(key):
		return nil
	case len(key) == 0:
		return errNoKey
	}
	return errBadKey(key)
}

var errNoKey = &apierr.Error{Status: fasthttp.StatusUnauthorized, Message: "You didn't provide an API key. " +
	"You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."}

func errBadKey(key []byte) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusUnauthorized, Code: "invalid_api_key",
		Message: fmt.Sprintf("Incorrect API key provided: %s. You can find your API key at https://platform.openai.com/account/api-keys.", masked(key))}
}

// masked is key as OpenAI shows it: the first eight characters, an asterisk for
// each that is hidden, the last four. A key too short to hide anything of is
// shown as it is.
func masked(key []byte) string {
	const head, tail = 8, 4
	if len(key) <= head+tail {
		return string(key)
	}
	return string(key[:head]) + strings.Repeat("*", len(key)-head-tail) + string(key[len(key)-tail:])
}
