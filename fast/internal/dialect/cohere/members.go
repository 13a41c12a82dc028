package cohere

import (
	"fmt"
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// takeMember takes a member of a chat request, and skips those without effect.
func takeMember(c *dialect.Session, key []byte) *apierr.Error {
	q, m := &c.Request, messageOf(c)
	switch string(key) {
	case "model":
		return c.In.TakeString("model", &q.Model)
	case "messages":
		c.MessagesAt = c.In.Offset()
		return openai.TakeMessages(c)
	case "stream":
		return c.In.TakeBool("stream", &q.Stream, false)
	case "max_tokens":
		return takeMaxTokens(c)
	case "stop_sequences":
		return takeStops(c)
	case "seed":
		openai.TakeSeed(c)
	case "tools":
		return takeTools(c)
	case "documents":
		return takeDocuments(c)
	case "tool_choice":
		m.choice = c.TakeExtra()
	case "response_format":
		m.format = c.TakeExtra()
	case "thinking":
		m.thinking = c.TakeExtra()
	case "citation_options":
		m.citing = c.TakeExtra()
	case "logprobs":
		m.logprobs = c.TakeExtra()
	default:
		c.In.Raw()
	}
	return nil
}

// takeMaxTokens takes the most tokens of the answer. A negative number means no limit.
func takeMaxTokens(c *dialect.Session) *apierr.Error {
	n := -1
	err := c.In.TakeInt("max_tokens", &n)
	if c.Request.MaxTokens = n; n < 0 {
		c.Request.MaxTokens = math.MaxInt
	}
	return err
}

// takeStops takes an array of strings.
func takeStops(c *dialect.Session) *apierr.Error {
	s := &c.Request.Stop
	s.Begin()
	if c.In.Kind() != skim.Array {
		return c.In.TakeNull("stop_sequences", "an array of strings")
	}
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		if c.In.Kind() != skim.String {
			return c.In.Reject(fmt.Sprintf("stop_sequences[%d]", i), "a string")
		}
		if s.Full() {
			return badRequest("invalid request: at most %d stop_sequences can be given.", engine.MaxStops)
		}
		s.Add(c.In.String().Raw)
	}
	return nil
}

// takeTools keeps the tools. They are part of the prompt.
func takeTools(c *dialect.Session) *apierr.Error {
	m := messageOf(c)
	m.toolChars = 0
	if kind := c.In.Kind(); kind != skim.Array && kind != skim.Null {
		return c.In.Reject("tools", "an array of objects")
	}
	openai.TakeOption(c, openai.OptionTools)
	if raw := c.Options[openai.OptionTools]; len(raw) > len("[]") {
		m.toolChars = c.JSONChars(raw)
	}
	return nil
}

// takeDocuments keeps the documents that an answer may cite. They are part of the prompt.
func takeDocuments(c *dialect.Session) *apierr.Error {
	m := messageOf(c)
	m.documents, m.documentChars = nil, 0
	if kind := c.In.Kind(); kind != skim.Array && kind != skim.Null {
		return c.In.Reject("documents", "an array of objects")
	}
	if raw := c.TakeExtra(); len(raw) > len("[]") {
		m.documents, m.documentChars = raw, c.JSONChars(raw)
	}
	return nil
}
