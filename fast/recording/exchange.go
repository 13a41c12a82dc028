// Package recording reads and writes what a provider has answered: JSON lines, one for each
// request with its answer, the answer's bytes, and the time of each piece of them.
package recording

import "time"

// Exchange is a request and its answer.
type Exchange struct {
	File     string    // base name of its file; empty if it was not opened
	Line     int       // in its file; 0 before it is written
	Began    time.Time // when the request had been sent to the provider
	Upstream string    // scheme, host and base path of the provider
	Request  Request
	Answer   Answer
}

// Request is what a client asked.
type Request struct {
	Method  string
	Path    string            // with the query, as the client wrote them
	Headers map[string]string // several values are joined by ", "
	Body    []byte
}

// Answer is what came back. All times count from Exchange.Began.
type Answer struct {
	Status  int
	Headers map[string]string
	Begin   time.Duration // when the headers came
	Pieces  []Piece       // of the body, in order
	Body    []byte
	End     time.Duration
	Cut     Cut
}

// Piece is a part of a body that came at once.
type Piece struct {
	At time.Duration
	To int // offset in the body of the piece's end
}

// Cut says why an answer is not whole; empty means that it is.
type Cut string

// The reasons why an answer is not whole.
const (
	Whole       Cut = ""
	CutUpstream Cut = "upstream" // the provider broke it off
	CutClient   Cut = "client"   // the client left
	CutRecorder Cut = "recorder" // the recorder was stopped, or the answer was too long for it
)

// Limits of a file.
const (
	// MaxRequest and MaxAnswer are the longest bodies in bytes.
	MaxRequest = 32 << 20
	MaxAnswer  = 64 << 20
	// maxLine is the longest line in bytes. A body at most doubles in it.
	maxLine = 2*(MaxRequest+MaxAnswer) + 64<<20
	// maxTime is the longest time of an answer.
	maxTime = 7 * 24 * time.Hour
)
