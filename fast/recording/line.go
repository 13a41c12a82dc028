package recording

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math"
	"time"
	"unicode/utf8"
)

// version is the version of the format. Each line has it, so that files can be joined.
const version = 1

// line is an Exchange as JSON.
type line struct {
	Version  int         `json:"v"`
	Began    time.Time   `json:"began"`
	Upstream string      `json:"upstream,omitempty"`
	Request  requestLine `json:"request"`
	Response answerLine  `json:"response"`
	End      *float64    `json:"end_ms"` // comes last: a line without it is not whole
	Cut      Cut         `json:"cut,omitempty"`
}

type requestLine struct {
	Method  string            `json:"method"`
	Path    string            `json:"path"`
	Headers map[string]string `json:"headers,omitempty"`
	Digest  string            `json:"body_sha256,omitempty"`
	text
}

type answerLine struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers,omitempty"`
	Begin   float64           `json:"headers_ms"`
	Pieces  [][]float64       `json:"pieces,omitempty"` // milliseconds and bytes of each
	text
}

// text is a body: as text if that shows it, else in base64.
type text struct {
	Text   *string `json:"body,omitempty"`
	Base64 *string `json:"body_base64,omitempty"`
}

func textOf(body []byte) (t text) {
	switch {
	case len(body) == 0:
	case isText(body):
		t.Text = new(string(body))
	default:
		t.Base64 = new(base64.StdEncoding.EncodeToString(body))
	}
	return t
}

// isText reports whether body is UTF-8 without control characters other than white space.
func isText(body []byte) bool {
	for _, b := range body {
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' {
			return false
		}
	}
	return utf8.Valid(body)
}

// lineOf returns x as it is written.
func lineOf(x *Exchange) line {
	q, a := &x.Request, &x.Answer
	digest := sha256.Sum256(q.Body)
	return line{
		Version: version, Began: x.Began.UTC(), Upstream: x.Upstream,
		Request: requestLine{
			Method: q.Method, Path: q.Path, Headers: q.Headers,
			Digest: hex.EncodeToString(digest[:]), text: textOf(q.Body),
		},
		Response: answerLine{
			Status: a.Status, Headers: a.Headers,
			Begin: millis(a.Begin), Pieces: pairsOf(a.Pieces), text: textOf(a.Body),
		},
		End: new(millis(a.End)), Cut: a.Cut,
	}
}

// pairsOf returns the time in milliseconds and the length in bytes of each piece.
func pairsOf(pieces []Piece) [][]float64 {
	numbers, pairs, from := make([]float64, 0, 2*len(pieces)), make([][]float64, 0, len(pieces)), 0
	for i, p := range pieces {
		numbers = append(numbers, millis(p.At), float64(p.To-from))
		pairs, from = append(pairs, numbers[2*i:2*i+2:2*i+2]), p.To
	}
	return pairs
}

// millis returns d in milliseconds, to a microsecond.
func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// duration is the inverse of millis. It returns false if ms is no time of an answer.
func duration(ms float64) (time.Duration, bool) {
	if !(ms >= 0 && ms <= float64(maxTime.Milliseconds())) {
		return 0, false
	}
	return time.Duration(math.Round(ms*1000)) * time.Microsecond, true
}
