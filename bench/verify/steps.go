package verify

// takeGivenStep checks an event by its type. Unknown types are allowed.
func (c *checker) takeGivenStep() {
	s, a := &c.said, c.config.API
	c.progress.count(s.sequence, &c.findings)
	at, ok := a.stageOf(s.kind)
	if !ok {
		return
	}
	p := &s.parts[0]
	c.checkRole(p, a)
	ends := at == a.closing || a.closing == numStages && at == atFinish
	switch {
	case ends && p.finish == nil && at == atFinish: // it may come several times
	case structure.has(at):
		c.step(at, false)
	default:
		c.takeInner(at)
	}
	if s.sequence < 0 { // events without numbers
		c.given.blocks.take(at, p.index, a, &c.findings)
	}
	if at == atText {
		c.progress.at = max(c.progress.at, atText)
	}
	if ends && p.finish != nil {
		c.given.ending.takeReason(p, &c.findings)
	}
	if s.hasUsage && (ends || at == atUsage) {
		c.checkCounts()
	}
}

// takeInner checks an event that may come any number of times between beginning and end.
func (c *checker) takeInner(at stage) {
	a, p := c.config.API, &c.progress
	if p.at > atItemDone || a.has(atCreated) && !p.seen.has(atCreated) {
		c.disorder = fault{Reordered, a.name(at) + " between beginning and end", "it elsewhere"}
	}
	p.seen |= setOf(at)
	c.takeItem(at)
}

// takeItem checks that all events of an output item come before the next item.
func (c *checker) takeItem(at stage) {
	switch own, item := &c.ids.item, c.said.item; {
	case item == nil:
	case at == atItemAdded:
		*own = append((*own)[:0], item...)
		c.plain.settled = false
		c.frame.reset()
	case own.differs(item):
		c.fault(UnexpectedEvent, "item "+excerpt(*own, 0), "item "+excerpt(item, 0))
	}
}
