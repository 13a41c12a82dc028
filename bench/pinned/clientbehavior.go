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

// clientBehavior is what some of the clients do over and over.
type clientBehavior struct {
	name    string
	clients int
	run     func(context.Context, *client) error
}

var clientBehaviors = []clientBehavior{
	{"chat", 2, sendRequest(chatRequest(chatStart + `}`))},
	{"stream", 2, sendRequest(chatRequest(chatStart + `,"stream":true}`))},
	{"paced stream", 8, sendRequest(paced("ttft=5ms,itl=1ms,tokens=60"))},
	{"paced answer", 2, sendRequest(chatRequest(`{"model":"gpt-4-mock:ttft=5ms,itl=1ms,tokens=20","messages":[]}`))},
	{"response", 1, sendRequest(postRequest("/v1/responses", `{"input":"Hello!","stream":true,"store":false}`))},
	{"embeddings", 1, sendRequest(postRequest("/v1/embeddings", inputStart+`}`))},
	{"long prompt", 1, sendRequest(chatRequest(longPrompt))},
	{"malformed request", 2, sendMalformed},
	{"pipeline", 2, pipelineRequests},
	{"hang-up", 8, hangUpMidStream},
	{"stops reading", 6, stopReading},
	{"half-closed", 2, halfClose},
	{"aborted request", 2, abortRequest},
	{"HTTP/2", 4, readHTTP2Streams},
	{"HTTP/2 hang-up", 4, resetHTTP2Streams},
	{"HTTP/2 stops reading", 2, stopReadingHTTP2},
}

var longPrompt = `{"model":"gpt-4-mock","messages":[{"role":"user","content":"` + strings.Repeat("The quick brown fox. ", 5000) + `"}]}`

// paced returns a request for a stream with these timing settings.
func paced(settings string) []byte {
	return chatRequest(`{"model":"gpt-4-mock:` + settings + `,stream-tokens=1","stream":true,"messages":[]}`)
}

func sendRequest(raw []byte) func(context.Context, *client) error {
	return func(ctx context.Context, c *client) error {
		_, err := c.ask(ctx, raw)
		return err
	}
}

// malformedRequests are broken in different ways.
var malformedRequests = [][]byte{
	chatRequest(`{"model":`),
	chatRequest(`{"model":"gpt-4-mock","messages":"` + "\x00\xff" + `"}`),
	chatRequest(strings.Repeat("[", 10_000)),
	postRequest("/v1/none", "{}"),
	postRequest("/v1/embeddings", `{"input":[]}`),
	[]byte("GET " + chat + " HTTP/1.1\r\nHost: mock\r\n\r\n"),
	[]byte("POST " + chat + " HTTP/1.1\r\nHost: mock\r\nContent-Length: 9999999999\r\n\r\n"),
	[]byte("POST " + chat + " HTTP/1.1\r\nHost: mock\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}"),
	[]byte("POST " + chat + " HTTP/1.1\r\nHost: mock\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
	[]byte("GET /health HTTP/1.1\r\nHost: mock\r\nX: " + strings.Repeat("x", 20_000) + "\r\n\r\n"),
	[]byte("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
	bytes.Repeat([]byte("\r\n"), 100),
}

func sendMalformed(ctx context.Context, c *client) error {
	defer c.close()
	if err := c.send(ctx, malformedRequests[rand.IntN(len(malformedRequests))]); err != nil {
		return err
	}
	if err := c.conn.CloseWrite(); err != nil { // else the server waits for the rest
		return err
	}
	_, err := io.Copy(io.Discard, c.reader)
	return err
}

func pipelineRequests(ctx context.Context, c *client) error {
	const depth = 16
	if err := c.send(ctx, bytes.Repeat(chatRequest(chatStart+`,"stream":true}`), depth)); err != nil {
		return err
	}
	for range depth {
		if _, err := c.answer(); err != nil || c.conn == nil {
			return err
		}
	}
	return nil
}

// hangUpMidStream closes in the middle of a stream, with a FIN or a reset.
func hangUpMidStream(ctx context.Context, c *client) error {
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

// longStream is the request for a stream of 8 MB.
const longStream = `{"model":"gpt-4-mock:tokens=500,stream-tokens=1","n":64,"stream":true,"messages":[]}`

// stopReading asks for more than the buffers of a connection hold and then does not
// read for a while, sometimes for longer than the server's write timeout.
func stopReading(ctx context.Context, c *client) error {
	defer c.close()
	if err := c.open(ctx); err != nil {
		return err
	}
	c.conn.SetReadBuffer(4 << 10)
	raw := chatRequest(longStream)
	if rand.IntN(2) == 0 {
		input := strings.Repeat(`"x",`, 500)
		raw = postRequest("/v1/embeddings", `{"model":"text-embedding-3-large","input":[`+input[:len(input)-1]+`]}`)
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

func halfClose(ctx context.Context, c *client) error {
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

// abortRequest closes in the middle of a request.
func abortRequest(ctx context.Context, c *client) error {
	defer c.close()
	raw := chatRequest(longPrompt)
	if err := c.send(ctx, raw[:rand.IntN(len(raw))]); err != nil {
		return err
	}
	pause(ctx, rand.N(50*time.Millisecond))
	return nil
}

// pause waits for d. It reports false if ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
