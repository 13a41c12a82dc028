package ollama

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestStamp(t *testing.T) {
	var s stamp
	f := func(second int64, nanos int) {
		t.Helper()
		want := time.Unix(second, int64(nanos)).UTC().Format(time.RFC3339Nano)
		if got := string(s.append(nil, second, nanos)); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		second, nanos := 1+r.Int64N(1<<37), r.IntN(1_000_000_000)
		f(second, nanos)
		f(second, nanos/1000*1000)
		f(second, 0)
		f(second, 5)
		f(second, nanos+r.IntN(int(time.Hour)))
	}
}
