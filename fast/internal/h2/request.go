package h2

import (
	"slices"
	"strconv"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/memory"
)

// addPseudo takes a pseudo-header field. All come before the other fields, each at most
// once.
func (b *block) addPseudo(name, value string) {
	var kind pseudo
	switch name {
	case ":method":
		kind = pseudoMethod
	case ":scheme":
		kind = pseudoScheme
	case ":path":
		kind = pseudoPath
	case ":authority":
		kind = pseudoAuthority
	}
	if kind == 0 || b.regular || b.pseudo&kind != 0 || value == "" && kind != pseudoAuthority {
		b.malformed = true
		return
	}
	b.pseudo |= kind
	if b.stream == nil {
		return
	}
	h := &b.stream.ctx.Request.Header
	switch kind {
	case pseudoMethod:
		h.SetMethod(value)
	case pseudoPath:
		h.SetRequestURI(value)
	case pseudoAuthority:
		h.SetHost(value)
	}
}

// add takes any other field.
func (b *block) add(name, value string) {
	switch name {
	case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade":
		b.malformed = true
		return
	case "te":
		b.malformed = b.malformed || value != "trailers"
	}
	if b.stream == nil {
		return
	}
	h := &b.stream.ctx.Request.Header
	switch name {
	case "content-length":
		b.announce(value)
	case "host":
		if b.pseudo&pseudoAuthority == 0 {
			h.SetHost(value)
		}
	case "expect":
		b.expect = b.expect || value == "100-continue"
		h.Add(name, value)
	case "content-type":
		h.SetContentType(value)
	case "user-agent":
		h.SetUserAgent(value)
	default:
		h.Add(name, value)
	}
}

// announce takes the length of the body.
func (b *block) announce(value string) {
	n, err := strconv.ParseUint(value, 10, 62)
	if err != nil || b.stream.length >= 0 && b.stream.length != int(n) {
		b.malformed = true
		return
	}
	b.stream.length = int(n)
}

// isName reports whether a field may have that name in HTTP/2 (RFC 9113, section 8.2.1).
func isName(name string) bool {
	for i := range len(name) {
		if !nameBytes[name[i]] {
			return false
		}
	}
	return name != ""
}

// nameBytes are the bytes of RFC 9110's tokens without capital letters.
var nameBytes = func() (table [256]bool) {
	for _, b := range []byte("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz") {
		table[b] = true
	}
	return table
}()

// isValue reports whether a field may have that value.
func isValue(value string) bool {
	for i := range len(value) {
		if b := value[i]; b <= '\r' && (b == 0 || b == '\n' || b == '\r') {
			return false
		}
	}
	return true
}

// expectBody makes room for the body of s. The announced length is trusted only up to the
// size of a pooled buffer.
func (s *stream) expectBody() error {
	const least = 512
	s.body = slices.Grow(s.body[:0], min(max(s.length, least), maxPooled))
	if !s.charge.Resize(s.conn.server.config.Memory, cap(s.body)) {
		return memory.ErrExhausted
	}
	return nil
}

// appendBody takes the next part of the body.
func (s *stream) appendBody(p []byte) error {
	limits := &s.conn.server.config
	n := len(s.body) + len(p)
	if n > limits.MaxBody {
		return fasthttp.ErrBodyTooLarge
	}
	if n > cap(s.body) {
		size := max(n, 2*cap(s.body))
		if !s.charge.Resize(limits.Memory, size) {
			return memory.ErrExhausted
		}
		s.body = append(make([]byte, 0, size), s.body...)
	}
	s.body = append(s.body, p...)
	return nil
}
