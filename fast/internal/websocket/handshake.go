package websocket

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	ws "github.com/fasthttp/websocket"
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/coalesce"
)

// Subprotocols. A browser cannot set headers, so it sends its key as one.
const (
	protocolRealtime = "realtime"
	protocolKey      = "openai-insecure-api-key."
)

// isUpgrade reports whether a request asks for WebSocket.
func isUpgrade(h *fasthttp.RequestHeader) bool {
	return h.IsGet() && hasToken(h.Peek("Upgrade"), "websocket") && hasToken(h.Peek("Connection"), "upgrade")
}

func hasToken(list []byte, token string) bool {
	for one := range bytes.SplitSeq(list, []byte(",")) {
		if strings.EqualFold(string(bytes.TrimSpace(one)), token) {
			return true
		}
	}
	return false
}

// Credential moves a key from the subprotocols of a request to its headers, unless there is
// one.
func Credential(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		h := &ctx.Request.Header
		if len(h.Peek(fasthttp.HeaderAuthorization)) == 0 {
			for one := range bytes.SplitSeq(h.Peek("Sec-Websocket-Protocol"), []byte(",")) {
				if key, found := bytes.CutPrefix(bytes.TrimSpace(one), []byte(protocolKey)); found {
					h.Set(fasthttp.HeaderAuthorization, "Bearer "+string(key))
				}
			}
		}
		next(ctx)
	}
}

// Upgrade returns a handler that upgrades requests to e.
func (s *Server) Upgrade(e *Endpoint) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if err := s.check(ctx); err != nil {
			if err.Status == fasthttp.StatusUpgradeRequired {
				ctx.Response.Header.Set("Upgrade", "websocket")
			}
			e.WriteError(ctx, err)
			return
		}
		request := handshakeOf(&ctx.Request.Header)
		c := s.newConn(e, ctx)
		ctx.SetStatusCode(fasthttp.StatusSwitchingProtocols)
		ctx.HijackSetNoResponse(true)
		base := ctx.Conn()
		conn, own := base.(*coalesce.Conn)
		if own {
			s.conns.Add(1)
			conn.KeepSocket()
			conn.TakeOver(s.conns.Done) // the answers before could not be sent
		}
		ctx.Hijack(func(from net.Conn) {
			if !own { // from is used for others once this function returns
				c.open(request, newNetConn(base, from, nil))
				return
			}
			unread := conn.Unread(from)
			conn.HandOver(func() { // fasthttp has taken back all that it has for the connection
				conn.Share()
				conn.Collect(false) // the next Write returns the same error
				go func() {
					defer s.conns.Done()
					c.open(request, newNetConn(conn, conn, unread))
				}()
			})
		})
	}
}

// open completes the handshake and serves the connection.
func (c *conn) open(request *http.Request, n *netConn) {
	c.net = n
	n.SetReadDeadline(time.Time{})
	var err error
	if c.ws, err = upgrader.Upgrade(&hijacked{conn: n}, request, nil); err != nil {
		n.Close()
		return
	}
	c.serve()
}

// check returns why a handshake fails, or nil.
func (s *Server) check(ctx *fasthttp.RequestCtx) *apierr.Error {
	h := &ctx.Request.Header
	key, err := base64.StdEncoding.AppendDecode(nil, h.Peek("Sec-Websocket-Key"))
	conn, own := ctx.Conn().(*coalesce.Conn)
	switch {
	case !isUpgrade(h) || !h.IsHTTP11():
		return &apierr.Error{Status: fasthttp.StatusUpgradeRequired, Message: "This endpoint is a WebSocket: the request must be an HTTP/1.1 GET with 'Connection: Upgrade' and 'Upgrade: websocket'."}
	case !hasToken(h.Peek("Sec-Websocket-Version"), "13"):
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "The header Sec-WebSocket-Version must be 13."}
	case err != nil || len(key) != 16:
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "The header Sec-WebSocket-Key must be 16 bytes in base64."}
	case len(ctx.Request.Body()) > 0 || own && conn.Source() != nil:
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "A request for a WebSocket must have no body."}
	case !s.config.CrossOrigin && !sameOrigin(h):
		return &apierr.Error{Status: fasthttp.StatusForbidden, Message: "Web pages of other origins may not connect. Start the server with --cors to allow them."}
	}
	return nil
}

// sameOrigin reports whether a request comes from no web page or from one of this host.
func sameOrigin(h *fasthttp.RequestHeader) bool {
	origin := h.Peek(fasthttp.HeaderOrigin)
	if len(origin) == 0 {
		return true
	}
	u, err := url.Parse(string(origin))
	return err == nil && strings.EqualFold(u.Host, string(h.Host()))
}

// upgrader writes the response of a handshake that has been checked. Connections read into
// small buffers: what is longer goes straight to its destination.
var upgrader = ws.Upgrader{
	ReadBufferSize: 128, WriteBufferPool: &noBuffers{}, Subprotocols: []string{protocolRealtime},
	CheckOrigin: func(*http.Request) bool { return true },
}

// noBuffers has the library make no buffer for messages, as it writes none.
type noBuffers struct{}

func (*noBuffers) Get() any { return nil }
func (*noBuffers) Put(any)  {}

var handshakeHeaders = []string{"Connection", "Upgrade", "Sec-Websocket-Version", "Sec-Websocket-Key", "Sec-Websocket-Protocol", "Sec-Websocket-Extensions"}

// handshakeOf returns what the library needs of a request.
func handshakeOf(h *fasthttp.RequestHeader) *http.Request {
	r := &http.Request{Method: http.MethodGet, Header: http.Header{}}
	for _, name := range handshakeHeaders {
		for _, value := range h.PeekAll(name) {
			r.Header.Add(name, string(value))
		}
	}
	return r
}

// removeHandshake removes what concerns only the handshake.
func removeHandshake(h *fasthttp.RequestHeader) {
	for _, name := range handshakeHeaders {
		h.Del(name)
	}
}

// hijacked is an http.ResponseWriter whose connection has been taken over.
type hijacked struct{ conn net.Conn }

func (h *hijacked) Header() http.Header         { return http.Header{} }
func (h *hijacked) WriteHeader(int)             {}
func (h *hijacked) Write(p []byte) (int, error) { return h.conn.Write(p) }

func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	const least = 16
	return h.conn, bufio.NewReadWriter(bufio.NewReaderSize(h.conn, least), bufio.NewWriterSize(h.conn, least)), nil
}
