package fast_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"mock-openai/fast"
)

// TestPipeline_Thousand checks that a thousand pipelined requests are answered in order.
func TestPipeline_Thousand(t *testing.T) {
	for _, wire := range []string{"http", "https1"} {
		t.Run(wire, func(t *testing.T) {
			url := serve(t, fast.Config{Answers: fast.Answers{Echo: true}})
			c := dialAs(t, url)
			go func() {
				var all strings.Builder
				for i := range 1000 {
					all.WriteString(echoRequest(chatPath, "", fmt.Sprint("question ", i), i%3 == 0))
				}
				io.WriteString(c, all.String())
			}()
			r := bufio.NewReader(c)
			for i := range 1000 {
				body, err := nextAnswer(r)
				if text := deltas(body); err != nil || text != fmt.Sprint("question ", i) {
					t.Fatalf("answer %d: %v, %q", i, err, text)
				}
			}
		})
	}
}

// TestAttack opens many connections that do what breaks servers. All must be closed without
// a leaked descriptor, and another client must be answered meanwhile.
func TestAttack(t *testing.T) {
	before := descriptors(t)
	for _, wire := range wireNames {
		t.Run(wire, func(t *testing.T) {
			url := serve(t, fast.Config{Limits: fast.Limits{MaxConns: 40}, Transport: fast.Transport{ReadTimeout: 100 * time.Millisecond, ReceiveTimeout: 200 * time.Millisecond}})
			address := url[strings.Index(url, "://")+3:]
			attacks := []func(c *net.TCPConn){
				func(c *net.TCPConn) {},
				func(c *net.TCPConn) { io.WriteString(c, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") },
				func(c *net.TCPConn) { io.WriteString(c, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"); c.CloseWrite() },
				func(c *net.TCPConn) { io.WriteString(c, strings.Repeat("\xff\x00garbage", 1000)) },
				func(c *net.TCPConn) { io.WriteString(c, strings.Repeat("\r\n", 1000)) },
				func(c *net.TCPConn) { io.WriteString(c, "\x16\x03\x01\x40\x00"+strings.Repeat("\x00", 100)) },
				func(c *net.TCPConn) { io.WriteString(c, rawRequest(chatPath, "{}")[:50]) },
				func(c *net.TCPConn) { io.WriteString(c, rawRequest(chatPath, "{}")); c.CloseWrite() },
				func(c *net.TCPConn) {
					io.WriteString(c, rawRequest(chatPath, `{"stream":true}`))
					c.SetLinger(0)
					c.Close()
				},
				func(c *net.TCPConn) {
					io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999999999999\r\n\r\n")
				},
				func(c *net.TCPConn) {
					io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n")
				},
				func(c *net.TCPConn) {
					io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", 100_000))
				},
				func(c *net.TCPConn) { // a byte at a time
					for range 100 {
						if _, err := io.WriteString(c, "P"); err != nil {
							return
						}
						time.Sleep(5 * time.Millisecond)
					}
				},
			}
			var wg sync.WaitGroup
			for i := range 20 * len(attacks) {
				wg.Go(func() {
					c, err := net.Dial("tcp", address)
					if err != nil {
						return
					}
					defer c.Close()
					attacks[i%len(attacks)](c.(*net.TCPConn))
					io.Copy(io.Discard, c) // until the server closes
				})
			}
			wg.Wait()
			for served(t, url, 1) == 0 {
				time.Sleep(time.Millisecond) // the server still notices closed connections
			}
		})
	}
	for n := 0; n < 100 && descriptors(t) > before; n++ {
		time.Sleep(100 * time.Millisecond)
	}
	if after := descriptors(t); after > before {
		t.Errorf("%d descriptors before, %d after", before, after)
	}
}

// descriptors returns how many files and sockets the process has open.
func descriptors(t *testing.T) int {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}
