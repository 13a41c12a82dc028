package h2_test

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
)

// Types, flags and settings of frames (RFC 9113, sections 6 and 11).
const (
	frameData         = 0
	frameHeaders      = 1
	frameReset        = 3
	frameSettings     = 4
	frameGoAway       = 7
	frameContinuation = 9

	flagEndStream  = 1
	flagAck        = 1
	flagEndHeaders = 4

	initialWindow = 4
)

// peer is a client that speaks HTTP/2 frame by frame.
type peer struct {
	net.Conn
	t      *testing.T
	reader *bufio.Reader
}

// frame is what a peer gets.
type frame struct {
	kind, flags byte
	stream      uint32
	payload     []byte
}

// greet connects and sends settings: pairs of id and value.
func greet(t *testing.T, url string, settings ...uint32) *peer {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return greetOver(t, conn, settings...)
}

// greetOver sends settings on a connection.
func greetOver(t *testing.T, conn net.Conn, settings ...uint32) *peer {
	p := &peer{conn, t, bufio.NewReader(conn)}
	var payload []byte
	for i := 0; i < len(settings); i += 2 {
		payload = binary.BigEndian.AppendUint16(payload, uint16(settings[i]))
		payload = binary.BigEndian.AppendUint32(payload, settings[i+1])
	}
	io.WriteString(p, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
	p.send(frameSettings, 0, 0, payload)
	return p
}

// meet is greet, and waits for the server's reply.
func meet(t *testing.T, url string, settings ...uint32) *peer {
	t.Helper()
	p := greet(t, url, settings...)
	p.await(func(f frame) bool { return f.kind == frameSettings && f.flags&flagAck == 0 })
	p.send(frameSettings, flagAck, 0, nil)
	p.await(func(f frame) bool { return f.kind == frameSettings && f.flags&flagAck != 0 })
	return p
}

// send fails once the server has closed the connection.
func (p *peer) send(kind, flags byte, stream uint32, payload []byte) error {
	head := binary.BigEndian.AppendUint32(nil, uint32(len(payload))<<8|uint32(kind))
	head = binary.BigEndian.AppendUint32(append(head, flags), stream)
	_, err := p.Write(append(head, payload...))
	return err
}

// begin is a header: POST / of http://x, encoded with HPACK's static table only (RFC
// 7541, section 6).
const begin = "\x83\x84\x86\x01\x01x"

// ask begins a stream.
func (p *peer) ask(stream uint32, flags byte) { p.send(frameHeaders, flags, stream, []byte(begin)) }

// receive returns the next frame, or the error that ended the connection.
func (p *peer) receive() (frame, error) {
	var head [9]byte
	if _, err := io.ReadFull(p.reader, head[:]); err != nil {
		return frame{}, err
	}
	f := frame{
		kind:    head[3],
		flags:   head[4],
		stream:  binary.BigEndian.Uint32(head[5:]),
		payload: make([]byte, binary.BigEndian.Uint32(head[:4])>>8),
	}
	_, err := io.ReadFull(p.reader, f.payload)
	return f, err
}

// await returns the first frame for which wanted reports true.
func (p *peer) await(wanted func(frame) bool) frame {
	p.t.Helper()
	for {
		f, err := p.receive()
		if err != nil {
			p.t.Fatal(err)
		}
		if wanted(f) {
			return f
		}
	}
}

// outlast receives until the server has reset n streams or ended the connection.
func (p *peer) outlast(n int) {
	for n > 0 {
		f, err := p.receive()
		if err != nil {
			return
		}
		if f.kind == frameReset {
			n--
		}
	}
}

// drain receives until the server closes the connection and reports whether a GOAWAY
// came first.
func (p *peer) drain() (goAway bool) {
	for {
		f, err := p.receive()
		if err != nil {
			return goAway
		}
		goAway = goAway || f.kind == frameGoAway
	}
}
