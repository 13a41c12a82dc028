package inject

import (
	"errors"
	"io"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/deliver"
)

var errReset = errors.New("connection reset by a fault")

// truncatedBody is a body that is written in events, one Write each. It is cut before one
// of them, or after the last at the latest.
type truncatedBody struct {
	at      int // events before the cut
	onCut   func() error
	events  func(w io.Writer) error
	release func()

	w       io.Writer
	written int64
	sent    int
	cut     bool
	err     error // wraps that of onCut
}

var (
	_ fasthttp.BodyWriterTo = (*truncatedBody)(nil)
	_ io.Closer             = (*truncatedBody)(nil)
)

// SupportsBodyWriteTo says that WriteTo may be used in place of Read.
func (b *truncatedBody) SupportsBodyWriteTo() bool { return true }

// WriteTo writes the body up to the cut, or all of it if onCut returns no error.
func (b *truncatedBody) WriteTo(w io.Writer) (int64, error) {
	b.w = w
	err := b.events(b)
	if err == nil && !b.cut {
		err = b.cutNow()
	}
	return b.written, err
}

// Write writes one event.
func (b *truncatedBody) Write(event []byte) (int, error) {
	if len(event) == 0 {
		return 0, nil
	}
	if b.sent == b.at && !b.cut {
		b.cutNow()
	}
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.w.Write(event)
	b.written += int64(n)
	b.sent++
	return n, err
}

func (b *truncatedBody) cutNow() error {
	b.cut = true
	if err := b.onCut(); err != nil {
		b.err = errors.Join(deliver.ErrCut, err)
	}
	return b.err
}

// Read exists because SetBodyStream requires it. It is never called: fasthttp uses WriteTo,
// and a server with Shared connections must do so too.
func (b *truncatedBody) Read([]byte) (int, error) { return 0, errors.ErrUnsupported }

// Close releases the state that the body is made from.
func (b *truncatedBody) Close() error {
	b.release()
	return nil
}
