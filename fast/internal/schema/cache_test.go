package schema

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
)

func TestCache(t *testing.T) {
	c := NewCache(64, Compile)
	raw := []byte(schemas["weather"])
	first, err := c.Get(raw)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.Get([]byte(string(raw))); err != nil || again != first {
		t.Errorf("got another schema, %v", err)
	}
	copy(raw, "xxxx")
	if _, err := c.Get(raw); err == nil {
		t.Error("what was Get's argument is kept")
	}
	bad := []byte(`{"type":"any"}`)
	_, err1 := c.Get(bad)
	if _, err2 := c.Get(bad); err1 == nil || err1 != err2 {
		t.Errorf("got %v, then %v", err1, err2)
	}
}

func TestCache_Bounded(t *testing.T) {
	f := func(limit, schemas int, raw string) {
		t.Helper()
		c := NewCache(limit, Compile)
		for i := range schemas {
			if _, err := c.Get(fmt.Appendf(nil, raw, i)); err != nil {
				t.Fatal(err)
			}
		}
		for i := range c.shards {
			s := &c.shards[i]
			sum := 0
			for _, e := range *s.entries.Load() {
				sum += len(e.raw)
			}
			if n := len(*s.entries.Load()); n == 0 || n > c.perShard || sum != s.bytes || sum > maxShard {
				t.Errorf("a shard has %d of %d schemas, %d of %d bytes", n, c.perShard, sum, s.bytes)
			}
		}
	}
	f(64, 2_000, `{"const":%d}`)
	f(1, 500, `{"const":%d}`)
	f(10_000, 300, `{"const":"%060000d"}`)
}

func TestCache_Concurrent(t *testing.T) {
	c := NewCache(32, Compile)
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := range 500 {
				n := (worker + i) % 50
				s, err := c.Get(fmt.Appendf(nil, `{"const":%d}`, n))
				if err != nil {
					t.Error(err)
				} else if got := string(s.Append(nil, rand.New(rand.NewPCG(1, 2)))); got != fmt.Sprint(n) {
					t.Errorf("got %s, want %d", got, n)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkCache(b *testing.B) {
	c := NewCache(1024, Compile)
	raw := []byte(schemas["math-reasoning"])
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := c.Get(raw); err != nil {
				b.Error(err)
			}
		}
	})
}
