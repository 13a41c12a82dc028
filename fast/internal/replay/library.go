// Package replay finds recorded answers for requests, and plays their pieces. It knows no
// wire format and no connection.
package replay

import (
	"sync/atomic"

	"mock-openai/fast/recording"
)

// Library holds recorded answers. It is safe for concurrent use once all are added.
type Library struct {
	Speed float64 // divides the times; +Inf means that nothing waits
	Only  bool    // requests without a recorded answer are refused

	Counts Counts

	match                recording.Match
	byBody, byPrompt, by map[Key]*Series
}

// Counts are the requests by how their answers were found.
type Counts struct{ Hash, Prompt, Turn, None atomic.Uint64 }

// All calls yield with the name and the number of each.
func (c *Counts) All(yield func(match string, n uint64) bool) {
	_ = yield("hash", c.Hash.Load()) && yield("prompt", c.Prompt.Load()) && yield("turn", c.Turn.Load()) && yield("none", c.None.Load())
}

// New returns a library without answers.
func New(p *recording.Playback) *Library {
	l := &Library{Speed: p.Speed, Only: p.Only, match: p.Match, byBody: map[Key]*Series{}, byPrompt: map[Key]*Series{}, by: map[Key]*Series{}}
	if l.Speed == 0 {
		l.Speed = 1
	}
	return l
}

// Series are answers that are taken in turn.
type Series struct {
	answers []*Answer
	next    atomic.Uint32
}

// Take returns the answer whose turn it is.
func (s *Series) Take() *Answer {
	if len(s.answers) == 1 {
		return s.answers[0]
	}
	return s.answers[(s.next.Add(1)-1)%uint32(len(s.answers))]
}

// PutBack gives a turn back, unless s has begun anew. It is for requests that do not get
// the answer.
func (s *Series) PutBack() {
	if len(s.answers) == 1 {
		return
	}
	for {
		if at := s.next.Load(); at == 0 || s.next.CompareAndSwap(at, at-1) {
			return
		}
	}
}

// Rewind has every series begin with its first answer again.
func (l *Library) Rewind() {
	for _, all := range [...]map[Key]*Series{l.byBody, l.byPrompt, l.by} {
		for _, s := range all {
			s.next.Store(0)
		}
	}
}

// add adds an answer for the requests with that key.
func add(to map[Key]*Series, k Key, a *Answer) {
	if to[k] == nil {
		to[k] = new(Series)
	}
	to[k].answers = append(to[k].answers, a)
}

// Asked is what a request asks for, whatever its format.
type Asked struct {
	Model  []byte
	Stream bool
	Said   *Said // nil if that is not known
}

// prompt returns the key of what is said to a model; false if nothing is said.
func (q *Asked) prompt(at Key) (Key, bool) {
	if q.Said == nil || !q.Said.said {
		return Key{}, false
	}
	return q.turn(at).then(hash(seedString, q.Model)).then(q.Said.key), true
}

func (q *Asked) turn(at Key) Key {
	if q.Stream {
		return at.then(Key{1})
	}
	return at.then(Key{0})
}

// Add adds the answer to a request. at is the key of its method, path and query.
func (l *Library) Add(a *Answer, at Key, body []byte, q Asked) {
	add(l.byBody, at.then(bodyKey(body)), a)
	if k, ok := q.prompt(at); ok {
		add(l.byPrompt, k, a)
	}
	add(l.by, q.turn(at), a)
}

// Same returns the answers to that very request, or nil. It ignores secrets in the
// query, and in JSON white space and the order of members.
func (l *Library) Same(at Key, body []byte) *Series {
	s := l.byBody[at.then(bodyKey(body))]
	if s != nil {
		l.Counts.Hash.Add(1)
	}
	return s
}

// MatchesMore reports whether Similar may find more than Same.
func (l *Library) MatchesMore() bool { return l.match != recording.MatchHash }

// Similar returns the answers to requests with the same prompt, or else those of its path,
// or nil.
func (l *Library) Similar(at Key, q Asked) *Series {
	if k, ok := q.prompt(at); ok {
		if s := l.byPrompt[k]; s != nil {
			l.Counts.Prompt.Add(1)
			return s
		}
	}
	if l.match != recording.MatchTurn {
		return nil
	}
	s := l.by[q.turn(at)]
	if s != nil {
		l.Counts.Turn.Add(1)
	}
	return s
}
