// Package journal records requests: the latest in memory, all of them in a file. It
// never delays a request: what the file cannot take in time is dropped and counted.
package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Entry is one request and its outcome.
type Entry struct {
	Time      time.Time         `json:"time"`
	ID        string            `json:"id"` // x-request-id of the answer
	Method    string            `json:"method"`
	Path      string            `json:"path"`              // as sent, with its query
	Dialect   string            `json:"dialect,omitempty"` // the wire format, such as openai; empty for none
	Model     string            `json:"model,omitempty"`   // that answers, without settings in its name; empty if none is known
	Headers   map[string]string `json:"headers"`
	Body      []byte            `json:"-"`
	Truncated bool              `json:"truncated,omitempty"` // Body is only the beginning
	Status    int               `json:"status"`
	Quirks    []string          `json:"quirks,omitempty"` // of the answer, by name
	Answer    *Answer           `json:"-"`                // nil if it is not kept
}

// MarshalJSON renders the body as a string if it is UTF-8, else in base64.
func (e Entry) MarshalJSON() ([]byte, error) { return json.Marshal(e.line()) }

type plain Entry

// line is an Entry as it is rendered. It has no MarshalJSON, whose result json would
// validate and copy once more.
type line struct {
	plain
	Body   string `json:"body"`
	Base64 []byte `json:"body_base64,omitempty"`
}

func (e Entry) line() line { return line{plain(e), text(e.Body), binary(e.Body)} }

const (
	maxLast  = 1000     // entries in memory
	maxBytes = 16 << 20 // of memory for those

	backlog      = 8192     // entries waiting for the file
	backlogBytes = 32 << 20 // of memory for those
)

// Journal is safe for concurrent use.
type Journal struct {
	out     chan Entry // nil without a file
	done    chan struct{}
	dropped atomic.Uint64
	answers atomic.Bool // are kept

	mu     sync.Mutex
	last   []Entry
	bytes  int // that last takes
	closed bool
	err    error // of the first failed write

	// Entries that are queued and not written yet.
	waiting, waitingBytes int
	abandoned             bool // Close has given them up
}

// New returns a journal that appends a JSON line for each entry to file; file may be
// nil. Close ends it and leaves file open.
func New(file io.Writer) *Journal {
	j := &Journal{done: make(chan struct{})}
	if file == nil {
		close(j.done)
		return j
	}
	j.out = make(chan Entry, backlog)
	go j.write(file)
	return j
}

// Add records e, which the caller must not use afterwards.
func (j *Journal) Add(e Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return
	}
	j.last = append(j.last, e)
	size := e.size()
	for j.bytes += size; len(j.last) > maxLast || j.bytes > maxBytes; j.last = j.last[1:] {
		j.bytes -= j.last[0].size()
		j.last[0] = Entry{}
	}
	if j.out == nil {
		return
	}
	if j.waiting < backlog && j.waitingBytes+size <= backlogBytes {
		j.waiting++
		j.waitingBytes += size
		j.out <- e // never blocks: its capacity is backlog
	} else {
		j.dropped.Add(1)
	}
}

// size returns about how many bytes of memory e takes, without its answer. The client
// decides how long each part is.
func (e *Entry) size() int {
	n := 512 + len(e.Body) + len(e.Path) + len(e.Model)
	for name, value := range e.Headers {
		n += 64 + len(name) + len(value)
	}
	return n
}

// Last returns the latest entries, the oldest first: 1,000 entries or 16 MiB.
func (j *Journal) Last() []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]Entry{}, j.last...)
}

// Clear removes the entries in memory.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last, j.bytes = nil, 0
}

// Dropped returns the number of entries missing in the file.
func (j *Journal) Dropped() uint64 { return j.dropped.Load() }

// Close writes the queued entries, until ctx ends, and returns the first error of the
// file. Entries not written by then count as dropped. The file should then be closed
// too, because a write may be stuck in it.
func (j *Journal) Close(ctx context.Context) error {
	j.mu.Lock()
	if !j.closed {
		j.closed = true
		if j.out != nil {
			close(j.out)
		}
	}
	j.mu.Unlock()
	select {
	case <-j.done:
	case <-ctx.Done():
		j.abandon()
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

// abandon gives up the queued entries.
func (j *Journal) abandon() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.abandoned {
		j.abandoned = true
		j.dropped.Add(uint64(j.waiting))
	}
}

// write appends entries to file until Close.
func (j *Journal) write(file io.Writer) {
	defer close(j.done)
	var text bytes.Buffer
	lines := json.NewEncoder(&text)
	for e := range j.out {
		text.Reset()
		err := lines.Encode(e.line())
		if err == nil {
			_, err = file.Write(text.Bytes())
		}
		if !j.written(&e, err) {
			return
		}
	}
}

// written records the result for e, and reports whether to go on.
func (j *Journal) written(e *Entry, err error) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.abandoned {
		return false
	}
	j.waiting--
	j.waitingBytes -= e.size()
	if err != nil {
		j.dropped.Add(1)
		if j.err == nil {
			j.err = err
		}
	}
	return true
}
