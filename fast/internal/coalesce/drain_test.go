package coalesce

import (
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// TestDrain_Sockets closes a listener without timeouts while its connections wait for their
// clients: these waits end too.
func TestDrain_Sockets(t *testing.T) {
	ln := NewListener(listenTCP(t), often)
	ln.drainTimeout = time.Millisecond
	failed := make(chan error)
	for _, wait := range []func(net.Conn) error{readOne, writeMuch} {
		dial(t, ln.Addr())
		c, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		go func() { failed <- wait(c) }()
		for s := c.(*Conn).socket; s != nil && s.in.since.Load()+s.out.since.Load() == 0; {
			time.Sleep(time.Millisecond)
		}
	}
	ln.Close()
	for range 2 {
		if err := <-failed; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a wait ended with %v", err)
		}
	}
}

func readOne(c net.Conn) error { _, err := c.Read(make([]byte, 1)); return err }

func writeMuch(c net.Conn) error { _, err := c.Write(make([]byte, 64<<20)); return err }

// pipes is a listener of pipes.
type pipes struct{ accepted chan net.Conn }

func (p pipes) Accept() (net.Conn, error) {
	if c, ok := <-p.accepted; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (p pipes) Close() error   { close(p.accepted); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// TestDrain_Pipes is TestDrain_Sockets for connections that are no sockets, such as those of
// TLS. A client that takes something in time goes on.
func TestDrain_Pipes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := pipes{make(chan net.Conn)}
		ln := NewListener(inner, Config{})
		accept := func() (server, client net.Conn) {
			server, client = net.Pipe()
			inner.accepted <- server
			server, err := ln.Accept()
			if err != nil {
				t.Fatal(err)
			}
			return server, client
		}
		failed := make(chan error, 2)
		reader, _ := accept()
		writer, _ := accept()
		slow, client := accept()
		go func() { failed <- readOne(reader) }()
		go func() { failed <- writeMuch(writer) }()
		time.Sleep(time.Hour)
		if len(failed) > 0 {
			t.Errorf("a wait ended before the drain: %v", <-failed)
		}
		begin := time.Now()
		ln.Close()
		for range 2 {
			if err := <-failed; !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begin) != defaultDrainTimeout {
				t.Errorf("a wait ended with %v after %v", err, time.Since(begin))
			}
		}
		for range 3 {
			go func() { time.Sleep(defaultDrainTimeout - time.Second); client.Read(make([]byte, 1)) }()
			if _, err := slow.Write([]byte("x")); err != nil {
				t.Errorf("a slow client is given up: %v", err)
			}
		}
		for _, c := range []net.Conn{reader, writer, slow} {
			c.Close()
		}
		time.Sleep(time.Minute) // lets the goroutines of the listener end
	})
}
