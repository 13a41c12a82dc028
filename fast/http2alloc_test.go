package fast_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"mock-openai/fast"
)

// http2Client asks the same again and again without an allocation of its own.
type http2Client struct {
	net.Conn
	in     *bufio.Reader
	table  bytes.Buffer
	blocks *hpack.Encoder
	body   string
	next   uint32
	path   string
}

func newHTTP2Client(t *testing.T, url, path, body string) *http2Client {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "h2c://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := &http2Client{Conn: conn, in: bufio.NewReaderSize(conn, 64<<10), body: body, next: 1, path: path}
	c.blocks = hpack.NewEncoder(&c.table)
	io.WriteString(c, http2.ClientPreface)
	f := http2.NewFramer(c, nil)
	f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1<<31 - 1})
	f.WriteWindowUpdate(0, 1<<30)
	return c
}

// request returns the frames of n requests. As in nghttp2, path and length enter no table.
func (c *http2Client) request(n int) []byte {
	var out bytes.Buffer
	f := http2.NewFramer(&out, nil)
	for range n {
		c.table.Reset()
		for _, field := range []hpack.HeaderField{{Name: ":method", Value: "POST"}, {Name: ":scheme", Value: "http"},
			{Name: ":path", Value: c.path, Sensitive: true}, {Name: ":authority", Value: "mock"}, {Name: "user-agent", Value: "test"},
			{Name: "content-type", Value: "application/json"}, {Name: "content-length", Value: strconv.Itoa(len(c.body)), Sensitive: true}} {
			c.blocks.WriteField(field)
		}
		f.WriteHeaders(http2.HeadersFrameParam{StreamID: c.next, BlockFragment: c.table.Bytes(), EndHeaders: true})
		f.WriteData(c.next, true, []byte(c.body))
		c.next += 2
	}
	return out.Bytes()
}

// await reads until n streams have ended.
func (c *http2Client) await(t *testing.T, n int) {
	for n > 0 {
		head, err := c.in.Peek(9)
		if err != nil {
			t.Error(err)
			return
		}
		if flags := head[4]; head[3] <= byte(http2.FrameHeaders) && flags&1 != 0 {
			n--
		}
		c.in.Discard(9 + int(binary.BigEndian.Uint32(head)>>8))
	}
}

// TestHTTP2_Allocs checks that a request over HTTP/2 allocates nothing from the socket back
// to it, alone and together with others of its connection.
func TestHTTP2_Allocs(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	const runs = 100
	t.Run("h2c", func(t *testing.T) {
		url := serve(t, fast.Config{})
		for _, body := range []string{chatRequest, `{"stream":true,` + chatRequest[1:]} {
			for _, together := range []int{1, 16} {
				c := newHTTP2Client(t, url, chatPath, body)
				warm := c.request(together)
				requests := make([][]byte, runs+1)
				for range 50 {
					c.Write(warm)
					c.await(t, together)
					warm = c.request(together)
				}
				c.Write(warm)
				c.await(t, together)
				for i := range requests {
					requests[i] = c.request(together)
				}
				i := 0
				allocs := testing.AllocsPerRun(runs, func() {
					c.Write(requests[i])
					i++
					c.await(t, together)
				})
				if allocs >= 1 {
					t.Errorf("%d at a time, %.20s: %v allocations", together, body, allocs)
				}
			}
		}
	})
}
