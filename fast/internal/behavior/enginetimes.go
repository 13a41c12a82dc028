package behavior

import "mock-openai/fast/pace"

// An engine, in place of a Clock, may determine when tokens are due. The timeline then
// counts them.

// Think counts tokens that each choice has before its first event.
func (t *Timeline) Think(tokens int) { t.made = tokens }

// Token counts the next event, which has that many tokens, and returns the number of the
// token after which it is due, from 0.
func (t *Timeline) Token(tokens, open int) int {
	t.made += t.take(tokens, open)
	return max(0, t.made-1)
}

// TokenDue returns when an event is due whose last token is due at an instant, and records
// it. first is when the first token was due.
func (t *Timeline) TokenDue(first, at pace.Instant) pace.Instant {
	t.first = max(0, first.Sub(t.Start))
	t.spent = max(t.first, at.Sub(t.Start)) + t.Waited
	return at.Add(t.Waited)
}
