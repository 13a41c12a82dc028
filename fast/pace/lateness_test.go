package pace

import (
	"math"
	"testing"
	"time"
)

func TestBucket(t *testing.T) {
	f := func(d, want time.Duration) {
		t.Helper()
		if got := limit(bucket(d)); got != want {
			t.Errorf("%d is counted as %d, want %d", d, got, want)
		}
	}
	f(-1, 0)
	f(0, 0)
	f(1, 1)
	f(63, 63)
	f(64, 65)
	f(127, 127)
	f(128, 131)
	f(1_000_000, 1_015_807)
	f(1<<maxBits-1, 1<<maxBits-1)
	if got := bucket(1 << maxBits); got != buckets-1 {
		t.Errorf("the first too late is in bucket %d, want %d", got, buckets-1)
	}
	if got := bucket(math.MaxInt64); got != buckets-1 {
		t.Errorf("the latest is in bucket %d, want %d", got, buckets-1)
	}
	for i := range buckets - 1 {
		if got := bucket(limit(i)); got != i {
			t.Errorf("the limit of bucket %d is in bucket %d", i, got)
		}
		if got := bucket(limit(i) + 1); got != i+1 {
			t.Errorf("above the limit of bucket %d comes bucket %d", i, got)
		}
	}
}

func TestQuantile(t *testing.T) {
	var l Lateness
	f := func(q float64, want time.Duration) {
		t.Helper()
		if got := l.Snapshot().Quantile(q); got != want {
			t.Errorf("Quantile(%v) = %d, want %d", q, got, want)
		}
	}
	f(0.5, 0)
	for d := range time.Duration(50) {
		l.Record(d + 1)
	}
	f(0, 1)
	f(0.02, 1)
	f(0.5, 25)
	f(0.99, 50)
	f(1, 50)
	if got := l.Snapshot().Count(); got != 50 {
		t.Errorf("Count() = %d, want 50", got)
	}
}

func BenchmarkRecord(b *testing.B) {
	var l Lateness
	b.RunParallel(func(pb *testing.PB) {
		for d := time.Duration(0); pb.Next(); d = (d + 997) % time.Millisecond {
			l.Record(d)
		}
	})
}
