package h2

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

const (
	// maxStreams is how many requests a connection may have in flight. Clients send
	// further requests when earlier ones have ended, as they do with that many
	// connections of HTTP/1.1. A request whose stream is reset counts until its handler
	// has returned.
	maxStreams = 1000

	maxFrame       = 16 << 10 // the longest payload that either side sends
	firstWindow    = 65535    // of the connection and, unless the client says otherwise, of its streams
	streamWindow   = 1 << 20  // how much of a body the client may send ahead
	receiveWindow  = 1 << 24  // the same of all bodies of a connection
	maxWindow      = 1<<31 - 1
	readBufferSize = maxFrame + 256
)

// conn is a connection that speaks HTTP/2.
//
// Its loop reads frames. The loop belongs to one goroutine at a time: see turn.
type conn struct {
	server *Server
	net    net.Conn // a *tls.Conn above socket, or socket itself
	socket *socket
	secure bool // with TLS

	// Used by the loop only.
	in         *bufio.Reader
	framer     *http2.Framer // its writing half is guarded by mu
	fields     *hpack.Decoder
	block      block
	memo       memo
	uploads    uploads
	recvWindow int       // how much the client may still send
	consumed   int       // not yet given back to the client's window
	aborted    recentIDs // streams reset while the client may still send
	greeted    bool      // the client's settings have come
	timeouts   timeouts
	allowance  allowance

	turn    atomic.Uint64 // odd while the loop answers a request
	current *stream       // the request that the loop answers
	seen    uint64        // the turn that the watchdog has seen; guarded by the server's mu

	active atomic.Int32  // requests that are not answered
	lastID atomic.Uint32 // the highest stream so far

	mu          sync.Mutex
	output      output
	window      int                // how much the client takes, for all streams
	firstWindow int                // of its new streams
	answering   map[uint32]*stream // streams that have left the loop
	waiting     int                // how many of them wait to write
	shrink      bool               // the client has changed the size of its table
	poked       bool               // the read deadline is not the loop's own
	draining    bool               // GOAWAY is sent
	goAwayID    uint32             // the last stream that is answered then
	ended       bool               // the loop reads no more
	closed      bool               // the loop has ended
	err         error              // the connection is broken
}

func newConn(s *Server, c net.Conn, below *socket) *conn {
	v := &conn{
		server:      s,
		net:         c,
		socket:      below,
		secure:      c != net.Conn(below),
		uploads:     uploads{others: map[uint32]*stream{}},
		answering:   map[uint32]*stream{},
		recvWindow:  firstWindow,
		window:      firstWindow,
		firstWindow: firstWindow,
		allowance:   allowance{left: burst, filled: time.Now()},
		timeouts:    timeouts{read: s.config.ReadTimeout},
	}
	v.in = bufio.NewReaderSize(v, readBufferSize)
	v.framer = http2.NewFramer(&v.output, v.in)
	v.framer.SetMaxReadFrameSize(maxFrame)
	v.fields = hpack.NewDecoder(tableSize, v.emit)
	v.fields.SetMaxStringLength(s.config.maxBlock())
	v.greet()
	return v
}

// greet makes the settings the first frame that is sent, whatever happens to c before begin.
func (c *conn) greet() {
	c.control(func() {
		c.framer.WriteSettings(
			http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: maxStreams},
			http2.Setting{ID: http2.SettingInitialWindowSize, Val: streamWindow},
			http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: uint32(c.server.config.maxBlock())},
		)
		c.framer.WriteWindowUpdate(0, receiveWindow-firstWindow)
	})
	c.recvWindow = receiveWindow
}

// begin runs the loop.
func (c *conn) begin() {
	c.timeouts.began = time.Now()
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(c.in, preface); err != nil || string(preface) != http2.ClientPreface {
		c.end(errors.Join(http2.ConnectionError(http2.ErrCodeProtocol), err))
		return
	}
	c.loop()
}

// loop reads frames until the connection ends, or until a request leaves the loop. Then
// another goroutine has taken the loop over, and this one has answered the request.
func (c *conn) loop() {
	for {
		left, err := c.frame()
		if left {
			return
		}
		if err != nil && !c.tolerate(err) {
			c.end(err)
			return
		}
	}
}

