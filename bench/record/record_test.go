package record_test

import (
	"path/filepath"
	"reflect"
	"testing"

	"mock-openai/bench/record"
)

// server made one request a round, at these CPU microseconds.
func server(name string, costs ...float64) record.Server {
	s := record.Server{Name: name}
	for _, c := range costs {
		s.Rounds = append(s.Rounds, record.Round{Requests: 1, Seconds: 1e-5, CPU: c / 1e6})
	}
	return s
}

func TestSeries_Ratio(t *testing.T) {
	f := func(ours, theirs []float64, middle, low, high float64) {
		t.Helper()
		s := record.Series{Servers: []record.Server{server("a", ours...), server("b", theirs...)}}
		m, l, h := s.Ratio("a", "b")
		if got, want := [3]float64{m, l, h}, [3]float64{middle, low, high}; got != want {
			t.Errorf("ratios of %v and %v are %v, want %v", ours, theirs, got, want)
		}
	}
	f([]float64{8}, []float64{4}, 2, 2, 2)
	f([]float64{8, 4}, []float64{4, 4}, 1.5, 1, 2)
	f([]float64{8, 4, 40}, []float64{4, 4, 4}, 2, 1, 10)
	f(nil, []float64{4}, 0, 0, 0)
}

func TestServer_Median(t *testing.T) {
	f := func(of func(record.Round) float64, want float64) {
		t.Helper()
		got := server("a", 8, 2, 4).Median(of)
		if got < want*0.999 || got > want*1.001 {
			t.Errorf("median is %v, want %v", got, want)
		}
	}
	f(record.Round.Cost, 4)
	f(record.Round.Rate, 1e5)
	f(record.Round.Busy, 0.4)
	if got := (record.Server{}).Median(record.Round.Cost); got != 0 {
		t.Errorf("median of nothing is %v", got)
	}
}

func TestRun_WriteRead(t *testing.T) {
	want := &record.Run{Date: "today", Tools: []string{"wrk"}, Series: []record.Series{{Request: "chat", Servers: []record.Server{server("a", 1)}}}}
	file := filepath.Join(t.TempDir(), "run.json")
	if err := want.Write(file); err != nil {
		t.Fatal(err)
	}
	if got, err := record.Read(file); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if _, err := record.Read(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("no error of a file that is not there")
	}
}
