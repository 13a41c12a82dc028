package coalesce

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"
)

// FuzzConn compares what arrives with what was written, whatever happens in between.
func FuzzConn(f *testing.F) {
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, seed))
		script := make([]byte, rng.IntN(200))
		for i := range script {
			script[i] = byte(rng.Uint32())
		}
		f.Add(script)
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		s := &sink{}
		c := over(s)
		var want []byte
		allSent := func(op string) {
			if s.n != len(want) {
				t.Fatalf("after %s: sent %d bytes, want %d", op, s.n, len(want))
			}
		}
		for i, op := range script {
			switch op % 8 {
			case 0:
				c.Flush()
				allSent("Flush")
			case 1:
				c.Read(make([]byte, 1))
				allSent("Read")
			case 2:
				c.Collect(false)
				allSent("Collect(false)")
			case 3:
				c.Collect(true)
			case 4:
				c.SetDeadline(time.Time{})
				allSent("SetDeadline")
			default:
				size := int(op)
				if op > 240 {
					size *= 40 // large
				}
				p := bytes.Repeat([]byte{byte(i)}, size)
				want = append(want, p...)
				if op%8 == 5 {
					p = append(c.AvailableBuffer(), p...)
					if op&16 > 0 {
						c.Flush()
					}
					if op&32 > 0 {
						c.Collect(false)
					}
				}
				if n, err := c.Write(p); n != len(p) || err != nil {
					t.Fatalf("Write = %d, %v", n, err)
				}
				if op%8 != 5 {
					clear(p) // Write must not keep it
				}
				if !c.collecting.Load() {
					allSent("an immediate Write")
				}
				if len(want)-s.n > maxPending {
					t.Fatalf("sent %d of %d bytes", s.n, len(want))
				}
			}
		}
		c.Close()
		if got := bytes.Join(s.writes, nil); !bytes.Equal(got, want) {
			t.Fatalf("after Close: sent %d bytes, want %d, or others", len(got), len(want))
		}
	})
}
