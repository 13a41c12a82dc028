package cmd

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"mock-openai/fast/lines"
)

// flushTimeout is how long the end of the process waits for stderr.
const flushTimeout = 500 * time.Millisecond

// openStderr returns what writes lines to stderr while the server runs. Neither a
// reader that has stopped nor one that has gone holds anything up.
func openStderr() (stderr *lines.Writer, flush func()) {
	stderr = lines.New(os.Stderr)
	return stderr, func() {
		ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
		defer cancel()
		stderr.Close(ctx)
	}
}

// warn says in one line what went wrong.
func warn(w io.Writer, err error) {
	fmt.Fprintf(w, "mock-openai: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
}
