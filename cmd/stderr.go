package cmd

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"mock-openai/fast/lines"
)

// flushTimeout is how long the end of the process waits for the reader of its lines.
const flushTimeout = 500 * time.Millisecond

// openLines returns what writes lines to file while the server runs. Neither a
// reader that has stopped nor one that has gone holds anything up.
func openLines(file io.Writer) (w *lines.Writer, flush func()) {
	w = lines.New(file)
	return w, func() {
		ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
		defer cancel()
		w.Close(ctx)
	}
}

// warn says in one line what went wrong.
func warn(w io.Writer, err error) {
	fmt.Fprintf(w, "mock-openai: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
}
