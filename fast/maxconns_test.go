package fast_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/internal/h2"
)

// wireNames returns all wires that this system supports, in a fixed order.
var wireNames = func() []string {
	if !h2.PriorKnowledge {
		return []string{"http", "https1", "https"}
	}
	return []string{"http", "https1", "https", "h2c"}
}()

// transportOf returns a transport for a wire that shares nothing with others.
func transportOf(scheme string) *http.Transport {
	t := wires[scheme].client.Clone()
	t.TLSClientConfig = clientTLS.Clone()
	t.TLSClientConfig.NextProtos = nil // net/http writes to the slice
	return t
}

// clientWith returns a client with a single connection, which stays open until the returned
// function is called.
func clientWith(t testing.TB, scheme string) (client *http.Client, hangUp func()) {
	t.Helper()
	transport := transportOf(scheme)
	transport.MaxConnsPerHost = 1
	w := wires[scheme]
	w.client = transport
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transports{scheme: w}}, transport.CloseIdleConnections
}

// served opens n connections, makes a request on each, and returns how many got an answer
// and stayed open. It then closes all of them.
func served(t testing.TB, url string, n int) (answered int) {
	t.Helper()
	for range n {
		client, hangUp := clientWith(t, url[:strings.Index(url, ":")])
		defer hangUp()
		res, err := client.Get(url + "/health")
		if err != nil {
			continue
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if res.StatusCode == http.StatusOK { // who was late has got 408, and is gone
			answered++
		}
	}
	return answered
}

// connectionLimits are configurations that accept the same number of clients on loopback.
var connectionLimits = map[string]fast.Config{
	"total":  {Limits: fast.Limits{MaxConns: 5, MaxConnsPerIP: 9}},
	"per IP": {Limits: fast.Limits{MaxConns: 9, MaxConnsPerIP: 5}},
}

const connectionLimit = 5

// full waits until the server accepts as many connections as the limit allows, and checks
// that it accepts no more.
func full(t testing.TB, url string) {
	t.Helper()
	n := 0
	for n < connectionLimit {
		time.Sleep(time.Millisecond) // the server still notices closed connections
		n = served(t, url, connectionLimit+3)
	}
	if n != connectionLimit {
		t.Errorf("%d connections are served, want %d", n, connectionLimit)
	}
}

// TestMaxConns_EveryWire checks the limits with HTTP/1.1 and HTTP/2, with and without TLS.
func TestMaxConns_EveryWire(t *testing.T) {
	for _, wire := range wireNames {
		for name, config := range connectionLimits {
			t.Run(wire+"/"+name, func(t *testing.T) {
				url := serve(t, config)
				full(t, url)
				full(t, url)
			})
		}
	}
}

// TestMaxConns_Silent checks that connections count before they send anything.
func TestMaxConns_Silent(t *testing.T) {
	for _, wire := range wireNames {
		for name, config := range connectionLimits {
			t.Run(wire+"/"+name, func(t *testing.T) {
				url := serve(t, config)
				var silent []net.Conn
				for range connectionLimit {
					silent = append(silent, connect(t, url))
				}
				began := time.Now()
				n := served(t, url, 1)
				if n > 0 && time.Since(began) < time.Second { // later the silent ones may be gone
					t.Error("a connection more is served")
				}
				for _, c := range silent {
					c.Close()
				}
				full(t, url)
			})
		}
	}
}

// TestMaxConns_EveryWayOut checks that each way to end a connection frees exactly one slot.
func TestMaxConns_EveryWayOut(t *testing.T) {
	secure := &tls.Config{InsecureSkipVerify: true}
	send := func(what string) func(net.Conn) {
		return func(c net.Conn) {
			io.WriteString(c, what)
			c.(*net.TCPConn).CloseWrite()
			io.Copy(io.Discard, c)
		}
	}
	reset := func(leave func(net.Conn)) func(net.Conn) {
		return func(c net.Conn) {
			c.(*net.TCPConn).SetLinger(0)
			leave(c)
		}
	}
	sendReset := func(what string) func(net.Conn) {
		return reset(func(c net.Conn) { io.WriteString(c, what) })
	}
	ask := func(fault, end string) string {
		return "POST " + chatPath + " HTTP/1.1\r\nHost: x\r\nX-Mock-Fault: " + fault + "\r\nContent-Length: 15\r\n\r\n" + end
	}
	const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	handshake := func(protocols ...string) func(net.Conn) {
		return func(c net.Conn) {
			config := secure.Clone()
			config.NextProtos = protocols
			tls.Client(c, config).Handshake()
		}
	}
	ways := map[string]func(c net.Conn){
		"close":            func(net.Conn) {},
		"half-close":       send(""),
		"reset":            reset(func(net.Conn) {}),
		"garbage":          send("\x00\x01\x02\x03\r\n\r\n"),
		"one letter":       sendReset("P"),
		"in the header":    send("POST / HTTP/1.1\r\nHo"),
		"in the body":      send(ask("none", "{")),
		"reset in it":      sendReset(ask("none", "{")),
		"request":          send(ask("none", `{"stream":true}`)),
		"request reset":    sendReset(ask("none", `{"stream":true}`)),
		"fault reset":      send(ask("reset", `{"stream":true}`)),
		"fault midstream":  send(ask("reset-midstream", `{"stream":true}`)),
		"fault stall":      sendReset(ask("stall", `{"stream":true}`)),
		"fault slow":       send(ask("slow-headers:for=1ms", `{"stream":true}`)),
		"preface":          send(preface),
		"half a preface":   send(preface[:10]),
		"preface garbage":  send(preface + strings.Repeat("garbage ", 20)),
		"preface reset":    sendReset(preface),
		"handshake":        handshake(),
		"handshake of 2":   handshake("h2"),
		"unknown protocol": handshake("h9"),
		"hello reset":      sendReset("\x16\x03\x01\x02\x00\x01\x00"),
	}
	for _, wire := range wireNames {
		for name, config := range connectionLimits {
			t.Run(wire+"/"+name, func(t *testing.T) {
				t.Parallel()
				config.Transport.ReadTimeout = 500 * time.Millisecond
				url := serve(t, config)
				for _, leave := range ways {
					c := connect(t, url)
					leave(c)
					c.Close()
				}
				full(t, url)
			})
		}
	}
}
