package load_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
)

// taciturn is a server that closes connections without a word.
type taciturn struct {
	answers []int              // of each connection before it is closed; the last goes for all further ones, and -1 for any number
	cork    func(*net.TCPConn) // if set, a connection is closed with the last answer. Else it takes one request more
	last    string             // what that is told
	idle    time.Duration      // without a request until it closes, too; 0 means any time
	end     func(*net.TCPConn) // how it closes; nil means with a close_notify over TLS
	tls     *tls.Config        // nil without
}

// start returns the URL of s, which ends with the test.
func (s taciturn) start(t *testing.T) string {
	t.Helper()
	ln := listen(t, func(i int, conn *net.TCPConn) { s.talk(conn, s.answers[min(i, len(s.answers)-1)]) })
	if s.tls != nil {
		return "https://" + ln
	}
	return "http://" + ln
}

// listen has talk serve each connection, and returns the address.
func listen(t *testing.T, talk func(i int, conn *net.TCPConn)) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for i := 0; ; i++ {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go talk(i, conn.(*net.TCPConn))
		}
	}()
	return ln.Addr().String()
}

const smallAnswer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

func (s taciturn) talk(tcp *net.TCPConn, answers int) {
	conn := net.Conn(tcp)
	defer func() { conn.Close() }()
	if s.tls != nil {
		conn = tls.Server(tcp, s.tls)
	}
	r := bufio.NewReader(conn)
	for n := 0; ; n++ {
		if s.idle > 0 && n > 0 {
			conn.SetReadDeadline(time.Now().Add(s.idle))
		}
		req, err := http.ReadRequest(r)
		if err != nil {
			break
		}
		io.Copy(io.Discard, req.Body)
		if n == answers {
			io.WriteString(conn, s.last)
			break
		}
		closes := s.cork != nil && n+1 == answers
		if closes {
			s.cork(tcp)
		}
		io.WriteString(conn, smallAnswer)
		if closes {
			break
		}
	}
	if s.end != nil {
		s.end(tcp)
	}
}

// ends are ways to close a connection.
var ends = map[string]func(*net.TCPConn){
	"close": nil,
	"FIN":   func(c *net.TCPConn) { c.Close() },
	"half":  func(c *net.TCPConn) { c.CloseWrite(); io.Copy(io.Discard, c) },
	"reset": func(c *net.TCPConn) { c.SetLinger(0); c.Close() },
}

// certified returns the configurations of a server and of its client.
func certified() (server, client *tls.Config) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	return s.TLS, s.Client().Transport.(*http.Transport).TLSClientConfig
}

// TestLoad_ResendsNot wants errors where the server has taken a request and failed to answer
// it, or has closed a new connection.
func TestLoad_ResendsNot(t *testing.T) {
	f := func(errors int64, s taciturn) {
		t.Helper()
		r, err := load.Load{URL: s.start(t), Connections: 1, Requests: 10}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if r.Errors != errors || r.Resent != 0 || r.Requests != 10-errors {
			t.Errorf("%v, %q: %d errors, want %d; %d sent again", s.answers, s.last, r.Errors, errors, r.Resent)
		}
	}
	for _, end := range ends {
		f(10, taciturn{answers: []int{0}, end: end})
		f(9, taciturn{answers: []int{1, 0}, end: end})
		f(1, taciturn{answers: []int{1, -1}, end: end})
	}
	f(1, taciturn{answers: []int{1, -1}, last: "HTTP/1.1 2"})
	f(1, taciturn{answers: []int{1, -1}, last: "HTTP/1.1 100 Continue\r\n\r\n"})
	f(1, taciturn{answers: []int{1, -1}, last: smallAnswer[:len(smallAnswer)-1]})
}

// once is a Pacer of a single request, due at that time.
type once time.Duration

func (o once) Next() time.Duration { return time.Duration(o) }

// TestLoad_GoAway has a server of HTTP/2 close connections with a request under way that it
// says it has not taken.
func TestLoad_GoAway(t *testing.T) {
	const requests, each = 12, 3
	address := listen(t, func(_ int, conn *net.TCPConn) { goAway(conn, each) })
	for _, body := range []string{"", "{}"} {
		r := loadtest.Run(t, load.Load{URL: "http://" + address, HTTP2: true, Connections: 1, Requests: requests, Body: []byte(body)})
		if r.Requests != requests || r.Resent != requests/each-1 || r.Connect.Count() != requests/each {
			t.Errorf("%q: %d requests, %d sent again, %d connections", body, r.Requests, r.Resent, r.Connect.Count())
		}
	}
}

// goAway answers so many requests of HTTP/2, and refuses the next with a GOAWAY.
func goAway(conn net.Conn, answers uint32) {
	defer conn.Close()
	io.ReadFull(conn, make([]byte, len(http2.ClientPreface)))
	f := http2.NewFramer(conn, conn)
	f.WriteSettings()
	var head bytes.Buffer
	block := hpack.NewEncoder(&head)
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return
		}
		switch h := frame.Header(); {
		case h.Type == http2.FrameSettings && !h.Flags.Has(http2.FlagSettingsAck):
			f.WriteSettingsAck()
		case h.Type == http2.FrameHeaders && h.StreamID > 2*answers:
			f.WriteGoAway(2*answers-1, http2.ErrCodeNo, nil)
			io.Copy(io.Discard, conn)
			return
		case (h.Type == http2.FrameHeaders || h.Type == http2.FrameData) && h.Flags.Has(http2.FlagDataEndStream):
			head.Reset()
			block.WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
			block.WriteField(hpack.HeaderField{Name: "content-type", Value: "application/json"})
			f.WriteHeaders(http2.HeadersFrameParam{StreamID: h.StreamID, BlockFragment: head.Bytes(), EndHeaders: true})
			f.WriteData(h.StreamID, true, []byte("{}"))
		}
	}
}
