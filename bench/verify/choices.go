package verify

import "fmt"

// takeGivenChunk checks an event by its members.
func (c *checker) takeGivenChunk() {
	s, a := &c.said, c.config.API
	if s.opens {
		c.step(atCreated, false)
	}
	for i := range s.parts {
		if p := &s.parts[i]; p.index == 0 {
			c.takeFirst(p)
		} else {
			c.takeOther(p)
		}
	}
	if s.closes && a.closing == atDone {
		c.step(atDone, false)
	}
	switch {
	case !s.has:
	case len(s.parts) == 0 && c.want.needed.has(atUsage):
		c.step(atUsage, false)
		fallthrough
	default: // some servers count in each event
		c.seen |= setOf(atUsage)
		c.checkCounts()
	}
}

// takeFirst checks the part of an event that belongs to the first choice.
func (c *checker) takeFirst(p *part) {
	s, a := &c.said, c.config.API
	c.checkRole(p)
	if p.role != nil && a.has(atRole) {
		c.step(atRole, false)
	}
	again := p.finish != nil && c.seen.has(atFinish)
	if len(p.text) > 0 && !again {
		c.takeUnknown()
	}
	if p.finish == nil || again && s.has && a.asksUsage { // OpenRouter repeats it beside usage
		return
	}
	c.takeReason(p)
	if a.has(atFinish) {
		c.step(atFinish, false)
	}
}

// takeOther checks the part of an event that belongs to another choice.
func (c *checker) takeOther(p *part) {
	g, a := &c.given, c.config.API
	if p.index >= g.choices() {
		c.fault(UnexpectedEvent, fmt.Sprintf("%d choices", g.choices()), fmt.Sprintf("index %d", p.index))
		return
	}
	for len(g.others) < p.index {
		g.others = append(g.others, 0)
	}
	seen := &g.others[p.index-1]
	c.checkRole(p)
	once := func(at stage, came bool) {
		if came && seen.has(at) {
			c.fault(Duplicated, a.name(at)+" once in each choice", "it twice")
		}
		if came {
			*seen |= setOf(at)
		}
	}
	once(atRole, p.role != nil && a.has(atRole))
	if len(p.text) > 0 && seen.has(atFinish) {
		c.fault(Reordered, "text before a finish reason", "it behind")
	}
	once(atFinish, p.finish != nil)
}

// takeUnknown records that a piece of unknown text came.
func (c *checker) takeUnknown() {
	c.seen |= setOf(atText)
	if c.at > atText {
		c.disorder = fault{Reordered, "text before " + c.config.API.name(c.at), "it behind"}
		return
	}
	c.at = atText
}
