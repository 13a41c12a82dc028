package load_test

import (
	"context"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
)

// TestLoad_Sending wants the rates that were offered and kept without the time of waiting for
// the last answers.
func TestLoad_Sending(t *testing.T) {
	answer := make(chan time.Duration, 1)
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		d := <-answer
		answer <- d
		time.Sleep(d)
	}))
	defer s.Close()
	f := func(l load.Load, arrivals string, takes, ramp time.Duration, offered, least, most float64) {
		t.Helper()
		answer <- takes
		defer func() { <-answer }()
		const rate = 100
		p, err := load.NewPacer(arrivals, rate, 1)
		if err != nil {
			t.Fatal(err)
		}
		l.URL, l.Pacer = s.URL, load.Ramp(p, ramp)
		r := loadtest.Run(t, l)
		if got := float64(r.Sent) / r.Due.Seconds(); math.Abs(got-offered) > offered/50 {
			t.Errorf("%s, answers of %v: %.4g a second of %.4g offered", arrivals, takes, got, offered)
		}
		if got := float64(r.Sent) / r.Sending.Seconds(); got < least || got > most {
			t.Errorf("%s, answers of %v: sent %.4g a second, want %.4g to %.4g", arrivals, takes, got, least, most)
		}
	}
	const slow = 400 * time.Millisecond
	half := load.Load{Duration: time.Second / 2}
	f(half, "constant", 0, 0, 100, 70, 101)
	f(half, "constant", slow, 0, 100, 70, 101)
	f(half, "constant", slow, time.Second, 26, 20, 27) // half of the way up
	f(load.Load{Requests: 40}, "constant", slow, 0, 100, 70, 101)
	f(load.Load{Requests: 1}, "constant", slow, 0, 100, 70, 101)
	f(load.Load{Duration: time.Second / 2, Connections: 1}, "constant", 20*time.Millisecond, 0, 100, 10, 55)
}

// TestLoad_SendingAfterInterrupt wants no rate offered where requests in hand were not sent.
func TestLoad_SendingAfterInterrupt(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	p, err := load.NewPacer("constant", 100, 1)
	if err != nil {
		t.Fatal(err)
	}
	r, err := load.Load{URL: s.URL, Pacer: p}.Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if r.Due != 0 || r.Sending != r.Elapsed {
		t.Errorf("%d requests: due in %v, sent in %v of %v", r.Sent, r.Due, r.Sending, r.Elapsed)
	}
}
