package verify

// given checks the answer to a body from the user. If the model is echo, the text is known,
// and the answer is checked like an answer to a body of this package. Otherwise only the
// structure is checked: the answer may have tool calls, reasoning and several choices.
type given struct {
	asked asked

	// The answer so far, if its text is not known.
	others others // the choices after the first
	blocks blocks // the parts of the message
	ending ending // finish reason and usage
}

// structure is the set of stages that a stream must have if its text is not known.
const structure stages = 1<<atCreated | 1<<atRole | 1<<atFinish | 1<<atUsage | 1<<atDone

func (g *given) reset() {
	*g = given{asked: g.asked, others: g.others[:0], ending: ending{reason: g.ending.reason[:0]}}
}

// choices returns how many choices an answer has.
func (g *given) choices() int {
	return int(min(int64(g.asked.choices)*int64(g.asked.prompts), mostChoices))
}

// most returns how many tokens all choices may have; -1 if there is no limit.
func (g *given) most() int64 {
	if g.asked.most < 0 {
		return -1
	}
	return times(g.asked.most, int64(g.choices()))
}

// takeGiven checks an event of a stream whose text is not known. It reports whether the event
// brought a piece of text and nothing else.
func (c *checker) takeGiven() (onlyText bool) {
	s, a, before := &c.said, c.config.API, len(c.faults)
	if c.ids.answer.differs(s.id) {
		c.otherID()
	}
	c.given.ending.notePrompt(s)
	a.flow.given(c)
	if len(s.parts) != 1 || len(c.faults) > before || c.progress.at != atText || s.hasUsage {
		return false
	}
	p := &s.parts[0]
	return p.index == 0 && len(p.text) > 0 && p.finish == nil && (p.role == nil || !a.has(atRole))
}

// checkCounts checks the usage in the document that was read.
func (c *checker) checkCounts() {
	c.given.ending.takeUsage(c.said.usage, c.given.most(), c.config.API, &c.findings)
}

// lacksGiven reports what a stream with unknown text lacks, apart from the needed stages.
func (c *checker) lacksGiven() {
	g, a, f := &c.given, c.config.API, &c.findings
	ended := c.progress.seen.has(a.closing)
	if a.has(atFinish) {
		g.others.lacks(g.choices(), f)
	}
	if ended && a.closing < numStages && !g.ending.counted {
		c.fault(MissingUsage, "usage", "none")
	} else {
		g.blocks.lacks(a, f)
	}
	if ended && len(g.ending.reason) == 0 {
		c.fault(MissingFinish, "a finish reason", "none")
	}
}
