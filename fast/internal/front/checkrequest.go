package front

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// chunked is the Content-Length of a body that comes in chunks, as fasthttp has it.
const chunked = -1

// checkRequest says why a request of that Content-Length which fasthttp could read is not
// answered, and why nothing that follows it is; nil if nothing is wrong.
func checkRequest(h *fasthttp.RequestHeader, length int) *apierr.Error {
	switch {
	case !h.IsHTTP11() && !bytes.HasPrefix(h.Protocol(), []byte("HTTP/1.")):
		return apierr.Version
	case length == chunked && isSmuggled(h):
		return apierr.Malformed
	}
	return nil
}

// isSmuggled reports whether a chunked request gives its length by Content-Length too.
// fasthttp believes the chunks; a proxy in front of it may believe the other, and take
// the rest for a request of somebody else (RFC 9112, section 6.1).
func isSmuggled(h *fasthttp.RequestHeader) bool {
	lines := append([]byte("\n"), bytes.ToLower(h.RawHeaders())...)
	return bytes.Contains(lines, []byte("\ncontent-length:"))
}
