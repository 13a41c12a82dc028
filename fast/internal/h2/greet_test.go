package h2

import (
	"io"
	"net"
	"testing"

	"golang.org/x/net/http2"
)

// TestGreet_First wants the settings to be the first frame even if the server shuts down
// before the loop of a connection begins (RFC 9113, section 3.4).
func TestGreet_First(t *testing.T) {
	server, client := net.Pipe()
	defer client.Close()
	below := newSocket(server)
	l := newLoop(New(nil, Config{MaxHeader: 1000, MaxBody: 1000}), below, below)
	l.server.conns[&l.conn] = struct{}{}
	l.server.running.Add(1)
	l.drain()
	go l.begin()
	go io.WriteString(client, http2.ClientPreface)
	framer := http2.NewFramer(io.Discard, client)
	for _, want := range []http2.FrameType{http2.FrameSettings, http2.FrameWindowUpdate, http2.FrameGoAway} {
		if f, err := framer.ReadFrame(); err != nil || f.Header().Type != want {
			t.Fatalf("%v: %v, want %v", f, err, want)
		}
	}
	client.Close()
	l.server.running.Wait()
}
