package engine

import (
	"slices"

	"mock-openai/pool"
)

// ReplyInput is the text that a call of a reply has in place of its input if the request
// offers a custom tool of that name.
type ReplyInput struct {
	Call int // the number of the call
	Text pool.Article
	More int // tokens that Text has more than the input
}

// withInputs returns r with the texts that calls of custom tools have.
func (r *Reply) withInputs(o *ToolChoice) *Reply {
	made := r
	for i := range r.Inputs {
		in := &r.Inputs[i]
		if kind, _ := o.kindOf(r.Calls[in.Call].Name); kind != ToolCustom {
			continue
		}
		if made == r {
			made = new(*r)
			made.Calls = slices.Clone(r.Calls)
		}
		made.Calls[in.Call].Input = in.Text
		made.CallTokens += in.More
	}
	return made
}
