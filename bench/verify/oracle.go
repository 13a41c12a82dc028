package verify

import "mock-openai/bench/sse"

// takeForetold checks an event of a stream that an oracle predicts. Only from the first on
// that differs are events inspected, with those before it, to find out what is wrong.
func (c *checker) takeForetold(e sse.Event) {
	f := &c.foretold
	if !f.differs.isSet() {
		if f.take(e.Data) {
			return
		}
		c.inspectForetold()
	}
	c.inspect(e)
}

// inspectForetold inspects the events before the first difference.
func (c *checker) inspectForetold() {
	for _, event := range c.foretold.events[:c.foretold.next] {
		c.inspect(event)
	}
}

// endForetold ends the check of a stream. It reports the first difference if it finds no
// other fault.
func (c *checker) endForetold(err error) {
	f := &c.foretold
	if f.isComplete() {
		if err != nil {
			c.fault(Truncated, "a whole stream", c.arrivals.cause(err))
		}
		return
	}
	if !f.differs.isSet() {
		f.differ(f.events[f.next].Data, endOfStream)
		c.inspectForetold()
	}
	c.endStream(err)
	c.endDiffers()
}

// endForetoldBody checks an answer that is not a stream.
func (c *checker) endForetoldBody() {
	f := &c.foretold
	if equalJSON(f.body, c.body.data) {
		return
	}
	if c.vectors != nil || c.want.status != 200 {
		c.readVectors()
	} else {
		c.checkBody()
	}
	f.differ(f.body, c.body.data)
	c.endDiffers()
}

// endDiffers reports the first difference, unless another fault explains it.
func (c *checker) endDiffers() {
	if len(c.faults) == 0 {
		c.add(c.foretold.differs)
	}
}
