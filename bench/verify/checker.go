package verify

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"mock-openai/bench/load"
	"mock-openai/bench/sse"
	"mock-openai/pool"
)

// checker checks the answers of one connection.
type checker struct {
	*Verify
	shard *shard

	// The request.
	n        int64  // number of the request in the run
	own      uint64 // number of the request's text
	want     []byte // expected text, JSON-escaped
	full     []byte // expected text without the token limit; begins with want
	most     int64  // token limit of the answer; -1 if none
	rich     []byte // buffer of want, if the body has the text in another form
	due      usage  // expected usage; zero until it is computed
	foretold foretold
	given    given

	knowsText bool // the expected text is known

	opaque sse.Event // latest opaque event, of this answer or an earlier one

	// The answer so far.
	requestID []byte
	answered  bool   // a head came
	skip      bool   // the head is wrong, so the rest is not checked
	body      []byte // body so far of an answer that is not a stream
	parts     []byte // buffer of body, if it came in several parts
	said      said
	embedded  embedded
	needed    stages // stages that a stream must have
	finish    string // expected finish reason
	stream
	findings
}

// Begin prepares c for the answer to request n, which has that body.
func (c *checker) Begin(n int64, body []byte) {
	c.n, c.due = n, usage{}
	c.requestID, c.parts, c.body = c.requestID[:0], c.parts[:0], nil
	c.answered, c.skip = false, false
	c.stream.reset()
	c.findings.reset()
	switch {
	case c.config.Oracle != nil:
		c.foresee(body)
	case c.targeter != nil:
		c.beginGiven(body)
	default:
		c.beginOwn(body)
	}
	c.escape = nextEscape(c.want, 0)
}

// beginOwn prepares c for the answer to a body with a text of this package.
func (c *checker) beginOwn(body []byte) {
	c.needed, c.finish, c.knowsText = c.usual, c.config.API.finish, true
	c.want = bytes.TrimSuffix(bytes.TrimPrefix(body, c.before), c.behind)
	var tag [tagDigits / 2]byte
	if _, err := hex.Decode(tag[:], c.want[:min(tagDigits, len(c.want))]); err == nil {
		c.own, _ = c.texts.number(binary.BigEndian.Uint64(tag[:]), 0)
	}
	if c.own%2 == 1 && c.vectors == nil { // sent with escapes that servers do not keep
		c.rich = c.texts.appendText(c.rich[:0], c.own, shortest)
		c.want = c.rich
	}
	if c.most = -1; c.config.MaxTokens > 0 && c.vectors == nil {
		c.most = int64(c.config.MaxTokens)
		c.shorten()
	}
}

// shorten cuts the expected text to the token limit.
func (c *checker) shorten() {
	c.full = c.want
	n := len(c.want)
	if c.most <= int64(n) {
		n = prefix(c.want, int(c.most)*pool.CharsPerToken)
	}
	if n < len(c.want) {
		c.want, c.finish = c.want[:n], c.config.API.cut
	}
}

// Head checks the status and the content type.
func (c *checker) Head(h load.Head) {
	c.answered = true
	c.requestID = append(c.requestID, h.RequestID...)
	status, stream := c.expectedHead()
	if h.Status != status {
		c.skip = true
		c.fault(WrongStatus, strconv.Itoa(status), strconv.Itoa(h.Status))
		return
	}
	kind := "application/json"
	if stream {
		kind = c.config.API.contentType
	}
	if h.Compressed() {
		c.skip = true
		c.fault(WrongContentType, kind+" as it is", "it with Content-Encoding "+excerpt(h.Encoding, 0))
		return
	}
	if !isType(h.ContentType, kind) || h.Stream != stream {
		c.skip = true
		c.fault(WrongContentType, kind, string(h.ContentType))
	}
}

func (c *checker) expectedHead() (status int, stream bool) {
	switch {
	case c.config.Oracle != nil:
		return c.foretold.status, c.foretold.stream
	case c.targeter != nil:
		return 200, c.given.asked.stream
	}
	return 200, c.config.Stream
}

// isType reports whether a Content-Type is kind, parameters aside.
func isType(value []byte, kind string) bool {
	return len(value) >= len(kind) && bytes.EqualFold(value[:len(kind)], []byte(kind)) &&
		(len(value) == len(kind) || value[len(kind)] == ';' || value[len(kind)] == ' ')
}

// Body gathers the body of an answer that is not a stream.
func (c *checker) Body(part []byte, whole bool) {
	switch {
	case c.skip:
	case whole:
		c.body = part
	default:
		c.parts = append(c.parts, part...)
		c.body = c.parts
	}
}

// End checks the answer as a whole, and counts it.
func (c *checker) End(err error) {
	if errors.Is(err, load.ErrLeft) {
		return
	}
	_, stream := c.expectedHead()
	switch {
	case !c.answered:
		c.fault(Truncated, "an answer", fmt.Sprint(err))
	case c.skip:
	case stream && c.config.Oracle != nil:
		c.endForetold(err)
	case stream:
		c.endStream(err)
	case err != nil:
		c.fault(Truncated, "a whole answer", fmt.Sprintf("%d bytes, then: %v", len(c.body), err))
	default:
		c.endBody()
	}
	c.endOverrun()
	c.shard.count(c)
}

// checkUsage checks the counts of an answer. It assumes that the server counts four
// characters as a token, as mock-openai does.
func (c *checker) checkUsage(came usage) {
	want := c.expectedUsage()
	if came != want {
		c.fault(WrongUsage, want.String(), came.String())
	}
}

func (c *checker) expectedUsage() usage {
	switch {
	case c.config.Oracle != nil:
		return c.foretold.usage
	case c.targeter != nil: // the prompt may have more messages than the one echoed
		prompt, tokens := max(c.said.usage.prompt, -1), int64(pool.Tokens(characters(c.want)))
		return usage{prompt, tokens, prompt + tokens}
	case c.due.total > 0:
	case c.vectors != nil:
		tokens := c.inputTokens()
		c.due = usage{tokens, 0, tokens}
	default:
		prompt := int64(pool.Tokens(c.texts.count(c.own)))
		tokens := prompt
		if c.most >= 0 {
			tokens = min(tokens, c.most)
		}
		c.due = usage{prompt, tokens, prompt + tokens}
	}
	return c.due
}
