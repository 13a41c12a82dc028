package websocket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
)

// turn is a message that asks for an answer, the answer, and what a handler sees as the
// connection of the request. It is pooled.
type turn struct {
	ctx     fasthttp.RequestCtx
	conn    *conn
	message *message
	ask     dialect.Ask
	opcode  byte
	out     []byte // frames that are not written yet
	refused bool   // the server shuts down: an error is the answer
	waits   bool   // every event is due at its own time, and written at once
	lent    lent   // until the answer is sent; nil if nothing is

	cancelled atomic.Bool // by the client
	mu        sync.Mutex
	left      bool            // the client no longer waits for the answer
	context   context.Context // nil before Context
	cancel    context.CancelFunc
}

var (
	_ net.Conn        = (*turn)(nil)
	_ dialect.Talking = (*turn)(nil)
)

// lent is memory that is lent to the answer.
type lent = interface{ GiveBack() }

var turns = sync.Pool{New: func() any { return new(turn) }}

func acquireTurn(c *conn, m *message, a dialect.Ask) *turn {
	t := turns.Get().(*turn)
	t.conn, t.message, t.ask, t.opcode = c, m, a, opText
	return t
}

func (t *turn) release() {
	t.message.release()
	if t.cancel != nil {
		t.cancel()
	}
	t.ctx.ResetUserValues()
	t.ctx.Request.Reset()
	t.ctx.Response.Reset()
	t.ctx.Response.SwapBody(render.ResetOrDrop(t.ctx.Response.SwapBody(nil)))
	t.conn, t.message, t.ask, t.lent = nil, nil, dialect.Ask{}, nil
	t.out, t.waits, t.left = render.ResetOrDrop(t.out), false, false
	t.refused = false
	t.cancelled.Store(false)
	t.context, t.cancel = nil, nil
	turns.Put(t)
}

// discardLogger drops what handlers log through fasthttp.
type discardLogger struct{}

func (discardLogger) Printf(string, ...any) {}

// run has the request answered and sends the answer.
func (t *turn) run() {
	c, ctx := t.conn, &t.ctx
	ctx.Init2(t, discardLogger{}, false)
	c.header.CopyTo(&ctx.Request.Header)
	ctx.Request.SetBodyRaw(t.message.b)
	ctx.Request.Header.SetContentLength(len(t.message.b))
	ctx.Response.Header.SetNoDefaultContentType(true)
	if t.refused {
		c.endpoint.Refuse(ctx)
	} else {
		c.endpoint.Answer(ctx)
	}
	res := &ctx.Response
	if res.IsBodyStream() {
		c.conversation.Begin(&res.Header)
		t.stream(res)
	} else if !c.gone.Load() {
		t.out = t.appendError(t.out, res)
	}
	t.flush() // the client has left if it fails
	if t.lent != nil {
		t.lent.GiveBack()
	}
}

// body is a stream that can go on without waiting.
type body interface {
	io.Reader
	io.WriterTo
	// Unsent returns the event that WriteTo could not send.
	Unsent() []byte
}

// stream sends the events of res.
func (t *turn) stream(res *fasthttp.Response) {
	if isPage(res) { // a fault
		t.opcode = opBinary
	}
	t.waits = false
	defer res.CloseBodyStream()
	writer, ok := res.BodyStream().(io.WriterTo)
	if !ok {
		return
	}
	_, err := writer.WriteTo(t)
	rest, ok := writer.(body)
	if err == nil || !ok || !t.cancelled.Load() {
		return
	}
	if event := rest.Unsent(); len(event) > 0 {
		t.Write(event)
	}
	io.Copy(t, struct{ io.Reader }{rest}) // the rest is a few events
}

// appendError appends the event for an answer that is no stream. Quirks make it a page, or
// put a byte order mark before it.
func (t *turn) appendError(dst []byte, res *fasthttp.Response) []byte {
	body, marked := bytes.CutPrefix(res.Body(), byteOrderMark)
	event := t.conn.conversation.AppendError(nil, &t.ask, res.StatusCode(), body) // which also ends the answer
	if isPage(res) {
		event = body
	}
	if marked {
		event = append(bytes.Clone(byteOrderMark), event...)
	}
	return appendFrame(dst, t.opcode, event, nil)
}

