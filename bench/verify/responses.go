package verify

import (
	"fmt"

	"mock-openai/bench/sse"
)

// takeResponse checks an event of a Responses stream.
func (c *checker) takeResponse(e *sse.Event) {
	s := &c.said
	at, ok := stageOf(s.kind)
	if !ok || len(e.Type) > 0 && string(e.Type) != string(s.kind) {
		c.unexpected(e)
		return
	}
	if s.sequence >= 0 {
		if s.sequence != c.sequence && c.gap.expected == "" {
			c.gap = fault{UnexpectedEvent, fmt.Sprintf("sequence_number %d", c.sequence), fmt.Sprint(s.sequence)}
		}
		c.sequence = s.sequence + 1
	}
	alien := c.isAlien(&c.id, s.id)
	if c.isAlien(&c.item, s.item) {
		alien = true
	}
	p := &s.parts[0]
	if at == atText {
		c.takeText(p.text, alien)
		if !alien && s.sequence >= 0 {
			c.learn(e, p, s.number)
		}
		return
	}
	if !c.step(at, alien) || at <= atText {
		return
	}
	c.checkWhole(p)
	if at == atDone {
		c.checkFinish(p.finish)
		c.checkWholeUsage()
	}
}

// checkWhole checks text that must be all of it.
func (c *checker) checkWhole(p *part) {
	text := p.text
	if n, ok := matches(c.want, 0, text); ok && n == len(c.want) {
		return
	}
	if text == nil {
		c.fault(MissingText, excerpt(unescaped(c.want), 0), "no text")
		return
	}
	c.diagnose([]segment{{text: unescaped(text)}}, nil, false)
}

// checkFinish checks the reason or the status at the end of an answer.
func (c *checker) checkFinish(came []byte) {
	switch {
	case came == nil:
		c.fault(MissingFinish, c.finish, "none")
	case string(came) != c.finish:
		c.fault(WrongFinish, c.finish, excerpt(came, 0))
	}
}

// checkWholeUsage checks the usage of what was read.
func (c *checker) checkWholeUsage() {
	if !c.said.has {
		c.fault(MissingUsage, fmt.Sprintf("%+v", c.expectedUsage()), "no usage")
		return
	}
	c.checkUsage(c.said.usage)
}
