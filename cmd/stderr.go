package cmd

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"mock-openai/fast/lines"
)

// flushTimeout is how long the process waits at its end for the reader of its output.
const flushTimeout = 500 * time.Millisecond

// openLines returns a writer of lines to file that never blocks, even if the reader of file
// has stopped or is gone. flush writes the rest at the end.
func openLines(file io.Writer) (w *lines.Writer, flush func()) {
	w = lines.New(file)
	return w, func() {
		ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
		defer cancel()
		w.Close(ctx)
	}
}

// warn writes err in one line.
func warn(w io.Writer, err error) {
	fmt.Fprintf(w, "mock-openai: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
}
