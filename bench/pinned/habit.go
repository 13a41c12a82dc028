//go:build linux

package main

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"strings"
	"time"
)

// habit is how some of the herd's clients behave, over and over.
type habit struct {
	name    string
	clients int
	act     func(context.Context, *client) error
}

var habits = []habit{
	{"chat", 2, asking(posted(chatStart + `}`))},
	{"stream", 2, asking(posted(chatStart + `,"stream":true}`))},
	{"paced stream", 8, asking(paced("ttft=5ms,itl=1ms,tokens=60"))},
	{"paced answer", 2, asking(posted(`{"model":"gpt-4-mock:ttft=5ms,itl=1ms,tokens=20","messages":[]}`))},
	{"response", 1, asking(postedTo("/v1/responses", `{"input":"Hello!","stream":true,"store":false}`))},
	{"embeddings", 1, asking(postedTo("/v1/embeddings", inputStart+`}`))},
	{"long prompt", 1, asking(posted(longPrompt))},
	{"bad request", 2, misspeaking},
	{"pipeline", 2, pipelining},
	{"hang-up", 8, hangingUp},
	{"deaf", 6, goingDeaf},
	{"half-closed", 2, closingHalf},
	{"broken off", 2, breakingOff},
	{"HTTP/2", 4, overHTTP2},
	{"HTTP/2 hang-up", 4, leavingHTTP2},
	{"HTTP/2 deaf", 2, goingDeafHTTP2},
}

var longPrompt = `{"model":"gpt-4-mock","messages":[{"role":"user","content":"` + strings.Repeat("The quick brown fox. ", 5000) + `"}]}`

// paced is a request of a stream in that rhythm.
func paced(settings string) []byte {
	return posted(`{"model":"gpt-4-mock:` + settings + `,stream-tokens=1","stream":true,"messages":[]}`)
}

func asking(raw []byte) func(context.Context, *client) error {
	return func(ctx context.Context, c *client) error {
		_, err := c.ask(ctx, raw)
		return err
	}
}

// nonsense is what servers get to hear.
var nonsense = [][]byte{
	posted(`{"model":`),
	posted(`{"model":"gpt-4-mock","messages":"` + "\x00\xff" + `"}`),
	posted(strings.Repeat("[", 10_000)),
	postedTo("/v1/none", "{}"),
	postedTo("/v1/embeddings", `{"input":[]}`),
	[]byte("GET " + chat + " HTTP/1.1\r\nHost: mock\r\n\r\n"),
	[]byte("POST " + chat + " HTTP/1.1\r\nHost: mock\r\nContent-Length: 9999999999\r\n\r\n"),
	[]byte("POST " + chat + " HTTP/1.1\r\nHost: mock\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}"),
	[]byte("POST " + chat + " HTTP/1.1\r\nHost: mock\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
	[]byte("GET /health HTTP/1.1\r\nHost: mock\r\nX: " + strings.Repeat("x", 20_000) + "\r\n\r\n"),
	[]byte("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
	bytes.Repeat([]byte("\r\n"), 100),
}

func misspeaking(ctx context.Context, c *client) error {
	defer c.close()
	if err := c.send(ctx, nonsense[rand.IntN(len(nonsense))]); err != nil {
		return err
	}
	if err := c.conn.CloseWrite(); err != nil { // or it waits for the rest
		return err
	}
	_, err := io.Copy(io.Discard, c.reader)
	return err
}

func pipelining(ctx context.Context, c *client) error {
	const depth = 16
	if err := c.send(ctx, bytes.Repeat(posted(chatStart+`,"stream":true}`), depth)); err != nil {
		return err
	}
	for range depth {
		if _, err := c.answer(); err != nil || c.conn == nil {
			return err
		}
	}
	return nil
}

// hangingUp leaves a stream somewhere in its middle, with a FIN or a reset.
func hangingUp(ctx context.Context, c *client) error {
	defer c.close()
	if err := c.send(ctx, paced("ttft=2ms,itl=20ms,tokens=100")); err != nil {
		return err
	}
	if rand.IntN(2) == 0 {
		c.conn.SetLinger(0)
	}
	_, err := io.CopyN(io.Discard, c.reader, rand.Int64N(5000))
	return err
}

// longStream is of 8 MB.
const longStream = `{"model":"gpt-4-mock:tokens=500,stream-tokens=1","n":64,"stream":true,"messages":[]}`

// goingDeaf asks for more than the buffers of a connection hold and then does
// not read; some are more patient with that than the server.
func goingDeaf(ctx context.Context, c *client) error {
	defer c.close()
	if err := c.open(ctx); err != nil {
		return err
	}
	c.conn.SetReadBuffer(4 << 10)
	raw := posted(longStream)
	if rand.IntN(2) == 0 {
		input := strings.Repeat(`"x",`, 500)
		raw = postedTo("/v1/embeddings", `{"model":"text-embedding-3-large","input":[`+input[:len(input)-1]+`]}`)
	}
	if err := c.send(ctx, raw); err != nil {
		return err
	}
	if !pause(ctx, rand.N(2*writeTimeout)) {
		return nil
	}
	_, err := io.CopyN(io.Discard, c.reader, rand.Int64N(1<<20))
	return err
}

func closingHalf(ctx context.Context, c *client) error {
	defer c.close()
	if err := c.send(ctx, paced("ttft=5ms,itl=10ms,tokens=20")); err != nil {
		return err
	}
	if err := c.conn.CloseWrite(); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, c.reader)
	return err
}

// breakingOff leaves in the middle of a request.
func breakingOff(ctx context.Context, c *client) error {
	defer c.close()
	raw := posted(longPrompt)
	if err := c.send(ctx, raw[:rand.IntN(len(raw))]); err != nil {
		return err
	}
	pause(ctx, rand.N(50*time.Millisecond))
	return nil
}

// pause reports whether it was not cut short.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
