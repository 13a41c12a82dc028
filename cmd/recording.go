package cmd

import (
	"fmt"
	"os"
	"sync"

	"mock-openai/fast"
	"mock-openai/fast/journal"
)

// recording is the file that --record-requests names.
type recording struct {
	path string

	mu   sync.Mutex
	file *os.File
}

// open opens the file to append to, again if it was open: after a rotation of
// logs it is another one.
func (r *recording) open() error {
	file, err := os.OpenFile(r.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("--record-requests: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.file != nil {
		r.file.Close()
	}
	r.file = file
	return nil
}

func (r *recording) Write(line []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.file.Write(line)
}

// record has config keep requests where a flag asks for it. What reopen holds is
// to be called on SIGHUP, and end at last.
func (f *watchFlags) record(config *fast.Config) (reopen []func() error, end func(), err error) {
	switch {
	case f.RecordRequests != "":
		r := &recording{path: f.RecordRequests}
		if err := r.open(); err != nil {
			return nil, nil, err
		}
		j := journal.New(r)
		config.Journal = j
		return []func() error{r.open}, func() { r.end(j) }, nil
	case f.Admin || f.AdminOnMain:
		config.Journal = journal.New(nil)
	}
	return nil, func() {}, nil
}

// end writes what is left, and warns of what is missing.
func (r *recording) end(j *journal.Journal) {
	if err := j.Close(); err != nil {
		warn(fmt.Errorf("--record-requests: %w", err))
	}
	if n := j.Dropped(); n > 0 {
		warn(fmt.Errorf("--record-requests: %d requests are missing in %s", n, r.path))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.file.Close()
}
