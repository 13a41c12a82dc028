package verify

import (
	"fmt"

	"mock-openai/bench/sse"
)

// byType finds the stage of an event from its type.
var byType = flow{(*checker).takeStep, bringsByType, (*checker).takeGivenStep}

func bringsByType(a *API, s *said) stages {
	if at, ok := a.stageOf(s.kind); ok {
		return setOf(at)
	}
	return 0
}

// takeStep checks an event.
func (c *checker) takeStep(e *sse.Event) (onlyText bool) {
	s, a := &c.said, c.config.API
	at, ok := a.stageOf(s.kind)
	if !ok || s.parts[0].index != 0 {
		c.unexpected(e)
		return false
	}
	c.progress.count(s.sequence, &c.findings)
	alien := c.ids.answer.differs(s.id)
	if c.ids.item.differs(s.item) {
		alien = true
	}
	p := &s.parts[0]
	if at == atText {
		c.takeText(p.text, alien)
		return !alien
	}
	if !c.step(at, alien) {
		return false
	}
	if at < atText {
		c.checkStart(p)
		return false
	}
	if a.repeats.has(at) {
		c.checkWhole(p)
	}
	if at == a.closing || a.closing == numStages && at == atFinish {
		c.checkFinish(p.finish)
	}
	if at == a.closing || at == atUsage {
		c.checkWholeUsage()
	}
	return false
}

// checkStart checks the role and the prompt's token count in an event before the text, if it
// has them.
func (c *checker) checkStart(p *part) {
	c.checkRole(p, c.config.API)
	if !c.said.hasUsage {
		return
	}
	if want, came := c.expectedUsage().prompt, c.said.usage.prompt; came != want {
		c.fault(WrongUsage, fmt.Sprint(want, " tokens of the prompt"), fmt.Sprint(came))
	}
}

// checkRole checks the role, if there is one.
func (f *findings) checkRole(p *part, a *API) {
	if p.role != nil && a.role != "" && string(p.role) != a.role {
		f.fault(UnexpectedEvent, "role "+a.role, "role "+excerpt(p.role, 0))
	}
}
