package verify

import (
	"fmt"
	"math"
)

// given checks the answer to a body from the user. If the model is echo, the text is known,
// and the answer is checked like an answer to a body of this package. Otherwise only the
// structure is checked: the answer may have tool calls, reasoning and several choices.
type given struct {
	asked asked

	// The answer so far.
	reason   []byte   // finish reason of the first choice
	counted  bool     // usage came
	prompted bool     // usage counted the tokens of the prompt
	others   []stages // stages that came of each choice after the first
	opened   indexes  // parts of the message that have begun
	closed   indexes
}

// indexes is a set of indexes below mostIndexes. Others are never in it.
type indexes uint64

const mostIndexes = 64

func (s indexes) has(i int) bool { return s>>i&1 != 0 }

func (s *indexes) add(i int) { *s |= 1 << i }

// structure is the set of stages that a stream must have if its text is not known.
const structure stages = 1<<atCreated | 1<<atRole | 1<<atFinish | 1<<atUsage | 1<<atDone

func (g *given) reset() { *g = given{asked: g.asked, reason: g.reason[:0], others: g.others[:0]} }

// choices returns how many choices an answer has.
func (g *given) choices() int {
	return int(min(int64(g.asked.choices)*int64(g.asked.prompts), mostChoices))
}

// takeGiven checks an event of a stream whose text is not known.
func (c *checker) takeGiven() {
	s, a, before := &c.said, c.config.API, len(c.faults)
	if c.isAlien(&c.id, s.id) {
		c.fault(UnexpectedEvent, "id "+excerpt(c.id, 0), "id "+excerpt(s.id, 0))
	}
	c.notePrompt()
	a.flow.given(c)
	if len(s.parts) != 1 || len(c.faults) > before || c.at != atText || s.has {
		return
	}
	p := &s.parts[0]
	c.spoken = p.index == 0 && len(p.text) > 0 && p.finish == nil && (p.role == nil || !a.has(atRole))
}

func (c *checker) checkRole(p *part) {
	if role := c.config.API.role; p.role != nil && role != "" && string(p.role) != role {
		c.fault(UnexpectedEvent, "role "+role, "role "+excerpt(p.role, 0))
	}
}

// takeReason records why the first choice ended.
func (c *checker) takeReason(p *part) {
	if len(p.finish) == 0 {
		c.fault(WrongFinish, "a finish reason", `""`)
	}
	if p.index == 0 {
		c.given.reason = append(c.given.reason[:0], p.finish...)
	}
}

// notePrompt records whether usage has counted the prompt. Streams of Messages may count it
// only at their beginning.
func (c *checker) notePrompt() {
	if s := &c.said; s.has && s.usage.prompt >= 0 {
		c.given.prompted = true
	}
}

// checkCounts checks the usage of an answer whose text is not known: its sums, and the
// limit that the request set.
func (c *checker) checkCounts() {
	g, a, came := &c.given, c.config.API, c.said.usage
	g.counted = true
	if came.completion < 0 || came.prompt == noCount || !g.prompted || a.asksUsage && came.total != came.prompt+came.completion {
		c.fault(WrongUsage, "tokens of prompt and answer, and their sum", came.String())
		return
	}
	if c.want.limit < 0 {
		return
	}
	most := times(c.want.limit, int64(g.choices()))
	switch {
	case came.completion <= most:
	case string(g.reason) == a.cut || len(g.reason) == 0:
		c.fault(WrongUsage, fmt.Sprintf("%d tokens at most", most), fmt.Sprintf("%d", came.completion))
	default:
		c.fault(WrongFinish, fmt.Sprintf("%s at %d tokens", a.cut, most), fmt.Sprintf("%s at %d", excerpt(g.reason, 0), came.completion))
	}
}

// times returns a·n, or math.MaxInt64 if that is less. a must not be negative, and n must be
// positive.
func times(a, n int64) int64 {
	if a > math.MaxInt64/n {
		return math.MaxInt64
	}
	return a * n
}

// lacksGiven reports what a stream with unknown text lacks, apart from the needed stages.
func (c *checker) lacksGiven() {
	if !c.want.anyText {
		return
	}
	g, a := &c.given, c.config.API
	for len(g.others) < g.choices()-1 && a.has(atFinish) {
		g.others = append(g.others, 0)
	}
	for i, seen := range g.others {
		if !seen.has(atFinish) {
			c.fault(MissingFinish, fmt.Sprintf("a finish reason of choice %d", i+1), "none")
		}
	}
	switch {
	case a.closing < numStages && c.seen.has(a.closing) && !g.counted:
		c.fault(MissingUsage, "usage", "none")
	case g.opened&^g.closed != 0 && a.has(atPartDone):
		c.fault(UnexpectedEvent, a.name(atPartDone)+" for each "+a.name(atPartAdded), "none")
	}
	if len(g.reason) == 0 && c.seen.has(a.closing) {
		c.fault(MissingFinish, "a finish reason", "none")
	}
}
