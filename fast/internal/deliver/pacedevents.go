package deliver

import (
	"mock-openai/fast/internal/render"
	"mock-openai/fast/pace"
)

// ask sets due to when the event is due, or to when to ask again.
func (p *pacedStream) ask() pace.Instant {
	at, known := p.stream.exchange.Ask(&p.job)
	p.due, p.asks, p.asked = at, !known, true
	return at
}

// askAgain sends the event if it is due.
func (p *pacedStream) askAgain() (next pace.Instant) {
	p.ask()
	switch now := pace.Now(); {
	case !p.asks && p.due <= now:
		return p.deliver()
	case p.probedAt > 0 && p.wake() <= now && p.wake() < p.due:
		return p.probe()
	}
	return p.wake()
}

// wake returns the next time at which there is something to do.
func (p *pacedStream) wake() pace.Instant {
	if p.probedAt > 0 {
		return min(p.due, p.probedAt.Add(probeInterval))
	}
	return p.due
}

// lastChunk ends an answer.
const lastChunk = "0\r\n\r\n"

// prepare appends the next comment, event or the end of the answer to out, and returns
// when it is due.
func (p *pacedStream) prepare() pace.Instant {
	if p.conn == nil || p.unframed {
		return p.prepareData()
	}
	s, at := p.stream, len(p.out)
	p.from, p.to = 0, 0
	out := append(p.out, render.ChunkSize...)
	if c := &s.comments; c.at < c.until {
		p.out = render.EndChunk(append(out, s.unread...), at)
		return p.commentDue()
	}
	out, more := s.Events.Next(out)
	if !more {
		p.release()
		p.out, p.due = append(out[:at], lastChunk...), 0
		return 0
	}
	event := len(out) - at - len(render.ChunkSize)
	p.out = render.EndChunk(out, at)
	p.to = len(p.out) - len("\r\n")
	p.from = p.to - event
	return p.eventDue()
}

// prepareData is prepare for HTTP/2 and HTTP/1.0, which have no chunks.
func (p *pacedStream) prepareData() pace.Instant {
	s, at := p.stream, len(p.out)
	p.from, p.to = 0, 0
	if c := &s.comments; c.at < c.until {
		p.out = append(p.out, s.unread...)
		return p.commentDue()
	}
	out, more := s.Events.Next(p.out)
	p.out = out
	if !more {
		p.release()
		p.out, p.due = out[:at], 0
		return 0
	}
	p.from, p.to = at, len(out)
	return p.eventDue()
}

// commentDue returns when the comment in out is due.
func (p *pacedStream) commentDue() pace.Instant {
	c := &p.stream.comments
	p.due = c.at
	c.at = c.at.Add(commentInterval)
	return p.due
}

// eventDue returns when the event in out is due.
func (p *pacedStream) eventDue() pace.Instant {
	if p.due = p.stream.exchange.Due(); p.due == Unknown {
		return p.ask()
	}
	return p.due
}
