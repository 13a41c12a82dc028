package engine

import (
	"math/rand/v2"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/schema"
)

// ToolChoice is the tools that a request offers, and how likely the answer is to call one.
type ToolChoice struct {
	Tools    []Tool
	Rate     float64 // 0..1
	Single   bool    // at most one call per answer
	Legacy   bool    // the tools are functions; the answer calls one of them
	Forced   bool    // tool_choice requires a call, even after a tool's result
	Named    bool    // tool_choice names the function to call
	Answered bool    // the last message is a tool's result
	Allowed  int     // number of tools that tool_choice names
	Unknown  []byte  // a name in tool_choice that no tool has

	byName map[string][]int // the indexes of tools, if they are many; nil until places is called
}

// Tool is a function or a custom tool.
type Tool struct {
	Name      []byte         // JSON-escaped
	Namespace []byte         // JSON-escaped; nil for none
	Schema    *schema.Schema // of a function's arguments; nil for a custom tool
	Grammar   *schema.Schema // of a custom tool's input; nil means any text
	allowed   bool           // tool_choice names it
}

func (o *ToolChoice) reset() { *o = ToolChoice{Tools: render.ClearOrDrop(o.Tools)} }

// called draws whether the answer calls a tool. After a tool's result only a forced
// call follows, so that agent loops end.
func (o *ToolChoice) called(r *rand.Rand) bool {
	if o.Forced {
		return true
	}
	return len(o.Tools) > 0 && o.Rate > 0 && !o.Answered && r.Float64() < o.Rate
}

// finish returns the finish reason of an answer with calls. The real API reports
// "stop" if the request names the function.
func (o *ToolChoice) finish() Finish {
	switch {
	case o.Named:
		return FinishStop
	case o.Legacy:
		return FinishFunctionCall
	}
	return FinishToolCalls
}

// kindOf returns the kind of a call of the tool of that name, and its namespace. A tool that is
// not offered is a function without one.
func (o *ToolChoice) kindOf(name []byte) (_ ToolKind, namespace []byte) {
	if o.Legacy {
		return ToolLegacy, nil
	}
	for i := range o.Tools {
		switch t := &o.Tools[i]; {
		case string(t.Name) != string(name):
		case t.Schema == nil:
			return ToolCustom, t.Namespace
		case namespace == nil:
			namespace = t.Namespace
		}
	}
	return ToolFunction, namespace
}

// Allow marks the tools of that name.
func (o *ToolChoice) Allow(name []byte) {
	found := false
	if len(o.Tools) > manyTools {
		for _, i := range o.places()[string(name)] {
			o.allow(i)
			found = true
		}
	} else {
		for i := range o.Tools {
			if string(o.Tools[i].Name) == string(name) {
				o.allow(i)
				found = true
			}
		}
	}
	if !found {
		o.Unknown = name
	}
}

// manyTools is the number of tools from which on their names are looked up in a map. Comparing
// the names of 40,000 tools with each other would take 8 s.
const manyTools = 128

// places returns where the tools of each name are.
func (o *ToolChoice) places() map[string][]int {
	if o.byName == nil {
		o.byName = make(map[string][]int, len(o.Tools))
		for i := range o.Tools {
			name := string(o.Tools[i].Name)
			o.byName[name] = append(o.byName[name], i)
		}
	}
	return o.byName
}

func (o *ToolChoice) allow(i int) {
	if t := &o.Tools[i]; !t.allowed {
		t.allowed = true
		o.Allowed++
	}
}

// DropOthers removes the tools that are not allowed.
func (o *ToolChoice) DropOthers() {
	allowed := o.Tools[:0]
	for _, t := range o.Tools {
		if t.allowed {
			allowed = append(allowed, t)
		}
	}
	o.Tools = allowed
}
