package deliver

import (
	"mock-openai/fast/internal/render"
	"mock-openai/fast/pace"
)

// probe sends a comment to find out whether the client has left.
func (p *pacedStream) probe() (next pace.Instant) {
	p.probedAt = pace.Now()
	comment := p.appendProbe(p.out[:p.headers:p.headers])
	n, err := p.conn.WriteNow(comment)
	if err == nil && n < len(comment) {
		go p.probeSlowly(comment[n:])
		return pace.Never
	}
	return p.probed(err)
}

func (p *pacedStream) appendProbe(dst []byte) []byte {
	if p.unframed {
		return append(dst, probeComment...)
	}
	at := len(dst)
	dst = append(dst, render.ChunkSize...)
	return render.EndChunk(append(dst, probeComment...), at)
}

// probeSlowly sends the rest of the comment to a client that has taken only a part.
func (p *pacedStream) probeSlowly(rest []byte) { p.job.Schedule(p.probeRest(rest)) }

func (p *pacedStream) probeRest(rest []byte) (next pace.Instant) {
	defer p.recover(&next)
	_, err := p.conn.Write(rest)
	return p.probed(err)
}

func (p *pacedStream) probed(err error) (next pace.Instant) {
	if err != nil {
		return p.end(errClientLeft)
	}
	p.out = p.out[:copy(p.out, p.out[p.headers:])]
	p.from, p.to, p.headers = p.from-p.headers, p.to-p.headers, 0
	return p.wake()
}
