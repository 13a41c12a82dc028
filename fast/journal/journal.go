// Package journal keeps what requests arrived: the last of them in memory, all of
// them in a file. It never holds a request up; what a file cannot take in time
// is dropped and counted.
package journal

import (
	"encoding/json"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Entry is one request and what became of it.
type Entry struct {
	Time      time.Time         `json:"time"`
	ID        string            `json:"id"` // x-request-id of the answer
	Method    string            `json:"method"`
	Path      string            `json:"path"` // with its query, as it was sent
	Headers   map[string]string `json:"headers"`
	Body      []byte            `json:"-"`
	Truncated bool              `json:"truncated,omitempty"` // Body is the begin of a longer one
	Status    int               `json:"status"`
}

// MarshalJSON renders the body as a string if it is UTF-8, else in base64.
func (e Entry) MarshalJSON() ([]byte, error) { return json.Marshal(e.line()) }

type plain Entry

// line is an Entry as it is rendered. It has no MarshalJSON, whose result would be
// read and copied once more.
type line struct {
	plain
	Body   string `json:"body"`
	Base64 []byte `json:"body_base64,omitempty"`
}

func (e Entry) line() line { return line{plain(e), text(e.Body), binary(e.Body)} }

const (
	maxLast  = 1000     // entries in memory
	maxBytes = 16 << 20 // of their bodies
	backlog  = 8192     // entries that wait for the file
)

// Journal is safe for concurrent use.
type Journal struct {
	out     chan Entry // nil without a file
	done    chan struct{}
	dropped atomic.Uint64

	mu     sync.Mutex
	last   []Entry
	bytes  int // of the bodies in last
	closed bool
	err    error // of the first write that failed
}

// New returns a journal that appends a JSON line for each entry to file, or to
// nothing if file is nil. Close ends it, and leaves file open.
func New(file io.Writer) *Journal {
	j := &Journal{}
	if file != nil {
		j.out, j.done = make(chan Entry, backlog), make(chan struct{})
		go j.write(file)
	}
	return j
}

// Add keeps e, which is the journal's from now on.
func (j *Journal) Add(e Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return
	}
	j.last = append(j.last, e)
	for j.bytes += len(e.Body); len(j.last) > maxLast || j.bytes > maxBytes; j.last = j.last[1:] {
		j.bytes -= len(j.last[0].Body)
		j.last[0] = Entry{}
	}
	if j.out == nil {
		return
	}
	select {
	case j.out <- e:
	default:
		j.dropped.Add(1)
	}
}

// Last returns the last entries, the oldest first: 1,000 of them or 16 MiB of
// their bodies.
func (j *Journal) Last() []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]Entry{}, j.last...)
}

// Clear forgets the last entries.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last, j.bytes = nil, 0
}

// Dropped returns how many entries are missing in the file.
func (j *Journal) Dropped() uint64 { return j.dropped.Load() }

// Close writes what is left and returns the first error of the file.
func (j *Journal) Close() error {
	j.mu.Lock()
	if !j.closed {
		j.closed = true
		if j.out != nil {
			close(j.out)
		}
	}
	j.mu.Unlock()
	if j.done != nil {
		<-j.done
	}
	return j.err
}

// write appends entries to file until Close.
func (j *Journal) write(file io.Writer) {
	defer close(j.done)
	lines := json.NewEncoder(file)
	for e := range j.out {
		if err := lines.Encode(e.line()); err != nil {
			j.dropped.Add(1)
			if j.err == nil {
				j.err = err
			}
		}
	}
}
