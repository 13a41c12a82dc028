package fast

import (
	"math/rand/v2"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/schema"
)

// offer is what tools a request offers, and how likely the answer calls one.
type offer struct {
	tools    []tool
	rate     float64 // 0..1
	single   bool    // no two calls in one answer
	legacy   bool    // the tools are functions, of which the answer calls one
	forced   bool    // tool_choice leaves no choice, not even behind what a tool said
	named    bool    // it names the one function to call
	answered bool    // the last message is what a tool said: now it is on the model
	allowed  int     // tools that tool_choice names
	unknown  []byte  // a name in tool_choice that no tool has
}

// tool is a function or a custom tool.
type tool struct {
	name    []byte         // JSON-escaped
	schema  *schema.Schema // of a function's arguments; nil for a custom tool
	grammar *schema.Schema // of a custom tool's input; nil means any text
	allowed bool           // tool_choice names it
}

func (o *offer) reset() { *o = offer{tools: render.Emptied(o.tools)} }

// called draws whether the answer calls a tool. Only a forced call follows what a
// tool said, so that loops of agents end.
func (o *offer) called(r *rand.Rand) bool {
	if o.forced {
		return true
	}
	return len(o.tools) > 0 && o.rate > 0 && !o.answered && r.Float64() < o.rate
}

// finish is the finish_reason of an answer that calls. The real API has "stop" for
// a function that the request names.
func (o *offer) finish() finish {
	switch {
	case o.named:
		return finishStop
	case o.legacy:
		return finishFunctionCall
	}
	return finishToolCalls
}

// allow marks the tools of that name.
func (o *offer) allow(name []byte) {
	before := o.allowed
	for i := range o.tools {
		if t := &o.tools[i]; !t.allowed && string(t.name) == string(name) {
			t.allowed = true
			o.allowed++
		}
	}
	if o.allowed == before {
		o.unknown = name
	}
}

// dropOthers leaves only the tools that are allowed.
func (o *offer) dropOthers() {
	allowed := o.tools[:0]
	for _, t := range o.tools {
		if t.allowed {
			allowed = append(allowed, t)
		}
	}
	o.tools = allowed
}
