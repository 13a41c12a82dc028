package verify

// endBody checks an answer that is not a stream.
func (c *checker) endBody() {
	switch {
	case c.config.Oracle != nil:
		c.endForetoldBody()
	case c.targeter != nil && c.vectors != nil:
		c.checkGivenVectors()
	case c.want.anyText:
		c.checkStructure()
	case c.vectors != nil:
		c.checkVectors()
	default:
		c.checkBody()
	}
}

// checkBody checks an answer with text.
func (c *checker) checkBody() {
	if c.config.Oracle == nil && c.whole.Load().fits(c, nil, c.body.data) {
		return
	}
	if !c.readBody() {
		return
	}
	s := &c.said
	if len(s.parts) == 0 || s.empty {
		c.fault(MissingText, excerpt(unescaped(c.want.text), 0), excerpt(c.body.data, 0))
		return
	}
	p := &s.parts[0]
	c.checkWhole(p)
	if role := c.config.API.role; role != "" && string(p.role) != role {
		c.fault(UnexpectedEvent, "role "+role, "role "+excerpt(p.role, 0))
	}
	if len(s.parts) > 1 && c.config.Oracle == nil {
		c.fault(UnexpectedEvent, "one choice", "more")
	}
	c.checkFinish(p.finish)
	c.checkWholeUsage()
	c.endUsage()
	if len(c.faults) == 0 && c.targeter == nil && c.config.Oracle == nil && len(c.body.data) <= mostLearned {
		t := new(pattern)
		t.learn(c, nil, c.body.data, wholeText)
		c.whole.Store(t)
	}
}

// readBody reads the body. It returns false, with a fault, if that is not JSON or an error.
func (c *checker) readBody() bool {
	err := c.said.load(c.config.API, c.body.data, true)
	return c.isAnswer(c.body.data, err, c.said.Offset(), c.said.failed)
}

// isAnswer reports whether a body is an answer: JSON, and no error. Otherwise it records the
// fault. err is what was wrong with the JSON at byte at.
func (f *findings) isAnswer(body []byte, err error, at int, failed bool) bool {
	switch {
	case err != nil:
		f.unreadable(body, at)
	case failed:
		f.fault(ErrorEvent, "no error", excerpt(body, 0))
	default:
		return true
	}
	return false
}

// checkWhole checks text that must be the whole text.
func (c *checker) checkWhole(p *part) {
	text := p.text
	if n, ok := matches(c.want.text, 0, text); ok && n == len(c.want.text) {
		return
	}
	if text == nil {
		c.fault(MissingText, excerpt(unescaped(c.want.text), 0), "no text")
		return
	}
	c.diagnose([]segment{{text: unescaped(text)}}, nil, false)
}

// checkFinish checks the reason or the status at the end of an answer.
func (c *checker) checkFinish(came []byte) {
	switch {
	case came == nil:
		c.fault(MissingFinish, c.want.finish, "none")
	case string(came) != c.want.finish:
		c.fault(WrongFinish, c.want.finish, excerpt(came, 0))
	}
}
