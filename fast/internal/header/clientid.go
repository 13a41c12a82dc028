package header

import (
	"unicode/utf8"

	"github.com/valyala/fasthttp"
)

var keyClientID = []byte("X-Client-Request-Id")

// maxClientID is the longest id that OpenAI takes, in bytes; they must be ASCII.
const maxClientID = 512

// echoClientID gives a client back the name that it gave its request, unless it is
// none that OpenAI would take. Looking
// for the header costs a request without it 5 ns with 4 headers and 17 ns with
// the 14 of an SDK: the key is in the form in which fasthttp keeps it, and only
// keys of equal length are compared. Peek takes 38 and 52 ns.
func echoClientID(ctx *fasthttp.RequestCtx) {
	if v := ctx.Request.Header.PeekCanonical(keyClientID); v != nil && len(v) <= maxClientID && isASCII(v) {
		ctx.Response.Header.SetCanonical(keyClientID, v)
	}
}

func isASCII(text []byte) bool {
	for _, b := range text {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
