package latency

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestReadTrace(t *testing.T) {
	f := func(text string, requests, gaps int) {
		t.Helper()
		trace, err := ReadTrace(strings.NewReader(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if trace.Requests() != requests || trace.gaps() != gaps {
			t.Errorf("%q: %d requests, %d gaps", text, trace.Requests(), trace.gaps())
		}
	}
	f(`{"ttft_ms":200,"itl_ms":[10,20]}`, 1, 2)
	f("\n {\"ttft_ms\":200.5}\n\n{\"itl_ms\":[1],\"ttft_ms\":0,\"model\":\"m\"}\n", 2, 1)
	f("ttft_ms,itl_ms\n200,10 20\n300,\n", 2, 2)
	f("\nmodel, itl_ms ,ttft_ms\r\n\"a,b\",\"1 2 3\",7\r\n", 1, 3)
	f("ttft_ms,itl_ms,prompt\n1,2,\"two\nlines\"\n3,4,\"\"\n", 2, 2)
	f("\ufeffttft_ms,itl_ms\n200,10\n", 1, 1)
	f("\ufeff{\"ttft_ms\":200,\"itl_ms\":12.5}\n{\"ttft_ms\":200,\"itl_ms\":null}", 2, 1)
}

func TestReadTrace_Invalid(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		if _, err := ReadTrace(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
	}
	f("", "no request")
	f(" \n", "no request")
	f("ttft_ms,itl_ms\n", "no request")
	f("\ufeff", "no request")
	f("ttft,itl\n1,2\n", "line 1: want a header with the columns ttft_ms and itl_ms")
	f("[{}]", "line 1: want a header with the columns ttft_ms and itl_ms, or JSON objects")
	f("ttft_ms,itl_ms\n1,2\nx,2\n", `line 3: "x" is not a number of milliseconds`)
	f("\n\nttft_ms,itl_ms\n1,2\n1,y\n", `line 5: "y" is not a number`)
	f("ttft_ms,itl_ms\n1,\"2\n3\"\n1,y\n", "line 4")
	f("ttft_ms,itl_ms\n1\n", "line 2: wrong number of fields")
	f("ttft_ms,itl_ms\n-1,2\n", "line 2: -1 ms is not between")
	f("ttft_ms,itl_ms\nNaN,2\n", "line 2: NaN ms")
	f("ttft_ms,itl_ms\n1,1e99\n", "line 2: 1e+99 ms")
	f("{\"ttft_ms\":1}\n{\"itl_ms\":[1]}", "line 2: there is no ttft_ms")
	f("{\"ttft_ms\":1}\n[]", "line 2: want an object with numbers in ttft_ms and itl_ms, found array")
	f("\n \n{\"ttft_ms\":1}\nx\n", "line 4")
	f(`{"ttft_ms":"1"}`, "line 1: want an object with numbers in ttft_ms and itl_ms, found string")
	f(`{"ttft_ms":1,"itl_ms":["1"]}`, "line 1: want an object with numbers in ttft_ms and itl_ms, found string")
	long := strings.Repeat(" ", maxLine+1<<16) // and what the reader looked ahead
	f("{\"ttft_ms\":1}\n{\"ttft_ms\":1"+long+"}", "line 2: a request has more than 16777216 bytes")
	f("ttft_ms,itl_ms\n1,2\n1,\""+long+"\"\n", "after line 2: a request has more than 16777216 bytes")
	row := "1," + strings.Repeat("2 ", maxGaps/2) + "\n"
	f("ttft_ms,itl_ms\n"+row+row+"1,2\n", "line 4: the trace has more than")
	if _, err := OpenTrace(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Error(err)
	}
}

// TestTrace_KeepsRuns draws from two requests with distinct times.
func TestTrace_KeepsRuns(t *testing.T) {
	trace, err := ReadTrace(strings.NewReader(`{"ttft_ms":1,"itl_ms":[1,2,3]}` + "\n" + `{"ttft_ms":100,"itl_ms":[100,200,300]}`))
	if err != nil {
		t.Fatal(err)
	}
	clock, r := NewClock(Model{Trace: trace}), newRand()
	ttfts := map[time.Duration]int{}
	for range 200 {
		times := clock.Begin(r, 1000, 1)
		first := times.Advance(r, 1)
		ttfts[first]++
		for i := range 3 {
			if got, want := times.Advance(r, 1), first*time.Duration(1+(i+1)*(i+2)/2); got != want {
				t.Fatalf("token %d after %v, want %v", i+2, got, want)
			}
		}
		before := times.Advance(r, 0)
		if step := times.Advance(r, 3) - before; step != 6*ms && step != 600*ms {
			t.Fatalf("the run that goes on took %v", step)
		}
	}
	if len(ttfts) != 2 || ttfts[ms] < 50 || ttfts[100*ms] < 50 {
		t.Errorf("times to first token: %v", ttfts)
	}
}

// counted is a source that counts its draws.
type counted struct {
	rand.Source
	draws int
}

func (c *counted) Uint64() uint64 {
	c.draws++
	return c.Source.Uint64()
}

// TestTrace_MostWithoutGaps draws from a trace in which most answers have one token:
// finding the others must not take long.
func TestTrace_MostWithoutGaps(t *testing.T) {
	trace := new(Trace)
	for range 10_000 {
		trace.add(1, nil)
	}
	trace.add(1, []float64{5})
	source := &counted{Source: rand.NewPCG(1, 2)}
	if sum := trace.next(rand.New(source), new(run), 100); sum != 500 || source.draws > 200 {
		t.Errorf("100 gaps of 5 ns add up to %g ns after %d draws", sum, source.draws)
	}
}

func BenchmarkTrace(b *testing.B) {
	trace, r := new(Trace), newRand()
	for range 1000 {
		gaps := make([]float64, 256)
		for i := range gaps {
			gaps[i] = float64(10 * ms)
		}
		trace.add(float64(200*ms), gaps)
	}
	clock := NewClock(Model{Trace: trace})
	for _, k := range []int{1, 256, 100_000} {
		b.Run(strconv.Itoa(k), func(b *testing.B) {
			b.ReportAllocs()
			times := clock.Begin(r, 0, 1)
			for b.Loop() {
				times.Advance(r, k)
			}
		})
	}
}

func FuzzReadTrace(f *testing.F) {
	f.Add("ttft_ms,itl_ms\n200,10 20\n")
	f.Add(`{"ttft_ms":200,"itl_ms":[10,20]}`)
	f.Fuzz(func(t *testing.T, text string) {
		trace, err := ReadTrace(strings.NewReader(text))
		if err != nil {
			return
		}
		r := newRand()
		times := NewClock(Model{Trace: trace}).Begin(r, 1, 1)
		last := time.Duration(0)
		for range 10 {
			at := times.Advance(r, 2)
			if at < last {
				t.Fatalf("%v after %v", at, last)
			}
			last = at
		}
	})
}
