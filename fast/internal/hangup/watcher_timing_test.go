//go:build linux

package hangup

import (
	"net"
	"testing"
)

// BenchmarkWatch measures what a stream pays for being watched.
func BenchmarkWatch(b *testing.B) {
	w, err := New()
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	heard := make(canceled, 1)
	b.ReportAllocs()
	for b.Loop() {
		w.Watch(c.(*net.TCPConn), heard).End()
	}
}
