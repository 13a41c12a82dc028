package websocket

import (
	"bytes"
	"errors"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	ws "github.com/fasthttp/websocket"
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/memory"
)

// conn is a WebSocket connection. One goroutine reads it as long as it is open. The answers
// of each stream are sent by another, which lives only as long as there are any. So the
// client's events, pings and hang-ups are noticed during an answer, and an idle connection
// costs one goroutine.
type conn struct {
	server       *Server
	endpoint     *Endpoint
	net          *netConn
	ws           *ws.Conn // reads
	header       *requestHeader
	conversation dialect.Conversation
	send         func(event []byte) // sends an event of the conversation
	began        time.Time
	used         atomic.Int64 // Unix nanoseconds of the last message, or of the end of the last answer

	mu       sync.Mutex
	active   []*turn // answers that are being sent, one of each stream
	queue    []*turn // answers that wait for those
	room     sync.Cond
	closing  bool // no further answer begins
	draining bool // those that wait are refused when their turn comes
	code     int  // to close with
	reason   string
	gone     atomic.Bool // the client has left
}

const (
	// maxActive is how many answers may be sent side by side.
	maxActive = 16
	// maxQueue is how many requests may wait for the answers before theirs. The connection
	// is not read while there are more.
	maxQueue = 16
	// closeTimeout is how long the client has to confirm that the connection is closed.
	closeTimeout = 2 * time.Second
)

func (s *Server) newConn(e *Endpoint, ctx *fasthttp.RequestCtx) *conn {
	c := &conn{server: s, endpoint: e, header: newRequestHeader(&ctx.Request.Header), began: time.Now()}
	c.room.L = &c.mu
	c.conversation = e.Converse(&ctx.Request.Header, ctx.Request.URI())
	c.send = func(event []byte) { c.net.Write(appendFrame(nil, opText, event, nil)) } // an error ends the next Read
	c.used.Store(c.began.UnixNano())
	return c
}

// method is the method of the requests that messages become.
const method = "WEBSOCKET"

// serve serves the connection to its end.
func (c *conn) serve() {
	goesOn := c.server.add(c)
	defer c.server.remove(c)
	defer c.end()
	defer c.recover()
	c.ws.SetReadLimit(int64(c.server.config.MaxMessage))
	c.ws.SetCloseHandler(func(code int, _ string) error {
		switch {
		case c.net.frames.halfCode: // the library takes it for a frame without a code
			code = ws.CloseProtocolError
		case code == ws.CloseNoStatusReceived:
			code = ws.CloseNormalClosure
		}
		c.net.writeClose(code, "")
		return nil
	})
	if !goesOn {
		c.drain()
	}
	c.conversation.Greet(c.send)
	for {
		m, err := c.next()
		if err != nil {
			c.refuse(err)
			return
		}
		c.used.Store(time.Now().UnixNano())
		c.receive(m)
	}
}

// refuse closes the connection after a message that cannot be read.
func (c *conn) refuse(err error) {
	var byClient *ws.CloseError
	var ofNet net.Error
	switch {
	case errors.As(err, &byClient):
		if byClient.Code == ws.CloseAbnormalClosure { // the connection has ended
			return
		}
	case errors.Is(err, ws.ErrReadLimit):
		c.net.writeClose(ws.CloseMessageTooBig, "") // unless the library has
	case errors.Is(err, errBinary):
		c.net.writeClose(ws.CloseUnsupportedData, err.Error())
	case errors.Is(err, errUTF8):
		c.net.writeClose(ws.CloseInvalidFramePayloadData, err.Error())
	case errors.Is(err, memory.ErrExhausted):
		c.net.writeClose(ws.CloseTryAgainLater, err.Error())
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.net.writeClose(ws.ClosePolicyViolation, "the rest of a message did not come in time")
		return
	case errors.As(err, &ofNet):
		return
	}
	c.net.linger() // in the other cases the library has sent the frame
}

// receive takes a message.
func (c *conn) receive(m *message) {
	ask := c.conversation.Receive(m.b, c.send)
	if ask.Cancel {
		c.cancel()
	}
	if ask.Body == nil {
		m.release()
		return
	}
	m.set(ask.Body, c.server.config.Memory)
	ask.Body = nil
	t := acquireTurn(c, m, ask)
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.queue) >= maxQueue && !c.ends() {
		c.room.Wait()
	}
	switch {
	case c.ends():
		c.drop(t)
	case !c.ready(t, c.queue):
		c.queue = append(c.queue, t)
	default:
		c.begin(t)
		go c.answer(t)
	}
}

// begin makes t an answer that is being sent. The caller holds mu.
func (c *conn) begin(t *turn) {
	t.refused = c.draining
	c.active = append(c.active, t)
}

// ready reports whether t may begin: no answer of its stream is being sent or waits before
// it. The caller holds mu.
func (c *conn) ready(t *turn, before []*turn) bool {
	ofStream := func(other *turn) bool { return bytes.Equal(other.ask.Stream, t.ask.Stream) }
	return len(c.active) < maxActive && !slices.ContainsFunc(c.active, ofStream) && !slices.ContainsFunc(before, ofStream)
}

// drop gives up the answer t, which has not begun.
func (c *conn) drop(t *turn) {
	c.conversation.Answered()
	t.release()
}

// answer sends the answer t and those that wait after it.
func (c *conn) answer(t *turn) {
	for t != nil {
		c.run(t)
		c.used.Store(time.Now().UnixNano())
		c.conversation.Answered()
		next := c.after(t)
		t.release() // nobody else has it any more
		t = next
	}
}

// run sends the answer t. A panic ends the connection.
func (c *conn) run(t *turn) {
	defer func() {
		if what := recover(); what != nil {
			c.server.config.LogPanic(what)
			c.close(ws.CloseInternalServerErr, "")
		}
	}()
	t.run()
}

// after ends the answer t and returns one that may begin now, if there is any. There is never
// more than one.
func (c *conn) after(t *turn) (next *turn) {
	c.mu.Lock()
	c.active = slices.DeleteFunc(c.active, func(other *turn) bool { return other == t })
	for i, waiting := range c.queue {
		if (!c.closing || c.draining) && c.ready(waiting, c.queue[:i]) {
			next = waiting
			c.queue = slices.Delete(c.queue, i, i+1)
			c.begin(next)
			break
		}
	}
	finished := len(c.active) == 0 && c.closing
	c.room.Broadcast()
	c.mu.Unlock()
	if finished && !c.gone.Load() {
		c.finish()
	}
	return next
}
