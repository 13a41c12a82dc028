package fast_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"testing"

	"mock-openai/fast"
	"mock-openai/pool"
)

// maskedFrame is a message of a client, whose mask is 0.
func maskedFrame(text string) []byte {
	frame := binary.BigEndian.AppendUint16([]byte{0x81, 0x80 | 126}, uint16(len(text)))
	return append(append(frame, 0, 0, 0, 0), text...)
}

// BenchmarkSocket compares the events of answers over WebSocket with those of server-sent
// events. The client does the same for both: it reads bytes.
func BenchmarkSocket(b *testing.B) {
	c := fast.Config{Answers: fast.Answers{Deterministic: true, Tokens: pool.Sampler{Mean: 500}, StreamTokensMax: 1}}
	url := serve(b, c)
	const create = `{"type":"response.create","stream":true,"model":"gpt-4o","input":"hello"}`
	run := func(b *testing.B, conn net.Conn, request []byte, size, events int) {
		answer := make([]byte, size)
		b.ReportAllocs()
		b.SetBytes(int64(size))
		for b.Loop() {
			conn.Write(request)
			if _, err := io.ReadFull(conn, answer); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
	}
	b.Run("websocket", func(b *testing.B) {
		s := dialSocket(b, url, responsesPath)
		s.say(create)
		size, events := 0, 0
		for e := ""; e != "response.completed"; events++ {
			event := s.next()
			size += len(appendedFrame(event.raw))
			e = event.Type
		}
		run(b, s.NetConn(), maskedFrame(create), size, events)
	})
	b.Run("sse", func(b *testing.B) {
		conn := dial(b, url)
		raw := fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s", responsesPath, len(create), create)
		conn.Write(raw)
		var all []byte
		for piece := make([]byte, 64<<10); !bytes.HasSuffix(all, []byte("\r\n0\r\n\r\n")); {
			n, err := conn.Read(piece)
			if err != nil {
				b.Fatal(err)
			}
			all = append(all, piece[:n]...)
		}
		run(b, conn, raw, len(all), bytes.Count(all, []byte("event: ")))
	})
}

// appendedFrame is a frame of a server.
func appendedFrame(text string) []byte {
	header := 2
	if len(text) >= 126 {
		header = 4
	}
	if len(text) >= 1<<16 {
		header = 10
	}
	return make([]byte, header+len(text))
}
