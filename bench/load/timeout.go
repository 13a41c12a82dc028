package load

import (
	"context"
	"errors"
	"os"
)

// errTimeout is the error of an answer that takes longer than the Timeout.
var errTimeout = errors.New("no whole answer within the timeout")

// isTimeout reports whether err comes from a deadline.
func isTimeout(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
}
