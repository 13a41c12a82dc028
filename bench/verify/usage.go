package verify

import (
	"fmt"
	"strconv"

	"mock-openai/fast/skim"
)

// usage holds the token counts of an answer. A count is -1 if it is missing, and noCount if
// it is not a whole number.
type usage struct{ prompt, completion, total int64 }

const noCount = -2

// String returns the counts in words.
func (u usage) String() string {
	count := func(n int64) string {
		switch {
		case n == noCount:
			return "no whole number"
		case n < 0:
			return "none"
		}
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("tokens of prompt %s, answer %s, total %s", count(u.prompt), count(u.completion), count(u.total))
}

func (s *said) readUsage() {
	if s.hasUsage = s.Kind() == skim.Object; !s.hasUsage {
		s.Raw()
		return
	}
	s.usage = usage{-1, -1, -1}
	s.members(func(key []byte) {
		switch string(key) {
		case "promptTokensDetails", "candidatesTokensDetails":
			s.elements((*said).detail)
		case "prompt_tokens", "input_tokens", "promptTokenCount", "inputTokens":
			s.usage.prompt = s.count(0)
		case "completion_tokens", "output_tokens", "candidatesTokenCount", "outputTokens":
			s.usage.completion = s.count(1)
		case "total_tokens", "totalTokenCount", "totalTokens":
			s.usage.total = s.count(2)
		default:
			s.Raw()
		}
	})
}

// detail reads the number of tokens of one kind, which is not checked.
func (s *said) detail() {
	s.members(func(key []byte) {
		if string(key) == "tokenCount" {
			s.free()
		} else {
			s.Raw()
		}
	})
}

// freeCount records that a count of usage is not that of the whole answer.
func (s *said) freeCount(i int) {
	if s.counts[i].to > 0 {
		s.leave(s.counts[i])
	}
	s.counts[i] = span{}
}

// count reads one of the numbers of usage.
func (s *said) count(i int) int64 {
	raw := s.Raw()
	s.counts[i] = span{s.Offset() - len(raw), s.Offset()}
	if n := number(raw); n >= 0 || string(raw) == "null" {
		return n
	}
	return noCount
}

// expectedUsage returns the usage that the answer must have, in the document that was read.
func (c *checker) expectedUsage() usage { return c.want.usageLike(c.said.usage) }

// checkUsage checks the counts of an answer. It assumes that the server counts four
// characters as a token, as mock-openai does.
func (c *checker) checkUsage(came usage) {
	if want := c.expectedUsage(); came != want {
		c.fault(WrongUsage, want.String(), came.String())
	}
}

// checkWholeUsage checks the usage of the document that was read.
func (c *checker) checkWholeUsage() {
	if !c.said.hasUsage {
		c.fault(MissingUsage, c.expectedUsage().String(), "no usage")
		return
	}
	c.checkUsage(c.said.usage)
}
