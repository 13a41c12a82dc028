// Package output writes lines to whoever reads the output of the program, or has stopped.
package output

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"mock-openai/fast/lines"
)

// FlushTimeout is how long the process waits at its end for the reader of its output.
const FlushTimeout = 500 * time.Millisecond

// Open returns a writer of lines to file that never blocks, even if the reader of file
// has stopped or is gone. flush writes the rest at the end.
func Open(file io.Writer) (w *lines.Writer, flush func()) {
	w = lines.New(file)
	return w, func() {
		ctx, cancel := context.WithTimeout(context.Background(), FlushTimeout)
		defer cancel()
		w.Close(ctx)
	}
}

// Warn writes err in one line.
func Warn(w io.Writer, err error) {
	fmt.Fprintf(w, "mock-openai: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
}
