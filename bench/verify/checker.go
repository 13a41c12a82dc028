package verify

import (
	"errors"
	"fmt"

	"mock-openai/bench/load"
	"mock-openai/bench/sse"
)

// checker checks the answers of one connection.
type checker struct {
	*Verify
	shard *shard

	// The request.
	n        int64 // its number in the run
	want     expected
	foretold foretold
	given    given

	// The answer so far.
	head     head
	body     body
	arrivals arrivals
	progress progress
	ids      ids
	text     transcript
	findings

	// The document being read: an event, or a whole answer.
	event    sse.Event
	said     said
	embedded embedded

	// What earlier events have shown, so that most need not be read.
	plain  pattern   // of events with a piece of text and nothing else
	frame  frame     // of the latest of these
	opaque sse.Event // latest opaque event, of this answer or an earlier one
}

// Begin prepares c for the answer to request n, which has that body.
func (c *checker) Begin(n int64, body []byte) {
	c.n = n
	switch {
	case c.config.Oracle != nil:
		c.expectForetold(&c.want, &c.foretold, body)
	case c.targeter != nil:
		c.given.reset()
		c.given.asked.load(c.config.API, c.config.Path, c.inPath, body)
		c.expectGiven(&c.want, &c.given.asked)
	default:
		c.expectOwn(&c.want, body)
	}
	c.head.reset()
	c.body.reset()
	c.arrivals, c.progress = arrivals{}, progress{}
	c.ids.reset()
	c.text.begin(c.want.text)
	c.findings.reset()
	c.plain.settled = false
	c.frame.restart()
}

// Body gathers the body of an answer that is not a stream.
func (c *checker) Body(part []byte, whole bool) {
	if !c.head.wrong {
		c.body.add(part, whole)
	}
}

// End checks the answer as a whole, and counts it.
func (c *checker) End(err error) {
	if errors.Is(err, load.ErrLeft) {
		return
	}
	switch {
	case !c.head.came:
		c.fault(Truncated, "an answer", fmt.Sprint(err))
	case c.head.wrong:
	case c.want.stream && c.config.Oracle != nil:
		c.endForetold(err)
	case c.want.stream:
		c.endStream(err)
	case err != nil:
		c.fault(Truncated, "a whole answer", fmt.Sprintf("%d bytes, then: %v", len(c.body.data), err))
	default:
		c.endBody()
	}
	c.endOverrun()
	c.shard.count(c)
}
