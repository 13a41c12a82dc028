package serve

import (
	"context"
	"fmt"
	"io"
	"time"

	"mock-openai/cmd/internal/output"
	"mock-openai/fast"
	"mock-openai/fast/journal"
)

// recordTimeout is how long the process waits at its end for the file of --record-requests.
const recordTimeout = time.Second

// record makes config record requests if a flag asks for it. The caller has to call the
// functions of reopen on SIGHUP, and end at the end.
func (c *Command) record(config *fast.Config, stderr io.Writer) (reopen []func() error, end func(), err error) {
	switch {
	case c.RecordRequests != "":
		file, err := journal.OpenFile(c.RecordRequests, func(err error) { output.Warn(stderr, errRecord(err)) })
		if err != nil {
			return nil, nil, errRecord(err)
		}
		config.Observation.Journal = journal.New(file)
		reopen = append(reopen, func() error {
			if err := file.Reopen(); err != nil {
				return errRecord(err)
			}
			return nil
		})
		return reopen, func() { c.endRecord(config.Observation.Journal, file, stderr) }, nil
	case c.Admin || c.AdminOnMain:
		config.Observation.Journal = journal.New(nil)
	}
	return nil, func() {}, nil
}

func errRecord(err error) error { return fmt.Errorf("--record-requests: %w", err) }

// endRecord writes the remaining requests, and warns if some are missing.
func (f *watchFlags) endRecord(j *journal.Journal, file *journal.File, stderr io.Writer) {
	ctx, cancel := context.WithTimeout(context.Background(), recordTimeout)
	defer cancel()
	j.Close(ctx) // its error was reported when it occurred
	if n := j.Dropped(); n > 0 {
		output.Warn(stderr, errRecord(fmt.Errorf("%d requests are missing in %s", n, f.RecordRequests)))
	}
	file.Close()
}
