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
func (c *checker) takeStep(e *sse.Event) {
	s, a := &c.said, c.config.API
	at, ok := a.stageOf(s.kind)
	if !ok || s.parts[0].index != 0 {
		c.unexpected(e)
		return
	}
	c.takeSequence()
	alien := c.isAlien(&c.id, s.id)
	if c.isAlien(&c.item, s.item) {
		alien = true
	}
	p := &s.parts[0]
	if at == atText {
		c.takeText(p.text, alien)
		c.spoken = !alien
		return
	}
	if !c.step(at, alien) {
		return
	}
	if at < atText {
		c.checkStart(p)
		return
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
}

// takeSequence checks the sequence number of an event, if it has one.
func (c *checker) takeSequence() {
	s := &c.said
	if s.sequence < 0 {
		return
	}
	if s.sequence != c.sequence && !c.gap.isSet() {
		c.gap = fault{UnexpectedEvent, fmt.Sprintf("sequence_number %d", c.sequence), fmt.Sprint(s.sequence)}
	}
	c.sequence = s.sequence + 1
}

// checkStart checks the role and the prompt's token count in an event before the text, if it
// has them.
func (c *checker) checkStart(p *part) {
	if role := c.config.API.role; p.role != nil && role != "" && string(p.role) != role {
		c.fault(UnexpectedEvent, "role "+role, "role "+excerpt(p.role, 0))
	}
	if s := &c.said; s.has && s.usage.prompt != c.expectedUsage().prompt {
		c.fault(WrongUsage, fmt.Sprint(c.expectedUsage().prompt, " tokens of the prompt"), fmt.Sprint(s.usage.prompt))
	}
}
