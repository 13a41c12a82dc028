//go:build linux

package main

import (
	"bytes"
	"fmt"
	"net"
	"strconv"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// streamsPerConn is how many streams of HTTP/2 share a connection.
const streamsPerConn = 100

// http2Streams reads the streams of one connection. It takes all that the server sends.
type http2Streams struct {
	conn   net.Conn
	framer *http2.Framer
	out    bytes.Buffer
}

// openHTTP2Streams begins n streams on a connection of its own, with prior knowledge.
func openHTTP2Streams(url string, n int) (*http2Streams, error) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		return nil, err
	}
	s := &http2Streams{conn: conn}
	s.framer = http2.NewFramer(&s.out, conn)
	s.out.WriteString(http2.ClientPreface)
	const window = 1 << 30
	s.framer.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: window})
	s.framer.WriteWindowUpdate(0, window)
	body := []byte(chatStart + `,"stream":true}`)
	var header bytes.Buffer
	fields := hpack.NewEncoder(&header)
	for i := range n {
		header.Reset()
		for _, f := range [][2]string{
			{":method", "POST"}, {":scheme", "http"}, {":authority", "mock"}, {":path", chat}, {"content-length", strconv.Itoa(len(body))},
		} {
			fields.WriteField(hpack.HeaderField{Name: f[0], Value: f[1]})
		}
		id := uint32(2*i + 1)
		s.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: header.Bytes(), EndHeaders: true})
		s.framer.WriteData(id, true, body)
	}
	return s, s.send()
}

func (s *http2Streams) send() error {
	_, err := s.out.WriteTo(s.conn)
	return err
}

// read reads until the connection ends. It calls began at the first event of each stream, and
// returns an error as soon as a stream ends.
func (s *http2Streams) read(began func()) error {
	seen := map[uint32]bool{}
	for {
		frame, err := s.framer.ReadFrame()
		if err != nil {
			return err
		}
		switch f := frame.(type) {
		case *http2.DataFrame:
			if !seen[f.StreamID] {
				seen[f.StreamID] = true
				began()
			}
			if f.StreamEnded() {
				return fmt.Errorf("stream %d has ended", f.StreamID)
			}
		case *http2.SettingsFrame:
			if f.IsAck() {
				break
			}
			s.framer.WriteSettingsAck()
			if err := s.send(); err != nil {
				return err
			}
		case *http2.RSTStreamFrame, *http2.GoAwayFrame:
			return fmt.Errorf("the server has sent %v", f.Header())
		}
	}
}
