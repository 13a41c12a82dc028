package limit_test

import (
	"testing"

	"mock-openai/fast/limit"
	"mock-openai/fast/pace"
)

// BenchmarkTake is the check of one key and of all keys, as for one request.
func BenchmarkTake(b *testing.B) {
	rate := limit.NewRate(limit.Max)
	pair := limit.Pair{Each: rate, All: rate}
	keys, all := limit.NewKeys(rate, rate), new(limit.Account)
	check := func(key []byte) {
		now := pace.Now()
		pair.Take(&keys.Account(key, now).Requests, &all.Requests, 1, now)
	}
	b.Run("serial", func(b *testing.B) {
		b.ReportAllocs()
		key := []byte("sk-0123456789abcdef")
		for b.Loop() {
			check(key)
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			key := []byte("sk-0123456789abcdef")
			for pb.Next() {
				check(key)
			}
		})
	})
	b.Run("refused", func(b *testing.B) {
		b.ReportAllocs()
		rate, bucket := limit.NewRate(1), new(limit.Bucket)
		for b.Loop() {
			rate.Take(bucket, 1, pace.Now())
		}
	})
}
