package pool

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"
)

func TestVectors(t *testing.T) {
	p := newTestPool(t, Config{Articles: 1})
	f := func(n int) {
		t.Helper()
		for hash := range uint64(300) {
			hash = Hash(hash, nil)
			var v []float32
			if err := json.Unmarshal(append(p.AppendVector([]byte{'['}, hash, n), ']'), &v); err != nil {
				t.Fatal(err)
			}
			if len(v) != n {
				t.Fatalf("vector has %d dimensions, want %d", len(v), n)
			}
			raw, err := base64.StdEncoding.DecodeString(string(p.AppendVectorBase64(nil, hash, n)))
			if err != nil || len(raw) != 4*n {
				t.Fatalf("base64 of %d dimensions decodes to %d bytes, %v", n, len(raw), err)
			}
			sum := 0.0
			for i, x := range v {
				if y := math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:])); x != y {
					t.Fatalf("component %d of %d is %g in JSON and %g in base64", i, n, x, y)
				}
				sum += float64(x) * float64(x)
			}
			if math.Abs(sum-1) > 1e-5 {
				t.Fatalf("vector of %d dimensions has length %g", n, math.Sqrt(sum))
			}
		}
	}
	for _, n := range renderedDimensions {
		f(n)
	}
	for _, n := range []int{1, 2, 3, 4, 5, 7, 100, 768, MaxDimensions} {
		f(n)
	}
}

func TestVectors_DifferentInputs(t *testing.T) {
	p := newTestPool(t, Config{Articles: 1})
	seen := map[string]bool{}
	for i := range uint64(2000) {
		v := string(p.AppendVectorBase64(nil, Hash(0, binary.LittleEndian.AppendUint64(nil, i)), 1536))
		if seen[v] {
			t.Fatal("two inputs of 2,000 have one vector")
		}
		seen[v] = true
	}
}

func BenchmarkAppendVector(b *testing.B) {
	p := newTestPool(b, Config{Articles: 1})
	dst := make([]byte, 0, 1<<20)
	f := func(name string, n int, appendTo func([]byte, uint64, int) []byte) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			hash := uint64(0)
			for b.Loop() {
				hash = Hash(hash, nil)
				dst = appendTo(dst[:0], hash, n)
			}
			b.SetBytes(int64(len(dst)))
		})
	}
	f("json-1536", 1536, p.AppendVector)
	f("base64-1536", 1536, p.AppendVectorBase64)
	f("json-100-unrendered", 100, p.AppendVector)
}
