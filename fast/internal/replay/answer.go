package replay

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mock-openai/fast/internal/header"
	"mock-openai/fast/recording"
)

// Answer is a recorded answer that is ready to be sent. It shares the memory of the
// recording.
type Answer struct {
	Status  int
	Headers *header.Fixed
	Body    []byte
	Whole   bool // it has a Content-Length: it is sent at once
	Cut     bool // the provider broke it off
	Stream  bool // it counts as a stream in the metrics
	SSE     bool // it is a stream of server-sent events
	Binary  bool // it is a stream of binary messages
	Takes   time.Duration

	PromptTokens, CompletionTokens int // 0 if the answer does not tell

	pieces []recording.Piece
}

// renewed are headers that the server sets itself, or that are only true for the provider.
var renewed = []string{"Content-Length", "Content-Type", "Date", "Server", "Alt-Svc", "Strict-Transport-Security", "X-Mock-Replay"}

// NewAnswer prepares a recorded answer. It returns nil if the answer is not whole because of
// the client or the recorder.
func NewAnswer(x *recording.Exchange) *Answer {
	r := &x.Answer
	if r.Cut == recording.CutClient || r.Cut == recording.CutRecorder {
		return nil
	}
	media := strings.ToLower(r.Headers["Content-Type"])
	a := &Answer{
		Status: r.Status, Headers: headersOf(x), Body: r.Body, Cut: r.Cut == recording.CutUpstream,
		SSE: strings.HasPrefix(media, "text/event-stream"), Binary: strings.HasPrefix(media, "application/vnd.amazon.eventstream"),
		Takes: r.Begin, pieces: r.Pieces,
	}
	a.Stream = a.SSE || a.Binary || strings.HasPrefix(media, "application/x-ndjson")
	_, sized := r.Headers["Content-Length"]
	a.Whole = !a.Cut && (sized || len(r.Body) == 0)
	if len(a.pieces) > 0 {
		a.Takes = a.pieces[len(a.pieces)-1].At
	}
	if a.Status == 200 {
		a.PromptTokens, a.CompletionTokens = r.Tokens()
	}
	return a
}

// Pieces returns how many pieces the body has.
func (a *Answer) Pieces() int { return len(a.pieces) }

// headersOf renders the recorded headers. The line with an id of the request comes first,
// and last where the answer was recorded.
func headersOf(x *recording.Exchange) *header.Fixed {
	var ids, lines []string
	for name, value := range x.Answer.Headers {
		switch lower := strings.ToLower(name); {
		case slices.Contains(renewed, name):
		case strings.Contains(lower, "request-id") || strings.Contains(lower, "requestid"):
			ids = append(ids, name+": "+value)
		default:
			lines = append(lines, name+": "+value)
		}
	}
	slices.Sort(ids)
	slices.Sort(lines)
	file := strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '_'
		}
		return r
	}, x.File)
	at := fmt.Sprintf("X-Mock-Replay: %s:%d", file, x.Line)
	return header.NewFixed(x.Answer.Headers["Content-Type"], append(append(ids, lines...), at)...)
}
