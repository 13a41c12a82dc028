package verify

import "fmt"

// checkStructure checks an answer that is not a stream and whose text is not known.
func (c *checker) checkStructure() {
	if !c.readBody() {
		return
	}
	s, g := &c.said, &c.given
	switch {
	case len(s.parts) == 0 || s.empty:
		c.fault(MissingText, "an answer", excerpt(c.body.data, 0))
		return
	case len(s.parts) < g.choices():
		c.fault(MissingText, fmt.Sprintf("%d choices", g.choices()), fmt.Sprint(len(s.parts)))
	}
	var came indexes
	for i := range s.parts {
		p := &s.parts[i]
		switch {
		case p.index >= g.choices():
			c.fault(UnexpectedEvent, fmt.Sprintf("%d choices", g.choices()), fmt.Sprintf("index %d", p.index))
		case came.has(p.index):
			c.fault(Duplicated, "each choice once", fmt.Sprintf("index %d twice", p.index))
		}
		came.add(p.index)
		c.checkRole(p, c.config.API)
		if p.finish == nil {
			c.fault(MissingFinish, "a finish reason", "none")
		} else {
			g.ending.takeReason(p, &c.findings)
		}
	}
	if g.ending.notePrompt(s); s.hasUsage {
		c.checkCounts()
	} else {
		c.fault(MissingUsage, "usage", "none")
	}
}

// checkGivenVectors checks the embeddings of the user's inputs. The right vectors are not
// known.
func (c *checker) checkGivenVectors() {
	if !c.readVectors() {
		return
	}
	e, want := &c.embedded, c.given.asked.prompts
	switch {
	case e.count < want || e.blank:
		c.fault(MissingText, fmt.Sprintf("%d vectors", want), excerpt(c.body.data, 0))
	case e.count > want:
		c.fault(Duplicated, fmt.Sprintf("%d vectors", want), fmt.Sprint(e.count))
	case e.disorder:
		c.fault(Reordered, "indexes from 0 on", "others")
	}
	if !e.usage.hasUsage {
		c.fault(MissingUsage, "usage", "none")
	} else if came := e.usage.usage; came.prompt < 0 || came.total < came.prompt {
		c.fault(WrongUsage, "tokens of the inputs", came.String())
	}
}
