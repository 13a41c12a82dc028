package journal

import "sync"

// maxAnswer is how much of an answer is kept, in bytes.
const maxAnswer = 16 << 10

// Answer is the beginning of the body that a request was answered with. It grows while
// a stream is sent. The zero value is empty.
type Answer struct {
	mu   sync.Mutex
	body []byte
	size int // of all that was written
}

// Write keeps p, as long as there is room. It always returns len(p).
func (a *Answer) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.size += len(p)
	a.body = append(a.body, p[:min(len(p), maxAnswer-len(a.body))]...)
	return len(p), nil
}

// Body returns the part of the body that is kept, and how long the body is so far.
func (a *Answer) Body() (kept []byte, size int) {
	if a == nil {
		return nil, 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]byte{}, a.body...), a.size
}

// KeepAnswers has j keep the beginning of answers, too, for Find. Answers whose connection a
// fault resets, holds up or cuts into segments are not kept.
func (j *Journal) KeepAnswers() { j.answers.Store(true) }

// KeepsAnswers reports whether KeepAnswers was called.
func (j *Journal) KeepsAnswers() bool { return j.answers.Load() }

// Find returns the request with an id, if it is among the last.
func (j *Journal) Find(id string) (Entry, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := range j.last {
		if j.last[i].ID == id {
			return j.last[i], true
		}
	}
	return Entry{}, false
}

// Latest returns the last n entries, the newest first.
func (j *Journal) Latest(n int) []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	var all []Entry
	for i := len(j.last) - 1; i >= 0 && len(all) < n; i-- {
		all = append(all, j.last[i])
	}
	return all
}
