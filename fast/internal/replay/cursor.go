package replay

import (
	"math"
	"time"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/pace"
)

// Cursor plays the pieces of an answer, as the events of a stream.
type Cursor struct {
	Written uint64 // pieces that have not been counted in the metrics

	answer *Answer
	speed  float64
	start  pace.Instant
	at     int // the next piece
}

// Begin begins to play a at that time.
func (c *Cursor) Begin(a *Answer, speed float64, start pace.Instant) {
	*c = Cursor{answer: a, speed: speed, start: start}
}

// Waits reports whether pieces wait until they are due.
func (c *Cursor) Waits() bool { return !math.IsInf(c.speed, 1) }

// Pieces returns how many pieces there are.
func (c *Cursor) Pieces() int { return len(c.answer.pieces) }

// Played returns how many of them Next has appended.
func (c *Cursor) Played() int { return c.at }

// Streams reports whether the answer counts as a stream.
func (c *Cursor) Streams() bool { return c.answer.Stream }

// Binary reports whether the pieces are of a stream of binary messages.
func (c *Cursor) Binary() bool { return c.answer.Binary }

// Ended reports whether Next has appended the last piece.
func (c *Cursor) Ended() bool { return c.at == len(c.answer.pieces) }

// Next appends the next piece; false means that there is none.
func (c *Cursor) Next(dst []byte) (_ []byte, more bool) {
	if c.Ended() {
		return dst, false
	}
	from := 0
	if c.at > 0 {
		from = c.answer.pieces[c.at-1].To
	}
	dst = append(dst, c.answer.Body[from:c.answer.pieces[c.at].To]...)
	c.at++
	c.Written++
	return dst, true
}

// AppendChunks is Next with the piece as an HTTP/1.1 chunk.
func (c *Cursor) AppendChunks(dst []byte) (_ []byte, more bool) {
	at := len(dst)
	dst, more = c.Next(append(dst, render.ChunkSize...))
	if !more {
		return dst[:at], false
	}
	return render.EndChunk(dst, at), true
}

// Due returns when the piece that Next appended last is due.
func (c *Cursor) Due() pace.Instant {
	return c.start.Add(After(c.answer.pieces[c.at-1].At, c.speed))
}

// After returns the time d at a speed.
func After(d time.Duration, speed float64) time.Duration {
	if speed == 1 {
		return d
	}
	return time.Duration(min(float64(d)/speed, float64(1<<62)))
}
