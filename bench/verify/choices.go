package verify

// takeGivenChunk checks an event by its members.
func (c *checker) takeGivenChunk() {
	s, a, g := &c.said, c.config.API, &c.given
	if s.opens {
		c.step(atCreated, false)
	}
	for i := range s.parts {
		if p := &s.parts[i]; p.index == 0 {
			c.takeFirst(p)
		} else {
			g.others.take(p, g.choices(), a, &c.findings)
		}
	}
	if s.closes && a.closing == atDone {
		c.step(atDone, false)
	}
	if !s.hasUsage {
		return
	}
	if len(s.parts) == 0 && c.want.needed.has(atUsage) {
		c.step(atUsage, false)
	}
	c.progress.seen |= setOf(atUsage) // some servers count in each event
	c.checkCounts()
}

// takeFirst checks the part of an event that belongs to the first choice.
func (c *checker) takeFirst(p *part) {
	s, a := &c.said, c.config.API
	c.checkRole(p, a)
	if p.role != nil && a.has(atRole) {
		c.step(atRole, false)
	}
	again := p.finish != nil && c.progress.seen.has(atFinish)
	if len(p.text) > 0 && !again && !c.progress.stepText() {
		c.disorder = fault{Reordered, "text before " + a.name(c.progress.at), "it behind"}
	}
	if p.finish == nil || again && s.hasUsage && a.asksUsage { // OpenRouter repeats it beside usage
		return
	}
	c.given.ending.takeReason(p, &c.findings)
	if a.has(atFinish) {
		c.step(atFinish, false)
	}
}
