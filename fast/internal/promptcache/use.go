package promptcache

import "time"

// Use looks up p, a prompt of that many tokens, and keeps what the rule says.
func (p *Prompt) Use(tokens int) (u Use) {
	if p.chars == 0 {
		return u
	}
	if p.rule.Marked {
		u = p.useMarks(tokens)
	} else {
		u = p.useBlocks(tokens)
	}
	p.cache.count(tokens, u)
	return u
}

// useBlocks reads the blocks from the first one on, up to the first that is missing. It
// goes backwards, so that the ends of prompts are the first to be forgotten.
func (p *Prompt) useBlocks(tokens int) (u Use) {
	now, missing := p.cache.now(), len(p.marks)
	for i := len(p.marks) - 1; i >= 0; i-- {
		if m := &p.marks[i]; !p.cache.put(m.hash, now, m.keep) {
			missing = i
		}
	}
	if missing > 0 {
		u.Read = p.wholeSteps(p.tokens(missing-1, tokens))
	}
	if n := len(p.marks); n > 0 {
		u.Written = max(p.wholeSteps(p.tokens(n-1, tokens))-u.Read, 0)
	}
	return u
}

// tokens returns the tokens up to mark i of a prompt of all tokens.
func (p *Prompt) tokens(i, all int) int {
	return int(int64(p.marks[i].chars) * int64(all) / int64(p.chars))
}

// wholeSteps rounds tokens down to the length of a prefix that can be kept.
func (p *Prompt) wholeSteps(tokens int) int {
	if tokens < p.rule.First {
		return 0
	}
	return tokens - (tokens-p.rule.First)%p.rule.Step
}

// lookback is how many parts before a mark are looked up as well.
const lookback = 20

// useMarks reads the longest prefix that is in the cache, at a mark or some parts before
// it, and keeps the prefixes that are marked.
func (p *Prompt) useMarks(tokens int) (u Use) {
	now, last, hour := p.cache.now(), 0, 0
	for at := len(p.marks) - 1; at >= 0; at-- {
		m := &p.marks[at]
		if m.keep == 0 {
			continue
		}
		length := p.tokens(at, tokens)
		if length < p.rule.First {
			break
		}
		last = max(last, length)
		if m.keep >= seconds(time.Hour) {
			hour = max(hour, length)
		}
		if u.Read == 0 {
			u.Read = p.find(at, tokens, now)
		}
		p.cache.put(m.hash, now, m.keep)
	}
	u.Written = max(last-u.Read, 0)
	u.WrittenHour = max(hour-u.Read, 0)
	return u
}

// find returns the tokens of the longest prefix in the cache that ends at mark from or
// shortly before it; 0 if there is none.
func (p *Prompt) find(from, tokens int, now uint32) int {
	for i := from; i >= max(from-lookback, 0); i-- {
		if length := p.tokens(i, tokens); length >= p.rule.First && p.cache.touch(p.marks[i].hash, now) {
			return length
		}
	}
	return 0
}
