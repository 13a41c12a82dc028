package fast

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/skim"
	"mock-openai/pool"
)

func (s *Server) chat(ctx *fasthttp.RequestCtx) { s.chatAs(ctx, s.chatFormat) }

func (s *Server) chatAs(ctx *fasthttp.RequestCtx, f *format) {
	c := s.acquireCall(ctx, f.route)
	if err := s.makeChat(c); err != nil {
		s.giveUp(ctx, c, err)
		return
	}
	s.respond(ctx, c, f)
}

// makeChat reads a request and makes up the choices.
func (s *Server) makeChat(c *call) *apiError {
	if err := c.decode(c.body, (*call).takeChat); err != nil {
		return err
	}
	c.promptTokens = pool.Tokens(c.promptChars)
	if err := s.settle(c); err != nil {
		return err
	}
	if s.isRich(c) {
		return s.sayRich(c, c.body)
	}
	for range c.request.n {
		s.say(c, nil)
	}
	return nil
}

func (c *call) takeChat(key []byte) *apiError {
	if string(key) == "messages" {
		c.messagesAt = c.in.Offset()
		return c.takeMessages()
	}
	return c.takeShared(key)
}

// takeMessages counts the characters of every message's text.
func (c *call) takeMessages() *apiError {
	if c.in.Kind() != skim.Array {
		return c.in.takeNull("messages", "an array of objects")
	}
	c.promptChars = 0
	c.in.Array()
	for i := 0; c.in.NextElem(); i++ {
		if c.in.Kind() != skim.Object {
			return c.in.reject(fmt.Sprintf("messages[%d]", i), "an object")
		}
		c.in.Object()
		for key, ok := c.in.NextKey(); ok; key, ok = c.in.NextKey() {
			if string(key) != "content" {
				c.in.Raw()
			} else if err := c.takeContent("messages", "content", i); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeContent takes a member of element i of a list, such as the content of a
// message: a string, null, or parts, of which the text counts.
func (c *call) takeContent(list, member string, i int) *apiError {
	switch c.in.Kind() {
	case skim.String:
		c.promptChars += c.in.String().Chars
		return nil
	case skim.Array:
		c.in.Array()
		for k := 0; c.in.NextElem(); k++ {
			if c.in.Kind() != skim.Object {
				return c.in.reject(fmt.Sprintf("%s[%d].%s[%d]", list, i, member, k), "an object")
			}
			c.takePart()
		}
		return nil
	case skim.Null:
		c.in.Raw()
		return nil
	}
	return c.in.reject(fmt.Sprintf("%s[%d].%s", list, i, member), "a string or an array of objects")
}

// takePart takes one part of a content: only parts of text have a string
// called text.
func (c *call) takePart() {
	c.in.Object()
	for key, ok := c.in.NextKey(); ok; key, ok = c.in.NextKey() {
		if string(key) == "text" && c.in.Kind() == skim.String {
			c.promptChars += c.in.String().Chars
		} else {
			c.in.Raw()
		}
	}
}
