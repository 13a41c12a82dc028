package websocket

import (
	"crypto/sha256"

	"github.com/valyala/fasthttp"
)

// requestHeader is the header of the requests that messages become. Connections whose
// handshakes were equal share one: most clients open many, and each would need 1 kB. Nobody
// changes it.
type requestHeader struct {
	fasthttp.RequestHeader
	digest [sha256.Size]byte
	conns  int // that share it; guarded by Server.mu
}

// newRequestHeader returns the header for a handshake with h.
func newRequestHeader(h *fasthttp.RequestHeader) *requestHeader {
	r := new(requestHeader)
	h.CopyTo(&r.RequestHeader)
	removeHandshake(&r.RequestHeader)
	r.SetMethod(method)
	r.digest = sha256.Sum256(r.Header())
	return r
}

// share gives c the header of another connection if that is equal. The caller holds mu.
func (s *Server) share(c *conn) {
	if equal := s.headers[c.header.digest]; equal != nil {
		c.header = equal
	} else {
		s.headers[c.header.digest] = c.header
	}
	c.header.conns++
}

// unshare ends that. The caller holds mu.
func (s *Server) unshare(c *conn) {
	if c.header.conns--; c.header.conns == 0 {
		delete(s.headers, c.header.digest)
	}
}
