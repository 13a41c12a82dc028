package exchange

import (
	"encoding/binary"
	"sync"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/replay"
	"mock-openai/fast/internal/stream"
	"mock-openai/fast/pace"
)

// playback is a call whose stream is replayed. It is pooled.
type playback struct {
	*call
	cursor replay.Cursor
}

var playbacks = sync.Pool{New: func() any { return new(playback) }}

var (
	_ deliver.Events   = (*playback)(nil)
	_ deliver.Exchange = (*playback)(nil)
	_ streamed         = (*playback)(nil)
)

// Next appends the next piece.
func (b *playback) Next(dst []byte) ([]byte, bool) { return b.cursor.Next(dst) }

// AppendChunks is Next for HTTP/1.1 chunks.
func (b *playback) AppendChunks(dst []byte) ([]byte, bool) { return b.cursor.AppendChunks(dst) }

// Due returns when the piece that was appended last is due.
func (b *playback) Due() pace.Instant { return b.cursor.Due() }

// Wrote counts the pieces that have been written since the last call.
func (b *playback) Wrote() {
	if b.cursor.Streams() {
		b.stats.CountEvents(b.cursor.Written)
	}
	b.cursor.Written = 0
	if b.recording.On() {
		b.recording.Write(false, 0, 0)
	}
}

// Detach does nothing: a replayed stream needs nothing of its request.
func (b *playback) Detach() {}

// Release returns b and its call to their pools.
func (b *playback) Release() {
	c := b.call
	b.drop()
	c.Release()
}

// drop returns b to the pool, without its call.
func (b *playback) drop() {
	*b = playback{}
	playbacks.Put(b)
}

// Estimate returns how many pieces there are.
func (b *playback) Estimate() float64 { return float64(b.cursor.Pieces()) }

// Ended reports whether the last piece is rendered.
func (b *playback) Ended() bool { return b.cursor.Ended() }

// Drop removes the piece that was rendered last from the count.
func (b *playback) Drop() { b.cursor.Written-- }

// Empty reports that the pieces must be emptied one by one.
func (b *playback) Empty() bool { return false }

// AppendEmpty appends an event without choices.
func (b *playback) AppendEmpty(dst []byte) []byte { return append(dst, `data: {"choices":[]}`...) }

// AppendError appends the event that ends a stream with an error, in place of the piece that
// was rendered last.
func (b *playback) AppendError(dst []byte, e *apierr.Error) []byte {
	if encoder, numbered := b.Encoder.(stream.Numbered); numbered {
		encoder.Reach(b.cursor.Played())
	}
	return b.call.AppendError(dst, e)
}

// Payload returns the JSON of a piece that is one binary message.
func (b *playback) Payload(piece []byte) (payload []byte, isBinary bool) {
	const shortest = 16 // a prelude and a checksum
	if !b.cursor.Binary() || len(piece) < shortest || int(binary.BigEndian.Uint32(piece)) != len(piece) ||
		int(binary.BigEndian.Uint32(piece[4:])) > len(piece)-shortest {
		return nil, false
	}
	return b.call.Payload(piece)
}
