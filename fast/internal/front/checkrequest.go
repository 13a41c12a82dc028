package front

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// CheckRequest says why a request that fasthttp could read is not answered, and why
// nothing that follows it is; nil if nothing is wrong.
func CheckRequest(h *fasthttp.RequestHeader) *apierr.Error {
	switch {
	case !h.IsHTTP11() && !bytes.HasPrefix(h.Protocol(), []byte("HTTP/1.")):
		return apierr.Version
	case isSmuggled(h):
		return apierr.Malformed
	}
	return nil
}

// isSmuggled reports whether a request gives its length in two ways: chunked and
// by Content-Length. fasthttp believes the chunks; a proxy in front of it may
// believe the other, and take the rest for a request of somebody else (RFC 9112,
// section 6.1).
func isSmuggled(h *fasthttp.RequestHeader) bool {
	const chunked = -1 // as fasthttp has it
	if h.ContentLength() != chunked {
		return false
	}
	lines := append([]byte("\n"), bytes.ToLower(h.RawHeaders())...)
	return bytes.Contains(lines, []byte("\ncontent-length:"))
}
