package pace

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestHeap(t *testing.T) {
	f := func(n int) {
		t.Helper()
		var h heap
		var want []Instant
		for i := range n {
			w, at := new(Waiter), rand.N(Instant(n))
			h.push(at, w)
			if i%3 == 0 {
				h.remove(h[rand.N(len(h))].w)
			}
		}
		for i, e := range h {
			if e.w.index != i {
				t.Fatalf("a waiter at %d believes to be at %d", i, e.w.index)
			}
			want = append(want, e.at)
		}
		slices.Sort(want)
		var got []Instant
		for len(h) > 0 {
			first := h[0]
			h.remove(first.w)
			if first.w.index != notInHeap {
				t.Fatalf("a removed waiter believes to be at %d", first.w.index)
			}
			got = append(got, first.at)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("left in order %v, want %v", got, want)
		}
	}
	for n := range 40 {
		f(n)
	}
	f(1000)
}

func BenchmarkHeap(b *testing.B) {
	fill := func(n int) heap {
		var h heap
		for range n {
			h.push(rand.N(Instant(time.Second)), new(Waiter))
		}
		return h
	}
	f := func(name string, n int) {
		b.Run("turn/"+name, func(b *testing.B) {
			h := fill(n)
			for b.Loop() {
				first := h[0]
				h.remove(first.w)
				h.push(first.at.Add(time.Second), first.w)
			}
		})
		b.Run("cancel/"+name, func(b *testing.B) {
			h := fill(n)
			entries := slices.Clone(h)
			for i := 0; b.Loop(); i++ {
				e := entries[i%n]
				h.remove(e.w)
				h.push(e.at, e.w)
			}
		})
	}
	f("20", 20)
	f("1000", 1000)
	f("10000", 10000)
}