var byteOrderMark = []byte("\ufeff")

func isPage(res *fasthttp.Response) bool {
	return bytes.HasPrefix(res.Header.ContentType(), []byte("text/html"))
}

// maxCollected is how many bytes of frames are written at once.
const maxCollected = 32 << 10

// Write sends an event.
func (t *turn) Write(event []byte) (int, error) {
	if len(event) == 0 {
		return 0, nil
	}
	if event[0] == ':' {
		return t.ping(event)
	}
	payload, suffix := payloadOf(event), t.ask.Suffix
	if len(payload) == 0 || payload[len(payload)-1] != '}' { // a fault
		suffix = nil
	}
	t.out = appendFrame(t.out, t.opcode, payload, suffix)
	return t.wrote(event)
}

// ping sends a ping in place of a comment: clients ignore both.
func (t *turn) ping(comment []byte) (int, error) {
	t.out = appendFrame(t.out, opPing, bytes.TrimSpace(comment[1:]), nil)
	return t.wrote(comment)
}

// wrote sends the frames so far, or waits for more of them.
func (t *turn) wrote(event []byte) (int, error) {
	if t.waits || len(t.out) >= maxCollected {
		if err := t.flush(); err != nil {
			return 0, err
		}
	}
	return len(event), nil
}

func (t *turn) flush() error {
	if len(t.out) == 0 {
		return nil
	}
	if t.conn.gone.Load() {
		return net.ErrClosed
	}
	_, err := t.conn.net.Write(t.out)
	t.out = t.out[:0]
	return err
}

// Conversation returns the conversation of the connection.
func (t *turn) Conversation() dialect.Conversation { return t.conn.conversation }

// leave ends the waits of the turn, because the client has left or cancelled it.
func (t *turn) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.left = true
	if t.cancel != nil {
		t.cancel()
	}
}

// Context ends when the client leaves or cancels the answer. Whoever asks for it is about
// to wait, so all that is written from then on is sent at once.
func (t *turn) Context() context.Context {
	t.flush() // the next Write fails, too
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waits = true
	if t.context == nil {
		t.context, t.cancel = context.WithCancel(context.Background())
		if t.left {
			t.cancel()
		}
	}
	return t.context
}

// Gone is closed when the client leaves or cancels the answer.
func (t *turn) Gone() <-chan struct{} { return t.Context().Done() }

// Detach says that every Write is to be sent at once.
func (t *turn) Detach() { t.waits = true }

// Flush sends what has been written so far.
func (t *turn) Flush() error { return t.flush() }

// Reset resets the connection. A fault calls it.
func (t *turn) Reset() error {
	t.conn.net.reset()
	return nil
}

// Close closes the connection.
func (t *turn) Close() error { return t.conn.net.Close() }

// Lend has l.GiveBack called once the answer is sent.
func (t *turn) Lend(l lent) { t.lent = l }

// Read fails: the handler gets the request whole.
func (t *turn) Read([]byte) (int, error) { return 0, errors.ErrUnsupported }

// LocalAddr returns the address that the client has connected to.
func (t *turn) LocalAddr() net.Addr { return t.conn.net.LocalAddr() }

// RemoteAddr returns the address of the client.
func (t *turn) RemoteAddr() net.Addr { return t.conn.net.RemoteAddr() }

// SetDeadline fails: deadlines belong to the connection.
func (t *turn) SetDeadline(time.Time) error { return errors.ErrUnsupported }

// SetReadDeadline fails as SetDeadline does.
func (t *turn) SetReadDeadline(time.Time) error { return errors.ErrUnsupported }

// SetWriteDeadline fails as SetDeadline does.
func (t *turn) SetWriteDeadline(time.Time) error { return errors.ErrUnsupported }
