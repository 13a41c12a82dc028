package deliver

import (
	"testing"
)

// unfinished is a stream of HTTP/2 that tells how it ends.
type unfinished struct {
	http2Stream
	ended bool
}

func (u *unfinished) Finish(complete bool) { u.ended = !complete }

// TestPacedStream_ProbeSlowly wants a panic to end the stream, not the process.
func TestPacedStream_ProbeSlowly(t *testing.T) {
	logged, stream := false, new(unfinished)
	p := &pacedStream{pacing: &Pacing{LogPanic: func(any) { logged = true }}, http2: stream}
	p.probeSlowly([]byte(probeComment)) // without a connection
	if !logged || !stream.ended {
		t.Errorf("logged: %v, ended: %v", logged, stream.ended)
	}
}