// tolerate resets the stream that err is about. It reports false if err is about the
// whole connection.
func (c *conn) tolerate(err error) bool {
	var broken http2.StreamError
	if !errors.As(err, &broken) || c.allowance.spend() != nil {
		return false
	}
	if s := c.uploads.take(broken.StreamID); s != nil {
		c.active.Add(-1)
		s.release()
	}
	c.aborted.add(broken.StreamID)
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.answering[broken.StreamID]; s != nil {
		s.leave()
	}
	c.framer.WriteRSTStream(broken.StreamID, broken.Code)
	return true
}

// control has write append frames to the output.
func (c *conn) control(write func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	write()
}

// Read sends what is collected before it waits for more from the client. It returns an
// error only at the end of the connection.
func (c *conn) Read(p []byte) (int, error) {
	for {
		c.flush()
		if err := c.arm(); err != nil {
			return 0, err
		}
		n, err := c.net.Read(p)
		if n > 0 || err == nil {
			return n, nil
		}
		var timeout net.Error
		if !errors.As(err, &timeout) || !timeout.Timeout() {
			return 0, err
		}
		if err := c.expire(); err != nil {
			return 0, err
		}
	}
}

// drain tells the client to send no more requests, and ends the connection once all are
// answered.
func (c *conn) drain() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.goAway()
	c.poke()
	c.wake() // streams that wait for the client without a limit now have one
	c.limitWrite()
	c.flushLocked()
}

// goAway begins to drain. The caller holds c.mu.
func (c *conn) goAway() {
	if !c.draining && !c.ended {
		c.draining, c.goAwayID = true, c.lastID.Load()
		c.framer.WriteGoAway(c.goAwayID, http2.ErrCodeNo, nil)
	}
}

// abort breaks the connection off.
func (c *conn) abort(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fail(err)
}

// fail breaks the connection off. The caller holds c.mu.
func (c *conn) fail(err error) {
	if c.err == nil {
		c.err = err
		c.socket.Conn.Close()
		c.wake()
	}
}

// end ends the connection after the loop has met err.
func (c *conn) end(err error) {
	for s := range c.uploads.all() {
		c.abandon(s)
	}
	if s := c.block.stream; s != nil { // its header block has not ended
		c.abandon(s)
	}
	c.uploads, c.block.stream = uploads{}, nil
	var broken http2.ConnectionError
	c.mu.Lock()
	switch {
	case errors.As(err, &broken):
		c.framer.WriteGoAway(c.lastID.Load(), http2.ErrCode(broken), nil)
		c.server.config.Log.Printf("http2: connection from %v: %v", c.net.RemoteAddr(), err)
	case errors.Is(err, http2.ErrFrameTooLarge):
		c.framer.WriteGoAway(c.lastID.Load(), http2.ErrCodeFrameSize, nil)
	}
	c.ended = true
	for _, s := range c.answering {
		s.leave()
	}
	c.mu.Unlock()
	c.flush()
	c.linger(err)
	c.mu.Lock()
	c.fail(net.ErrClosed)
	c.closed = true
	last := c.active.Load() == 0
	c.mu.Unlock()
	c.net.Close()
	if last {
		c.server.forget(c)
	}
}

// linger lets the client read the end of what is sent. Closing a connection with unread
// input would reset it.
func (c *conn) linger(err error) {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return
	}
	if errors.Is(err, errDrained) {
		c.awaitSent()
	}
	half, ok := c.socket.Conn.(interface{ CloseWrite() error })
	if !ok || c.pending() {
		return
	}
	if t, ok := c.net.(*tls.Conn); ok && t.CloseWrite() == nil {
		c.socket.writeNow(c.socket.swap(nil))
	}
	if half.CloseWrite() != nil {
		return
	}
	c.socket.Conn.SetReadDeadline(time.Now().Add(closeTimeout))
	for dropped := make([]byte, 4<<10); ; {
		if _, err := c.socket.Conn.Read(dropped); err != nil {
			return
		}
	}
}

// abandon releases a request whose body will not come.
func (c *conn) abandon(s *stream) {
	c.active.Add(-1)
	s.release()
}
