package h2

import (
	"encoding/binary"

	"golang.org/x/net/http2"
)

// frame reads a frame and does what it says. It returns true if a request has left the
// loop.
func (l *loop) frame() (left bool, err error) {
	h, err := l.framer.ReadFrameHeader()
	if err != nil {
		return false, err
	}
	if !l.greeted && h.Type != http2.FrameSettings {
		return false, http2.ConnectionError(http2.ErrCodeProtocol)
	}
	switch h.Type {
	case http2.FrameData:
		return l.data(h)
	case http2.FrameHeaders:
		return l.headers(h)
	case http2.FrameContinuation:
		return l.continuation(h)
	case http2.FrameWindowUpdate:
		return false, l.windowUpdate(h)
	}
	f, err := l.framer.ReadFrameForHeader(h)
	if err != nil {
		return false, err
	}
	return false, l.rare(f)
}

// rare handles a frame of a type that no request needs.
func (l *loop) rare(f http2.Frame) error {
	switch f := f.(type) {
	case *http2.SettingsFrame:
		if f.IsAck() {
			return nil
		}
		return l.settings(f)
	case *http2.PingFrame:
		if f.IsAck() {
			return nil
		}
		c := l.lock()
		c.output.frames.add(http2.FramePing, http2.FlagPingAck, 0, f.Data[:])
		c.unlock()
	case *http2.RSTStreamFrame:
		if f.StreamID > l.lastID {
			return http2.ConnectionError(http2.ErrCodeProtocol)
		}
		l.reset(f.StreamID)
	case *http2.PriorityFrame:
		if f.StreamDep == f.StreamID {
			return http2.StreamError{StreamID: f.StreamID, Code: http2.ErrCodeProtocol}
		}
	case *http2.PushPromiseFrame:
		return http2.ConnectionError(http2.ErrCodeProtocol)
	}
	return l.allowance.spend()
}

// settings follows the client's settings.
func (l *loop) settings(f *http2.SettingsFrame) error {
	l.greeted = true
	c := l.lock()
	defer c.unlock()
	err := f.ForeachSetting(func(s http2.Setting) error {
		if err := s.Valid(); err != nil {
			return err
		}
		switch s.ID {
		case http2.SettingInitialWindowSize:
			more, err := c.setFirstWindow(int(s.Val))
			for s := range l.uploads.all() {
				s.window += more
			}
			return err
		case http2.SettingHeaderTableSize:
			c.output.shrink = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.output.frames.add(http2.FrameSettings, http2.FlagSettingsAck, 0, nil)
	return l.allowance.spend()
}

// reset ends a stream that the client has reset.
func (l *loop) reset(id uint32) {
	if s := l.uploads.take(id); s != nil {
		l.abandon(s)
		return
	}
	c := l.lock()
	defer c.unlock()
	if s := c.output.answering[id]; s != nil {
		c.leave(s)
	}
}

// payload returns the payload of a frame, without its padding. It is valid until the next
// use of l.in; drop removes it from there.
func (l *loop) payload(h http2.FrameHeader) ([]byte, error) {
	p, err := l.in.Peek(int(h.Length))
	if err != nil {
		return nil, err
	}
	if (h.Type == http2.FrameData || h.Type == http2.FrameHeaders) && h.Flags.Has(http2.FlagDataPadded) {
		if len(p) == 0 {
			return nil, http2.ConnectionError(http2.ErrCodeFrameSize)
		}
		padding := int(p[0])
		if p = p[1:]; padding > len(p) {
			return nil, http2.ConnectionError(http2.ErrCodeProtocol)
		}
		p = p[:len(p)-padding]
	}
	return p, nil
}

func (l *loop) drop(h http2.FrameHeader) { l.in.Discard(int(h.Length)) }

// data takes a part of a body.
func (l *loop) data(h http2.FrameHeader) (left bool, err error) {
	if h.StreamID == 0 {
		return false, http2.ConnectionError(http2.ErrCodeProtocol)
	}
	p, err := l.payload(h)
	if err != nil {
		return false, err
	}
	if err := l.receive(int(h.Length)); err != nil {
		return false, err
	}
	s, ends := l.uploads.find(h.StreamID), h.Flags.Has(http2.FlagDataEndStream)
	if s == nil {
		l.drop(h)
		return false, l.stray(h.StreamID)
	}
	if s.recvWindow -= int(h.Length); s.recvWindow < 0 {
		l.drop(h)
		return false, http2.StreamError{StreamID: s.id, Code: http2.ErrCodeFlowControl}
	}
	failure := s.appendBody(p)
	l.drop(h)
	switch {
	case failure != nil || ends:
		s.whole = ends
		if ends && s.length >= 0 && len(s.body) != s.length && failure == nil {
			return false, http2.StreamError{StreamID: s.id, Code: http2.ErrCodeProtocol}
		}
		l.uploads.take(s.id)
		return l.answer(s, failure), nil
	case len(p) == 0:
		return false, l.allowance.spend()
	}
	s.progressed = true
	if s.recvWindow < streamWindow/2 {
		more := streamWindow - s.recvWindow
		s.recvWindow = streamWindow
		l.giveBack(s.id, more)
	}
	return false, nil
}

// stray returns the error for data of a stream that receives nothing.
func (l *loop) stray(id uint32) error {
	switch {
	case id > l.lastID:
		return http2.ConnectionError(http2.ErrCodeProtocol)
	case l.aborted.has(id):
		return l.allowance.spend() // sent before the client knew
	}
	return http2.StreamError{StreamID: id, Code: http2.ErrCodeStreamClosed}
}

// receive counts n bytes of data against the client's window, and gives them back in
// large pieces. What bodies hold is limited elsewhere.
func (l *loop) receive(n int) error {
	if l.recvWindow -= n; l.recvWindow < 0 {
		return http2.ConnectionError(http2.ErrCodeFlowControl)
	}
	if l.consumed += n; l.consumed >= receiveWindow/4 {
		more := l.consumed
		l.recvWindow, l.consumed = l.recvWindow+more, 0
		l.giveBack(0, more)
	}
	return nil
}

// giveBack widens the client's window of a stream, or of the connection if id is 0.
func (l *loop) giveBack(id uint32, more int) {
	c := l.lock()
	defer c.unlock()
	c.output.frames.addNumbers(http2.FrameWindowUpdate, id, uint32(more))
}

// windowUpdate lets the server send more.
func (l *loop) windowUpdate(h http2.FrameHeader) error {
	p, err := l.payload(h)
	if err != nil {
		return err
	}
	if len(p) != 4 {
		return http2.ConnectionError(http2.ErrCodeFrameSize)
	}
	more := int(binary.BigEndian.Uint32(p) & maxWindow)
	l.drop(h)
	switch {
	case h.StreamID > l.lastID, more == 0 && h.StreamID == 0:
		return http2.ConnectionError(http2.ErrCodeProtocol)
	case more == 0:
		return http2.StreamError{StreamID: h.StreamID, Code: http2.ErrCodeProtocol}
	}
	if s := l.uploads.find(h.StreamID); s != nil {
		return s.widen(more)
	}
	c := l.lock()
	defer c.unlock()
	if h.StreamID == 0 {
		return c.widen(more)
	}
	s := c.output.answering[h.StreamID]
	if s == nil {
		return nil // it has ended
	}
	c.signal(s)
	return s.widen(more)
}
