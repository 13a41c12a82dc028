//go:build linux

package main

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
)

const quickStream = `{"model":"gpt-4-mock:ttft=2ms,itl=2ms,tokens=40,stream-tokens=1","stream":true,"messages":[]}`

// readHTTP2Streams uses HTTP/2 with prior knowledge.
func readHTTP2Streams(ctx context.Context, c *client) error {
	return streamHTTP2(ctx, c, quickStream, func(body io.Reader) error {
		_, err := io.Copy(io.Discard, body)
		return err
	})
}

// resetHTTP2Streams resets streams in the middle.
func resetHTTP2Streams(ctx context.Context, c *client) error {
	return streamHTTP2(ctx, c, quickStream, func(body io.Reader) error {
		_, err := io.CopyN(io.Discard, body, rand.Int64N(5000))
		return err
	})
}

// stopReadingHTTP2 does not read streams that are longer than the window for a while.
func stopReadingHTTP2(ctx context.Context, c *client) error {
	return streamHTTP2(ctx, c, longStream, func(body io.Reader) error {
		if pause(ctx, rand.N(2*writeTimeout)) {
			_, err := io.CopyN(io.Discard, body, rand.Int64N(8<<20))
			return err
		}
		return nil
	})
}

// streamHTTP2 reads a few streams on one connection.
func streamHTTP2(ctx context.Context, c *client, body string, read func(io.Reader) error) error {
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	for range 1 + rand.IntN(10) {
		if err := readHTTP2(ctx, transport, "http://"+c.address+chat, body, read); err != nil {
			return err
		}
	}
	return nil
}

func readHTTP2(ctx context.Context, transport *http.Transport, url, body string, read func(io.Reader) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, hangTimeout, os.ErrDeadlineExceeded)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return errors.Join(err, context.Cause(ctx))
	}
	defer res.Body.Close()
	return errors.Join(read(res.Body), context.Cause(ctx))
}
