package verify

import "mock-openai/bench/sse"

// byContent finds the stages of an event from its members.
var byContent = flow{(*checker).takeChunk, bringsByContent, (*checker).takeGivenChunk}

func bringsByContent(a *API, s *said) (all stages) {
	bring := func(at stage, brings bool) {
		if brings && a.has(at) {
			all |= setOf(at)
		}
	}
	bring(atCreated, s.opens)
	for _, p := range s.parts {
		bring(atRole, p.role != nil)
		bring(atText, len(p.text) > 0)
		bring(atFinish, p.finish != nil)
	}
	bring(atUsage, s.hasUsage)
	bring(a.closing, a.closing < numStages && s.closes)
	return all
}

// takeChunk checks an event.
func (c *checker) takeChunk(e *sse.Event) (onlyText bool) {
	s, a := &c.said, c.config.API
	alien := c.ids.answer.differs(s.id)
	before := c.progress.seen
	if s.opens {
		c.step(atCreated, alien)
	}
	for i := range s.parts {
		c.takePart(e, &s.parts[i], alien)
	}
	switch {
	case s.closes:
		if c.step(a.closing, alien) && len(s.parts) > 0 {
			c.checkFinish(s.parts[0].finish)
			c.checkWholeUsage()
		}
	case s.hasUsage && c.want.needed.has(atUsage) && c.step(atUsage, alien):
		c.checkUsage(s.usage)
	}
	return len(s.parts) == 1 && !alien && !s.hasUsage && c.progress.seen&^before&^setOf(atText) == 0 &&
		!(s.parts[0].role != nil && a.has(atRole)) && s.parts[0].finish == nil
}

// takePart checks the part of an event that belongs to one choice.
func (c *checker) takePart(e *sse.Event, p *part, alien bool) {
	s, a := &c.said, c.config.API
	if p.index != 0 {
		if c.config.Oracle == nil {
			c.unexpected(e)
		}
		return
	}
	if p.role != nil && (!a.has(atRole) || c.step(atRole, alien)) && string(p.role) != a.role {
		c.fault(UnexpectedEvent, "role "+a.role, "role "+excerpt(p.role, 0))
	}
	if len(p.text) > 0 {
		c.takeText(p.text, alien)
	}
	// OpenRouter repeats the finish reason beside usage.
	if p.finish != nil && a.closing == numStages && !(s.hasUsage && c.progress.seen.has(atFinish)) {
		c.takeFinish(p, alien)
	}
}

func (c *checker) takeFinish(p *part, alien bool) {
	before := c.progress.seen.has(atFinish)
	if string(p.finish) != c.want.finish {
		c.fault(WrongFinish, c.want.finish, excerpt(p.finish, 0))
		if before {
			return
		}
	}
	c.step(atFinish, alien)
}
