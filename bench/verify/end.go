package verify

// endStream reports what a stream lacks. It reports each cause once.
func (c *checker) endStream(err error) {
	missing := c.want.needed &^ c.progress.seen
	switch {
	case c.has(ErrorEvent): // it explains what did not come
		if c.text.broken {
			c.diagnose(c.text.pieces(), c.text.holes, true)
		}
		return
	case missing.len() > 0 && missing.len() <= len(c.text.holes):
		missing = 0 // it may have been in the events that could not be read
	}
	early := missing != 0 && (err != nil || c.arrivals.events == 0 ||
		missing.isTail(c.progress.seen) && (missing.len() > 1 || c.lacksText() && !c.progress.seen.isBehindText()))
	if err != nil || early {
		c.fault(Truncated, "a whole stream", c.arrivals.cause(err))
	}
	if c.text.broken || !early && c.text.position < len(c.want.text) {
		c.diagnose(c.text.pieces(), c.text.holes, early)
	}
	c.endOrder()
	if !early {
		c.lacks(missing)
	}
	c.endUsage()
}

// lacksText reports whether some of the text did not come. Text that is not known is assumed
// to lack some, unless a finish reason is needed and did not come.
func (c *checker) lacksText() bool {
	if !c.want.anyText {
		return c.text.position < len(c.want.text)
	}
	return !c.want.needed.has(atFinish) || c.progress.seen.has(atFinish)
}

// lacks reports what is missing within a stream that did not end early.
func (c *checker) lacks(missing stages) {
	if c.has(MissingText) {
		missing &^= c.config.API.withText // they were lost with the text
	}
	for ; missing != 0; missing &= missing - 1 {
		switch at := missing.first(); at {
		case atText: // already reported
		case atFinish:
			c.fault(MissingFinish, c.want.finish, "none")
		case atUsage:
			c.fault(MissingUsage, c.expectedUsage().String(), "no usage")
		case atDone:
			c.fault(MissingDone, c.config.API.name(atDone), "the end of the stream")
		default:
			if len(c.faults) == 0 {
				c.fault(UnexpectedEvent, c.config.API.name(at), "none")
			}
		}
	}
	c.endSequence()
	if c.want.anyText {
		c.lacksGiven()
	}
}
