package recording

import "bytes"

// The members of an answer that tell its tokens, in the providers' formats.
var (
	promptCounts     = []string{"prompt_tokens", "input_tokens", "promptTokenCount", "inputTokens", "prompt_eval_count"}
	completionCounts = []string{"completion_tokens", "output_tokens", "candidatesTokenCount", "outputTokens", "eval_count"}
)

// Tokens returns what the answer says of its tokens; 0 if it says nothing.
func (a *Answer) Tokens() (prompt, completion int) {
	return a.last(promptCounts), a.last(completionCounts)
}

// last returns the number in the last member with one of these names.
func (a *Answer) last(names []string) int {
	for _, name := range names {
		at := bytes.LastIndex(a.Body, []byte(`"`+name+`":`))
		if at < 0 {
			continue
		}
		n := 0
		for _, b := range bytes.TrimLeft(a.Body[at+len(name)+len(`"":`):], " ") {
			if b < '0' || b > '9' || n > 1<<30 {
				break
			}
			n = 10*n + int(b-'0')
		}
		return n
	}
	return 0
}
