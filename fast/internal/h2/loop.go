package h2

import (
	"bufio"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

const (
	streamWindow   = 1 << 20 // how much of a body the client may send ahead
	receiveWindow  = 1 << 24 // the same of all bodies of a connection
	readBufferSize = maxFrame + 256
)

// loop is a connection as the goroutine sees it that reads its frames: one at a time, see
// turn. Everything besides conn is its own.
type loop struct {
	conn

	in         *bufio.Reader
	framer     *http2.Framer // reads only
	fields     *hpack.Decoder
	block      block
	memo       memo
	uploads    uploads
	lastID     uint32    // the highest stream so far
	greeted    bool      // the client's settings have come
	recvWindow int       // how much the client may still send
	consumed   int       // not yet given back to the client's window
	aborted    recentIDs // streams reset while the client may still send
	timeouts   timeouts
	allowance  allowance
}

func newLoop(s *Server, c net.Conn, below *socket) *loop {
	l := &loop{
		conn:       conn{server: s, net: c, socket: below, secure: c != net.Conn(below), output: newOutput()},
		uploads:    uploads{others: map[uint32]*stream{}},
		recvWindow: receiveWindow,
		allowance:  allowance{left: burst, filled: time.Now()},
		timeouts:   timeouts{read: s.config.ReadTimeout},
	}
	l.turn.loop = l
	l.in = bufio.NewReaderSize(l, readBufferSize)
	l.framer = http2.NewFramer(nil, l.in)
	l.framer.SetMaxReadFrameSize(maxFrame)
	l.fields = hpack.NewDecoder(tableSize, l.emit)
	l.fields.SetMaxStringLength(s.config.maxBlock())
	l.greet()
	return l
}

// greet makes the settings the first frame that is sent, whatever happens to l before begin.
func (l *loop) greet() {
	var settings []byte
	for _, s := range []http2.Setting{
		{ID: http2.SettingMaxConcurrentStreams, Val: maxStreams},
		{ID: http2.SettingInitialWindowSize, Val: streamWindow},
		{ID: http2.SettingMaxHeaderListSize, Val: uint32(l.server.config.maxBlock())},
	} {
		settings = binary.BigEndian.AppendUint16(settings, uint16(s.ID))
		settings = binary.BigEndian.AppendUint32(settings, s.Val)
	}
	c := l.lock()
	defer c.unlock()
	c.output.frames.add(http2.FrameSettings, 0, 0, settings)
	c.output.frames.addNumbers(http2.FrameWindowUpdate, 0, receiveWindow-firstWindow)
}

// begin runs the loop.
func (l *loop) begin() {
	l.timeouts.began = time.Now()
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(l.in, preface); err != nil || string(preface) != http2.ClientPreface {
		l.end(errors.Join(http2.ConnectionError(http2.ErrCodeProtocol), err))
		return
	}
	l.run()
}

// run reads frames until the connection ends, or until a request leaves the loop. Then
// another goroutine has taken the loop over, and this one has answered the request.
func (l *loop) run() {
	for {
		left, err := l.frame()
		if left {
			return
		}
		if err != nil && !l.tolerate(err) {
			l.end(err)
			return
		}
	}
}

// tolerate resets the stream that err is about. It reports false if err is about the
// whole connection.
func (l *loop) tolerate(err error) bool {
	var broken http2.StreamError
	if !errors.As(err, &broken) || l.allowance.spend() != nil {
		return false
	}
	if s := l.uploads.take(broken.StreamID); s != nil {
		l.abandon(s)
	}
	l.aborted.add(broken.StreamID)
	c := l.lock()
	defer c.unlock()
	if s := c.output.answering[broken.StreamID]; s != nil {
		c.leave(s)
	}
	c.output.frames.addReset(broken.StreamID, broken.Code)
	return true
}

// Read sends what is collected before it waits for more from the client. It returns an
// error only at the end of the connection.
func (l *loop) Read(p []byte) (int, error) {
	for {
		l.Flush()
		if err := l.arm(); err != nil {
			return 0, err
		}
		n, err := l.net.Read(p)
		if n > 0 || err == nil {
			return n, nil
		}
		var timeout net.Error
		if !errors.As(err, &timeout) || !timeout.Timeout() {
			return 0, err
		}
		if err := l.expire(); err != nil {
			return 0, err
		}
	}
}

// abandon releases a request whose body will not come.
func (l *loop) abandon(s *stream) {
	l.active.Add(-1)
	s.release()
}

// end ends the connection after the loop has met err.
func (l *loop) end(err error) {
	for s := range l.uploads.all() {
		l.abandon(s)
	}
	if s := l.block.stream; s != nil { // its header block has not ended
		l.abandon(s)
	}
	l.uploads, l.block.stream = uploads{}, nil
	c := l.lock()
	c.explain(err)
	c.output.ended = true
	for _, s := range c.output.answering {
		c.leave(s)
	}
	c.flush()
	c.unlock()
	l.linger(err)
	c = l.lock()
	c.fail(net.ErrClosed)
	c.output.closed = true
	last := c.active.Load() == 0
	c.unlock()
	l.net.Close()
	if last {
		l.server.forget(&l.conn)
	}
}

// explain tells the client what it has done wrong, if err says so.
func (c *locked) explain(err error) {
	var broken http2.ConnectionError
	switch {
	case errors.As(err, &broken):
		c.output.frames.addNumbers(http2.FrameGoAway, 0, c.output.lastID, uint32(broken))
		c.server.config.Log.Printf("http2: connection from %v: %v", c.net.RemoteAddr(), err)
	case errors.Is(err, http2.ErrFrameTooLarge):
		c.output.frames.addNumbers(http2.FrameGoAway, 0, c.output.lastID, uint32(http2.ErrCodeFrameSize))
	}
}

// linger lets the client read the end of what is sent. Closing a connection with unread
// input would reset it.
func (l *loop) linger(err error) {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return
	}
	if errors.Is(err, errDrained) {
		l.awaitSent()
	}
	half, ok := l.socket.Conn.(interface{ CloseWrite() error })
	if !ok || l.pending() {
		return
	}
	if t, ok := l.net.(*tls.Conn); ok && t.CloseWrite() == nil {
		l.socket.writeNow(l.socket.swap(nil))
	}
	if half.CloseWrite() != nil {
		return
	}
	l.socket.Conn.SetReadDeadline(time.Now().Add(closeTimeout))
	for dropped := make([]byte, 4<<10); ; {
		if _, err := l.socket.Conn.Read(dropped); err != nil {
			return
		}
	}
}
