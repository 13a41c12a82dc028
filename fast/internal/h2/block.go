package h2

// block is the header block that is being read.
type block struct {
	id     uint32
	stream *stream // the request; nil if what is read is dropped
	after  error   // what to return at the end if it is dropped
	ends   bool    // the stream
	bytes  int     // so far
	size   int     // of its fields, as HTTP/2 counts them (RFC 9113, section 6.5.2)
	length int     // of its fields, as in HTTP/1.1

	pseudo    pseudo // those that have come
	regular   bool   // a field that is not a pseudo-header has come
	malformed bool
	expect    bool // the client waits for 100 Continue
}

// pseudo is a set of pseudo-header fields.
type pseudo uint8

const (
	pseudoMethod pseudo = 1 << iota
	pseudoScheme
	pseudoPath
	pseudoAuthority
)

// complete reports whether the request is well-formed (RFC 9113, section 8.3.1).
func (b *block) complete(s *stream) bool {
	if b.malformed {
		return false
	}
	if s.ctx.IsConnect() {
		if b.pseudo != pseudoMethod|pseudoAuthority {
			return false
		}
		s.ctx.Request.Header.SetRequestURIBytes(s.ctx.Request.Header.Host())
		return true
	}
	const needed = pseudoMethod | pseudoScheme | pseudoPath
	return b.pseudo&needed == needed
}
