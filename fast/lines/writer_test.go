package lines_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"mock-openai/fast/internal/leak"
	"mock-openai/fast/lines"
)

func TestMain(m *testing.M) { leak.Main(m) }

// TestWriter writes lines from many goroutines. Every line must be written, in order.
func TestWriter(t *testing.T) {
	var file strings.Builder
	w := lines.New(&file)
	var all sync.WaitGroup
	for who := range 8 {
		all.Go(func() {
			for i := range 500 {
				fmt.Fprintf(w, "%d %d\n", who, i)
			}
		})
	}
	all.Wait()
	if err := w.Close(context.Background()); err != nil || w.Dropped() != 0 {
		t.Fatalf("%v, %d dropped", err, w.Dropped())
	}
	next := [8]int{}
	for line := range strings.Lines(file.String()) {
		var who, i int
		if _, err := fmt.Sscanf(line, "%d %d\n", &who, &i); err != nil || i != next[who] {
			t.Fatalf("%q: %v, want %d", line, err, next[who])
		}
		next[who]++
	}
	if next != [8]int{500, 500, 500, 500, 500, 500, 500, 500} {
		t.Errorf("%d lines", next)
	}
	if fmt.Fprintln(w, "late"); w.Dropped() != 1 {
		t.Errorf("%d dropped after the end", w.Dropped())
	}
}

// TestWriter_Stuck writes to a file that takes nothing. No write may wait, every line
// that does not fit must be counted, and Close must return.
func TestWriter_Stuck(t *testing.T) {
	r, file, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	w := lines.New(file)
	line := strings.Repeat("x", 999) + "\n"
	const written = 5000
	for range written {
		io.WriteString(w, line)
	}
	if n := w.Dropped(); n < written/4 || n >= written {
		t.Errorf("%d of %d dropped", n, written)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if err := w.Close(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("closed with %v", err)
	}

	read := make(chan int)
	go func() {
		text, _ := io.ReadAll(r)
		read <- len(text) / len(line)
	}()
	if err := w.Close(context.Background()); err != nil {
		t.Error(err)
	}
	file.Close()
	if n := <-read; n+int(w.Dropped()) != written {
		t.Errorf("%d read and %d dropped of %d", n, w.Dropped(), written)
	}
}

// TestWriter_Broken continues after the file has failed.
func TestWriter_Broken(t *testing.T) {
	file := &failing{}
	w := lines.New(file)
	for fmt.Fprintln(w, "lost"); w.Dropped() == 0; {
		runtime.Gosched()
	}
	fmt.Fprintln(w, "taken")
	if err := w.Close(context.Background()); err != nil || file.taken != "taken\n" || w.Dropped() != 1 {
		t.Errorf("%v: %q taken and %d dropped", err, file.taken, w.Dropped())
	}
}

// failing fails the first write.
type failing struct {
	writes int
	taken  string
}

func (f *failing) Write(p []byte) (int, error) {
	if f.writes++; f.writes == 1 {
		return 0, errors.New("no space left")
	}
	f.taken += string(p)
	return len(p), nil
}
