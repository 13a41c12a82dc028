package h2

import (
	"encoding/binary"

	"golang.org/x/net/http2"
)

// frame reads a frame and does what it says. It returns true if a request has left the
// loop.
func (c *conn) frame() (left bool, err error) {
	h, err := c.framer.ReadFrameHeader()
	if err != nil {
		return false, err
	}
	if !c.greeted && h.Type != http2.FrameSettings {
		return false, http2.ConnectionError(http2.ErrCodeProtocol)
	}
	switch h.Type {
	case http2.FrameData:
		return c.data(h)
	case http2.FrameHeaders:
		return c.headers(h)
	case http2.FrameContinuation:
		return c.continuation(h)
	case http2.FrameWindowUpdate:
		return false, c.windowUpdate(h)
	}
	f, err := c.framer.ReadFrameForHeader(h)
	if err != nil {
		return false, err
	}
	return false, c.rare(f)
}

// rare handles a frame of a type that no request needs.
func (c *conn) rare(f http2.Frame) error {
	switch f := f.(type) {
	case *http2.SettingsFrame:
		if f.IsAck() {
			return nil
		}
		return c.settings(f)
	case *http2.PingFrame:
		if f.IsAck() {
			return nil
		}
		c.control(func() { c.framer.WritePing(true, f.Data) })
	case *http2.RSTStreamFrame:
		if f.StreamID > c.lastID.Load() {
			return http2.ConnectionError(http2.ErrCodeProtocol)
		}
		c.reset(f.StreamID)
	case *http2.PriorityFrame:
		if f.StreamDep == f.StreamID {
			return http2.StreamError{StreamID: f.StreamID, Code: http2.ErrCodeProtocol}
		}
	case *http2.PushPromiseFrame:
		return http2.ConnectionError(http2.ErrCodeProtocol)
	}
	return c.allowance.spend()
}

// settings follows the client's settings.
func (c *conn) settings(f *http2.SettingsFrame) error {
	c.greeted = true
	c.mu.Lock()
	defer c.mu.Unlock()
	err := f.ForeachSetting(func(s http2.Setting) error {
		if err := s.Valid(); err != nil {
			return err
		}
		switch s.ID {
		case http2.SettingInitialWindowSize:
			return c.setFirstWindow(int(s.Val))
		case http2.SettingHeaderTableSize:
			c.shrink = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.framer.WriteSettingsAck()
	return c.allowance.spend()
}

// reset ends a stream that the client has reset.
func (c *conn) reset(id uint32) {
	if s := c.uploads.take(id); s != nil {
		c.abandon(s)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.answering[id]; s != nil {
		s.leave()
	}
}

// payload returns the payload of a frame, without its padding. It is valid until the next
// use of c.in; drop removes it from there.
func (c *conn) payload(h http2.FrameHeader) ([]byte, error) {
	p, err := c.in.Peek(int(h.Length))
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

func (c *conn) drop(h http2.FrameHeader) { c.in.Discard(int(h.Length)) }

// data takes a part of a body.
func (c *conn) data(h http2.FrameHeader) (left bool, err error) {
	if h.StreamID == 0 {
		return false, http2.ConnectionError(http2.ErrCodeProtocol)
	}
	p, err := c.payload(h)
	if err != nil {
		return false, err
	}
	if err := c.receive(int(h.Length)); err != nil {
		return false, err
	}
	s, ends := c.uploads.find(h.StreamID), h.Flags.Has(http2.FlagDataEndStream)
	if s == nil {
		c.drop(h)
		return false, c.stray(h.StreamID)
	}
	if s.recvWindow -= int(h.Length); s.recvWindow < 0 {
		c.drop(h)
		return false, http2.StreamError{StreamID: s.id, Code: http2.ErrCodeFlowControl}
	}
	failure := s.appendBody(p)
	c.drop(h)
	switch {
	case failure != nil || ends:
		s.whole = ends
		if ends && s.length >= 0 && len(s.body) != s.length && failure == nil {
			return false, http2.StreamError{StreamID: s.id, Code: http2.ErrCodeProtocol}
		}
		c.uploads.take(s.id)
		return c.answer(s, failure), nil
	case len(p) == 0:
		return false, c.allowance.spend()
	}
	s.progressed = true
	if s.recvWindow < streamWindow/2 {
		more := streamWindow - s.recvWindow
		s.recvWindow = streamWindow
		c.control(func() { c.framer.WriteWindowUpdate(s.id, uint32(more)) })
	}
	return false, nil
}

// stray returns the error for data of a stream that receives nothing.
func (c *conn) stray(id uint32) error {
	switch {
	case id > c.lastID.Load():
		return http2.ConnectionError(http2.ErrCodeProtocol)
	case c.aborted.has(id):
		return c.allowance.spend() // sent before the client knew
	}
	return http2.StreamError{StreamID: id, Code: http2.ErrCodeStreamClosed}
}

// receive counts n bytes of data against the client's window, and gives them back in
// large pieces. What bodies hold is limited elsewhere.
func (c *conn) receive(n int) error {
	if c.recvWindow -= n; c.recvWindow < 0 {
		return http2.ConnectionError(http2.ErrCodeFlowControl)
	}
	if c.consumed += n; c.consumed >= receiveWindow/4 {
		more := c.consumed
		c.recvWindow, c.consumed = c.recvWindow+more, 0
		c.control(func() { c.framer.WriteWindowUpdate(0, uint32(more)) })
	}
	return nil
}

// windowUpdate lets the server send more.
func (c *conn) windowUpdate(h http2.FrameHeader) error {
	p, err := c.payload(h)
	if err != nil {
		return err
	}
	if len(p) != 4 {
		return http2.ConnectionError(http2.ErrCodeFrameSize)
	}
	more := int(binary.BigEndian.Uint32(p) & maxWindow)
	c.drop(h)
	switch {
	case h.StreamID > c.lastID.Load(), more == 0 && h.StreamID == 0:
		return http2.ConnectionError(http2.ErrCodeProtocol)
	case more == 0:
		return http2.StreamError{StreamID: h.StreamID, Code: http2.ErrCodeProtocol}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.widen(h.StreamID, more)
}
