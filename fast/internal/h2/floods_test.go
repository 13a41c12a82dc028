package h2_test

import (
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/h2"
)

// Further types of frames.
const (
	frameWindowUpdate = 8
	framePing         = 6
	framePriority     = 2
)

// heap returns the bytes in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestFloods sends what costs a server more than a client. Memory must stay bounded
// while the connection is open, no more handlers may run than streams are allowed, and
// another client must be answered.
func TestFloods(t *testing.T) {
	const maxGrowth = 8 << 20
	reset, nothing, noWindow := []byte{0, 0, 0, 8}, []byte(nil), []byte{0, 0, 0, 0}
	id := func(i int) uint32 { return uint32(2*i + 1) }
	entry := "\x40\x01x\x7f\x81\x1e" + strings.Repeat("v", 4000) // fills the table
	attacks := map[string]func(p *peer, i int) error{
		"rapid reset": func(p *peer, i int) error {
			p.ask(id(i), flagEndHeaders|flagEndStream)
			return p.send(frameReset, 0, id(i), reset)
		},
		"made you reset": func(p *peer, i int) error {
			p.ask(id(i), flagEndHeaders|flagEndStream)
			return p.send(frameWindowUpdate, 0, id(i), noWindow)
		},
		"slow bodies": func(p *peer, i int) error { return p.send(frameHeaders, flagEndHeaders, id(i), []byte(begin)) },
		"continuation": func(p *peer, i int) error {
			if i == 0 {
				p.ask(1, flagEndStream)
			}
			return p.send(frameContinuation, 0, 1, nothing)
		},
		"settings": func(p *peer, i int) error { return p.send(frameSettings, 0, 0, nothing) },
		"ping":     func(p *peer, i int) error { return p.send(framePing, 0, 0, make([]byte, 8)) },
		"priority": func(p *peer, i int) error { return p.send(framePriority, 0, 1, []byte{0, 0, 0, 0, 1}) },
		"unknown":  func(p *peer, i int) error { return p.send(0x77, 0, 0, nothing) },
		"empty data": func(p *peer, i int) error {
			if i == 0 {
				p.ask(1, flagEndHeaders)
			}
			return p.send(frameData, 0, 1, nothing)
		},
		"bomb": func(p *peer, i int) error {
			block := begin + strings.Repeat("\xbe", 4000)
			if i == 0 {
				block = begin + entry
			}
			return p.send(frameHeaders, flagEndHeaders|flagEndStream, id(i), []byte(block))
		},
		"small windows": func(p *peer, i int) error {
			return p.send(frameHeaders, flagEndHeaders|flagEndStream, id(i), []byte("\x83\x86\x04\x05/long\x01\x01x"))
		},
	}
	for name, attack := range attacks {
		t.Run(name, func(t *testing.T) {
			var running, most atomic.Int64
			long := make([]byte, 1<<20)
			url, _ := serveWith(t, h2.Config{}, func(ctx *fasthttp.RequestCtx) {
				switch {
				case string(ctx.Path()) == "/long":
					ctx.Response.SetBodyRaw(long)
				case name == "rapid reset" || name == "made you reset":
					n := running.Add(1)
					for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
					}
					defer running.Add(-1)
					if len(ctx.Request.Header.Peek("X-Fine")) == 0 {
						<-ctx.Conn().(interface{ Gone() <-chan struct{} }).Gone()
					}
				}
				fine(ctx)
			})
			before := heap()
			p := meet(t, url, initialWindow, 10)
			for i := range 20_000 {
				if attack(p, i) != nil {
					break
				}
			}
			if grown := int64(heap()) - int64(before); grown > maxGrowth {
				t.Errorf("%d bytes more in use", grown)
			}
			if n := most.Load(); n > maxStreams {
				t.Errorf("%d handlers ran at once", n)
			}
			other := meet(t, url)
			other.send(frameHeaders, flagEndHeaders|flagEndStream, 1, []byte(begin+"\x00\x06x-fine\x011"))
			if f := other.await(func(f frame) bool { return f.kind == frameData }); string(f.payload) != "fine" {
				t.Errorf("another client gets %q", f.payload)
			}
			other.Close()
			p.Close()
		})
	}
}
