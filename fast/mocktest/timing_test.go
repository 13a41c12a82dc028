package mocktest_test

import (
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast/mocktest"
)

// BenchmarkStart starts a server, asks it once and stops it, as a short test does.
func BenchmarkStart(b *testing.B) {
	f := func(name string, options ...mocktest.Option) {
		b.Run(name, func(b *testing.B) {
			mocktest.Start(b) // makes the shared pool
			for b.Loop() {
				t := &endingTest{TB: b}
				m := mocktest.Start(t, options...)
				res, err := m.Client().Post(m.BaseURL()+"/chat/completions", "application/json", strings.NewReader(`{}`))
				if err != nil {
					b.Fatal(err)
				}
				if res.Body.Close(); res.StatusCode != http.StatusOK {
					b.Fatal(res.Status)
				}
				t.end()
			}
		})
	}
	f("port")
	f("memory", mocktest.InMemory())
}

// endingTest ends before the benchmark does.
type endingTest struct {
	testing.TB
	cleanups []func()
}

func (t *endingTest) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }

func (t *endingTest) end() {
	for i := len(t.cleanups) - 1; i >= 0; i-- {
		t.cleanups[i]()
	}
}
