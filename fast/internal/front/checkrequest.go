package front

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// chunked is what fasthttp reports as the Content-Length of a chunked body.
const chunked = -1

// checkRequest returns why the server refuses a request that fasthttp could read, or nil.
// The connection must be closed after an error. length is the Content-Length.
func checkRequest(h *fasthttp.RequestHeader, length int) *apierr.Error {
	switch {
	case !h.IsHTTP11() && !bytes.HasPrefix(h.Protocol(), []byte("HTTP/1.")):
		return apierr.Version
	case length == chunked && isSmuggled(h):
		return apierr.Malformed
	}
	return nil
}

// isSmuggled reports whether a chunked request also has a Content-Length. fasthttp goes
// by the chunks. A proxy in front of it may go by the length and take the rest for the
// request of another client (RFC 9112, section 6.1).
func isSmuggled(h *fasthttp.RequestHeader) bool {
	lines := append([]byte("\n"), bytes.ToLower(h.RawHeaders())...)
	return bytes.Contains(lines, []byte("\ncontent-length:"))
}
