package fast

import (
	"errors"
	"io"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/deliver"
)

var errReset = errors.New("connection reset by a fault")

// broken is a body that goes out in events, a Write each, and breaks before one
// of them or, at the latest, behind the last.
type broken struct {
	at     int // events before it breaks
	snap   func() error
	events func(w io.Writer) error
	close  func()

	w       io.Writer
	written int64
	sent    int
	snapped bool
	err     error // of snap
}

var (
	_ fasthttp.BodyWriterTo = (*broken)(nil)
	_ io.Closer             = (*broken)(nil)
)

// SupportsBodyWriteTo says that WriteTo may be used in place of Read.
func (b *broken) SupportsBodyWriteTo() bool { return true }

// WriteTo writes the body as far as it goes.
func (b *broken) WriteTo(w io.Writer) (int64, error) {
	b.w = w
	err := b.events(b)
	if err == nil && !b.snapped {
		err = b.breakNow()
	}
	return b.written, err
}

// Write writes one event.
func (b *broken) Write(event []byte) (int, error) {
	if len(event) == 0 {
		return 0, nil
	}
	if b.sent == b.at && !b.snapped {
		b.breakNow()
	}
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.w.Write(event)
	b.written += int64(n)
	b.sent++
	return n, err
}

func (b *broken) breakNow() error {
	b.snapped = true
	if err := b.snap(); err != nil {
		b.err = errors.Join(deliver.ErrCut, err)
	}
	return b.err
}

// Read is there for the sake of SetBodyStream, and never called: fasthttp knows
// WriteTo, and who sends answers over a Shared connection must.
func (b *broken) Read([]byte) (int, error) { return 0, errors.ErrUnsupported }

// Close releases what the body is made of.
func (b *broken) Close() error {
	b.close()
	return nil
}
