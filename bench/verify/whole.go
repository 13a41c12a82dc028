package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// endBody checks an answer that is not a stream.
func (c *checker) endBody() {
	switch {
	case c.config.Oracle != nil:
		c.endForetoldBody()
	case c.targeter != nil && c.vectors != nil:
		c.checkGivenVectors()
	case !c.knowsText:
		c.checkStructure()
	case c.vectors != nil:
		c.checkVectors()
	default:
		c.checkBody()
	}
}

// checkBody checks an answer with text.
func (c *checker) checkBody() {
	if c.config.Oracle == nil && c.whole.Load().fits(c, nil, c.body) {
		return
	}
	if err := c.said.load(c.config.API, c.body, true); err != nil {
		c.unreadable(c.said.Offset())
		return
	}
	s := &c.said
	switch {
	case s.failed:
		c.fault(ErrorEvent, "no error", excerpt(c.body, 0))
		return
	case len(s.parts) == 0 || s.empty:
		c.fault(MissingText, excerpt(unescaped(c.want), 0), excerpt(c.body, 0))
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
	if len(c.faults) == 0 && c.targeter == nil && c.config.Oracle == nil && len(c.body) <= mostLearned {
		t := new(pattern)
		t.learn(c, nil, c.body, wholeText)
		c.whole.Store(t)
	}
}

// checkWhole checks text that must be the whole text.
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

// checkWholeUsage checks the usage of the document that was read.
func (c *checker) checkWholeUsage() {
	if !c.said.has {
		c.fault(MissingUsage, c.expectedUsage().String(), "no usage")
		return
	}
	c.checkUsage(c.said.usage)
}

// unreadable reports what is wrong with a body that is not JSON from byte at on.
func (c *checker) unreadable(at int) {
	kind := InvalidJSON
	switch {
	case isCut(c.body):
		kind = Truncated
	case !utf8.Valid(c.body) || json.Valid(c.body): // or JSON with halves of surrogate pairs
		kind = InvalidUTF8
	}
	c.fault(kind, "JSON in UTF-8", excerpt(c.body, at))
}

// isCut reports whether data is the beginning of JSON.
func isCut(data []byte) bool {
	for n := 0; n < utf8.UTFMax && n < len(data); n++ { // the last character may be cut too
		if last := data[len(data)-1-n]; utf8.RuneStart(last) {
			if !utf8.FullRune(data[len(data)-1-n:]) {
				data = data[:len(data)-1-n]
			}
			break
		}
	}
	if !utf8.Valid(data) {
		return false
	}
	var value json.RawMessage
	var syntax *json.SyntaxError
	if !errors.As(json.Unmarshal(data, &value), &syntax) {
		return false
	}
	// At the end encoding/json tries a space, which is not valid within an escape, a number
	// or a word.
	return syntax.Error() == "unexpected end of JSON input" ||
		!bytes.HasSuffix(data, []byte(" ")) && strings.HasPrefix(syntax.Error(), "invalid character ' '") && syntax.Offset == int64(len(data))
}
