//go:build linux

package main

import (
	"bytes"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// streamsPerConn is how many streams of HTTP/2 share a connection.
const streamsPerConn = 100

// http2Streams reads the streams of one connection. It takes all that the server sends.
type http2Streams struct {
	conn   net.Conn
	framer *http2.Framer

	mu     sync.Mutex // held to write
	out    bytes.Buffer
	header bytes.Buffer
	fields *hpack.Encoder
	begun  uint32
}

// dialHTTP2 opens a connection with prior knowledge.
func dialHTTP2(url string) (*http2Streams, error) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		return nil, err
	}
	s := &http2Streams{conn: conn}
	s.framer = http2.NewFramer(&s.out, conn)
	s.fields = hpack.NewEncoder(&s.header)
	s.out.WriteString(http2.ClientPreface)
	const window = 1 << 30
	s.framer.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: window})
	s.framer.WriteWindowUpdate(0, window)
	return s, s.send()
}

// begin begins n more streams, each with the next odd number.
func (s *http2Streams) begin(n int, body string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.header.Reset()
		for _, f := range [][2]string{
			{":method", "POST"}, {":scheme", "http"}, {":authority", "mock"}, {":path", chat}, {"content-length", strconv.Itoa(len(body))},
		} {
			s.fields.WriteField(hpack.HeaderField{Name: f[0], Value: f[1]})
		}
		id := 2*s.begun + 1
		s.begun++
		s.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: s.header.Bytes(), EndHeaders: true})
		s.framer.WriteData(id, true, []byte(body))
	}
	return s.send()
}

func (s *http2Streams) send() error {
	_, err := s.out.WriteTo(s.conn)
	return err
}

// read calls each with the data of the streams until each or the connection fails.
func (s *http2Streams) read(each func(f *http2.DataFrame) error) error {
	for {
		frame, err := s.framer.ReadFrame()
		if err != nil {
			return err
		}
		switch f := frame.(type) {
		case *http2.DataFrame:
			err = each(f)
		case *http2.SettingsFrame:
			err = s.acknowledge(f)
		case *http2.RSTStreamFrame, *http2.GoAwayFrame:
			err = fmt.Errorf("the server has sent %v", f.Header())
		}
		if err != nil {
			return err
		}
	}
}

func (s *http2Streams) acknowledge(f *http2.SettingsFrame) error {
	if f.IsAck() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.framer.WriteSettingsAck()
	return s.send()
}
