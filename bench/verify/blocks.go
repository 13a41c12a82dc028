package verify

import "fmt"

// takeGivenStep checks an event by its type. Unknown types are allowed.
func (c *checker) takeGivenStep() {
	s, a := &c.said, c.config.API
	c.takeSequence()
	at, ok := a.stageOf(s.kind)
	if !ok {
		return
	}
	p := &s.parts[0]
	c.checkRole(p)
	ends := at == a.closing || a.closing == numStages && at == atFinish
	switch {
	case ends && p.finish == nil && at == atFinish: // it may come several times
	case structure.has(at):
		c.step(at, false)
	default:
		if c.at > atItemDone || a.has(atCreated) && !c.seen.has(atCreated) {
			c.disorder = fault{Reordered, a.name(at) + " between beginning and end", "it elsewhere"}
		}
		c.seen |= setOf(at)
		c.takeItem(at)
	}
	if s.sequence < 0 { // events without numbers
		c.takeBlock(at, p.index)
	}
	if at == atText {
		c.at = max(c.at, atText)
	}
	if ends && p.finish != nil {
		c.takeReason(p)
	}
	if s.has && (ends || at == atUsage) {
		c.checkCounts()
	}
}

// takeItem checks that all events of an output item come before the next item.
func (c *checker) takeItem(at stage) {
	switch item := c.said.item; {
	case item == nil:
	case at == atItemAdded:
		c.item, c.settled = append(c.item[:0], item...), false
		c.frame.reset()
	case c.isAlien(&c.item, item):
		c.fault(UnexpectedEvent, "item "+excerpt(c.item, 0), "item "+excerpt(item, 0))
	}
}

// takeBlock checks that each part of a message begins once, has its text, and ends once. It
// checks only the first mostIndexes parts.
func (c *checker) takeBlock(at stage, index int) {
	g, a := &c.given, c.config.API
	switch {
	case index == noIndex:
		c.fault(UnexpectedEvent, "the index of a part", "another number")
		return
	case index >= mostIndexes:
		return
	}
	switch at {
	case atPartAdded:
		if g.opened.has(index) {
			c.fault(Duplicated, a.name(at)+" once for each index", fmt.Sprintf("index %d twice", index))
		}
		g.opened.add(index)
	case atText:
		if g.closed.has(index) || a.has(atPartAdded) && !g.opened.has(index) {
			c.disorder = fault{Reordered, a.name(at) + " between the beginning and the end of its part", fmt.Sprintf("index %d", index)}
		}
	case atPartDone:
		if g.closed.has(index) {
			c.fault(Duplicated, a.name(at)+" once for each index", fmt.Sprintf("index %d twice", index))
		}
		g.closed.add(index)
	}
}
