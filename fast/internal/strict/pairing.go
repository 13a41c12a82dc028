package strict

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// toolMessagesUnpaired refuses tool calls of an assistant that the messages right
// after it do not answer, and answers without such a call.
func toolMessagesUnpaired(v *Validator, given Members) *apierr.Error {
	v.calls.reset()
	err := eachMessage(v, given, func(i int, message Members) *apierr.Error {
		if !message.is("role", "tool") {
			if missing := v.calls.unanswered(); missing != "" {
				return errUnanswered(fmt.Sprintf("messages.[%d].role", i), missing)
			}
			v.calls.reset()
			v.takeCalls(message.Value("tool_calls"))
			return nil
		}
		if len(v.calls.all) == 0 {
			return BadRequest(fmt.Sprintf("messages.[%d].role", i), "",
				"Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.")
		}
		if id := message.Text("tool_call_id"); !v.calls.answer(id) {
			return BadRequest(fmt.Sprintf("messages.[%d].tool_call_id", i), "",
				"Invalid parameter: 'tool_call_id' of '%s' not found in 'tool_calls' of previous message.", id)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if missing := v.calls.unanswered(); missing != "" {
		return errUnanswered("messages", missing)
	}
	return nil
}

func errUnanswered(param, missing string) *apierr.Error {
	return BadRequest(param, "", "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "+
		"The following tool_call_ids did not have response messages: %s", missing)
}

// pendingCalls are tool calls of one message, or of several.
type pendingCalls struct {
	all     []pendingCall
	byID    map[string]int // the first call of each id; nil before there are many
	indexed int            // calls whose ids are in byID
}

type pendingCall struct {
	id       []byte // unescaped
	answered bool   // of the first call of an id
}

func (calls *pendingCalls) reset() { *calls = pendingCalls{all: calls.all[:0]} }

// takeCalls adds tool_calls to v.calls, if there are any.
func (v *Validator) takeCalls(raw []byte) {
	if raw == nil {
		return
	}
	in := skim.New(raw)
	for in.Array(); in.NextElem(); {
		call := v.Members(in.Raw())
		v.calls.all = append(v.calls.all, pendingCall{id: call.Text("id")})
		v.close(call)
	}
}

// place returns the index of the first call of that id, -1 if there is none.
func (calls *pendingCalls) place(id []byte) int {
	if len(calls.all) <= manyNames {
		return slices.IndexFunc(calls.all, func(call pendingCall) bool { return bytes.Equal(call.id, id) })
	}
	if calls.byID == nil {
		calls.byID = make(map[string]int, len(calls.all))
	}
	for ; calls.indexed < len(calls.all); calls.indexed++ {
		other := string(calls.all[calls.indexed].id)
		if _, known := calls.byID[other]; !known {
			calls.byID[other] = calls.indexed
		}
	}
	if i, ok := calls.byID[string(id)]; ok {
		return i
	}
	return -1
}

// answer marks the calls of that id as answered. It returns false if there is none.
func (calls *pendingCalls) answer(id []byte) bool {
	i := calls.place(id)
	if i >= 0 {
		calls.all[i].answered = true
	}
	return i >= 0
}

// unanswered lists the ids of the calls without an answer.
func (calls *pendingCalls) unanswered() string {
	var ids []string
	for _, call := range calls.all {
		if !calls.all[calls.place(call.id)].answered {
			ids = append(ids, string(call.id))
		}
	}
	return strings.Join(ids, ", ")
}

// callPair is the type of an input item that calls a tool, and that of its output.
// Both items have the same call_id.
type callPair struct{ call, output, name string }

var callPairs = [...]callPair{
	{"function_call", "function_call_output", "function call"},
	{"custom_tool_call", "custom_tool_call_output", "custom tool call"},
	{"computer_call", "computer_call_output", "computer call"},
	{"shell_call", "shell_call_output", "shell call"},
	{"apply_patch_call", "apply_patch_call_output", "apply patch call"},
}

// callSide is an item that calls a tool, or the output of one.
type callSide struct {
	pair   int // index in callPairs
	id     []byte
	output bool
	at     int // among the items
}

// itemsUnpaired refuses calls in an input without output, and outputs without a call.
// The call may also be in the response that is continued, or in a referenced item.
func itemsUnpaired(v *Validator, given Members) *apierr.Error {
	input := given.Value("input")
	if kindOf(input) != skim.Array {
		return nil
	}
	refers := v.takeSides(input)
	call, output := unpaired(v.sides)
	switch {
	case output != nil && !refers && !continuesResponse(given):
		return BadRequest("input", "", "No tool call found for %s output with call_id %s.", callPairs[output.pair].name, stringOf(output.id))
	case call != nil:
		return BadRequest("input", "", "No tool output found for %s %s.", callPairs[call.pair].name, stringOf(call.id))
	}
	return nil
}

// takeSides keeps the calls and outputs of an input in v.sides, and reports whether an item
// refers to another.
func (v *Validator) takeSides(input []byte) (refers bool) {
	v.sides = v.sides[:0]
	in := skim.New(input)
	at := 0
	for in.Array(); in.NextElem(); at++ {
		item := v.Members(in.Raw())
		refers = refers || isReference(item)
		if id := item.Value("call_id"); id != nil {
			for pair := range callPairs {
				if output := item.is("type", callPairs[pair].output); output || item.is("type", callPairs[pair].call) {
					v.sides = append(v.sides, callSide{pair, id, output, at})
				}
			}
		}
		v.close(item)
	}
	return refers
}

// unpaired returns the first call without an output and the first output without a call; nil
// for none. It sorts sides: a look at every other item for each would take seconds for
// thousands of items.
func unpaired(sides []callSide) (call, output *callSide) {
	compare := func(a, b callSide) int { return cmp.Or(cmp.Compare(a.pair, b.pair), bytes.Compare(a.id, b.id)) }
	slices.SortFunc(sides, func(a, b callSide) int { return cmp.Or(compare(a, b), cmp.Compare(a.at, b.at)) })
	for len(sides) > 0 {
		first, other := &sides[0], false
		n := 0
		for ; n < len(sides) && compare(*first, sides[n]) == 0; n++ {
			other = other || sides[n].output != first.output
		}
		sides = sides[n:]
		switch {
		case other:
		case first.output && (output == nil || first.at < output.at):
			output = first
		case !first.output && (call == nil || first.at < call.at):
			call = first
		}
	}
	return call, output
}

// isReference reports whether an item refers to another.
func isReference(item Members) bool {
	return item.is("type", "item_reference") || item.Value("type") == nil && item.Value("role") == nil
}

// eachMessage calls refuse for each message of a chat, until it returns an error.
func eachMessage(v *Validator, given Members, refuse func(i int, message Members) *apierr.Error) *apierr.Error {
	in := skim.New(given.Value("messages"))
	i := 0
	for in.Array(); in.NextElem(); i++ {
		message := v.Members(in.Raw())
		err := refuse(i, message)
		v.close(message)
		if err != nil {
			return err
		}
	}
	return nil
}
