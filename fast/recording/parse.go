package recording

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"
)

// parse reads a line and checks all of it.
func parse(raw []byte) (*Exchange, error) {
	if !utf8.Valid(raw) {
		return nil, errors.New("it is not UTF-8")
	}
	var l line
	in := json.NewDecoder(bytes.NewReader(raw))
	in.DisallowUnknownFields()
	if err := in.Decode(&l); err != nil {
		return nil, badJSON(raw, err)
	}
	if _, err := in.Token(); err != io.EOF {
		return nil, errors.New("something follows the object")
	}
	switch {
	case l.Version != version:
		return nil, fmt.Errorf(`"v" is %d, want %d`, l.Version, version)
	case l.End == nil:
		return nil, errors.New("there is no end_ms: the answer was not recorded to its end")
	}
	x := &Exchange{Began: l.Began, Upstream: l.Upstream}
	if err := l.Request.readInto(&x.Request); err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	if err := l.readAnswer(&x.Answer); err != nil {
		return nil, fmt.Errorf("response: %w", err)
	}
	return x, nil
}

// badJSON distinguishes a line that ends early, and one of another version, from other damage.
func badJSON(raw []byte, err error) error {
	if err == io.ErrUnexpectedEOF {
		return errors.New("the JSON ends early: it was cut off while it was written")
	}
	var other struct {
		Version *int `json:"v"`
	}
	if json.Unmarshal(raw, &other) == nil && other.Version != nil && *other.Version != version {
		return fmt.Errorf(`"v" is %d, want %d`, *other.Version, version)
	}
	return fmt.Errorf("bad JSON: %s", strings.TrimPrefix(err.Error(), "json: "))
}

func (l *requestLine) readInto(q *Request) (err error) {
	q.Method, q.Path, q.Headers = l.Method, l.Path, l.Headers
	switch {
	case !httpguts.ValidHeaderFieldName(l.Method):
		return fmt.Errorf("the method is %q", l.Method)
	case !strings.HasPrefix(l.Path, "/") || strings.ContainsFunc(l.Path, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return fmt.Errorf("the path is %.80q", l.Path)
	}
	if err := checkHeaders(l.Headers); err != nil {
		return err
	}
	if q.Body, err = l.bytes(); err != nil || l.Digest == "" {
		return err
	}
	if digest := sha256.Sum256(q.Body); l.Digest != hex.EncodeToString(digest[:]) {
		return fmt.Errorf("body_sha256 does not match the body, whose hash is %x", digest)
	}
	return nil
}

func (l *line) readAnswer(a *Answer) (err error) {
	r := &l.Response
	a.Status, a.Headers, a.Cut = r.Status, r.Headers, l.Cut
	switch l.Cut {
	case Whole, CutUpstream, CutClient, CutRecorder:
	default:
		return fmt.Errorf("cut is %q, want %s, %s or %s", l.Cut, CutUpstream, CutClient, CutRecorder)
	}
	if r.Status < 200 || r.Status > 599 {
		return fmt.Errorf("the status is %d", r.Status)
	}
	if err := checkHeaders(r.Headers); err != nil {
		return err
	}
	if a.Body, err = r.bytes(); err != nil {
		return err
	}
	var ok bool
	if a.Begin, ok = duration(r.Begin); !ok {
		return fmt.Errorf("headers_ms is %g", r.Begin)
	}
	last := a.Begin
	if a.Pieces, last, err = readPieces(r.Pieces, len(a.Body), last); err != nil {
		return err
	}
	if a.End, ok = duration(*l.End); !ok || a.End < last {
		return fmt.Errorf("end_ms is %g, and before it %g", *l.End, millis(last))
	}
	return nil
}

// readPieces reads the pieces of a body of so many bytes.
func readPieces(pairs [][]float64, size int, last time.Duration) ([]Piece, time.Duration, error) {
	pieces, to := make([]Piece, 0, len(pairs)), 0
	for i, pair := range pairs {
		if len(pair) != 2 {
			return nil, 0, fmt.Errorf("piece %d has %d numbers, want milliseconds and bytes", i+1, len(pair))
		}
		at, ok := duration(pair[0])
		if !ok {
			return nil, 0, fmt.Errorf("piece %d came after %g ms", i+1, pair[0])
		}
		if at < last {
			return nil, 0, fmt.Errorf("the time goes backwards: piece %d came after %g ms, and before it %g", i+1, pair[0], millis(last))
		}
		if !(pair[1] >= 1 && pair[1] <= float64(size-to)) || pair[1] != math.Trunc(pair[1]) {
			return nil, 0, fmt.Errorf("piece %d has %g bytes, but %d of the body are left", i+1, pair[1], size-to)
		}
		to += int(pair[1])
		pieces, last = append(pieces, Piece{at, to}), at
	}
	if to != size {
		return nil, 0, fmt.Errorf("the pieces have %d bytes, but the body has %d", to, size)
	}
	return pieces, last, nil
}

func (t *text) bytes() ([]byte, error) {
	switch {
	case t.Text != nil && t.Base64 != nil:
		return nil, errors.New("there are both body and body_base64")
	case t.Text != nil:
		return []byte(*t.Text), nil
	case t.Base64 != nil:
		body, err := base64.StdEncoding.Strict().DecodeString(*t.Base64)
		if err != nil {
			return nil, fmt.Errorf("body_base64: %w", err)
		}
		return body, nil
	}
	return nil, nil
}

func checkHeaders(all map[string]string) error {
	for name, value := range all {
		if !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			return fmt.Errorf("%.80q: %.80q is no header", name, value)
		}
	}
	return nil
}
