package strict

import (
	"bytes"
	"fmt"
	"strings"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// toolMessagesUnpaired refuses tool calls of an assistant that the messages right
// after it do not answer, and answers without such a call.
func toolMessagesUnpaired(v *Validator, given Members) *apierr.Error {
	v.calls = v.calls[:0]
	err := eachMessage(v, given, func(i int, message Members) *apierr.Error {
		if !message.is("role", "tool") {
			if missing := v.calls.unanswered(); missing != "" {
				return errUnanswered(fmt.Sprintf("messages.[%d].role", i), missing)
			}
			v.calls = v.calls[:0]
			v.takeCalls(message.Value("tool_calls"))
			return nil
		}
		if len(v.calls) == 0 {
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

// pendingCalls are the tool calls of one message.
type pendingCalls []pendingCall

type pendingCall struct {
	id       []byte // unescaped
	answered bool
}

// takeCalls adds tool_calls to v.calls, if there are any.
func (v *Validator) takeCalls(raw []byte) {
	if raw == nil {
		return
	}
	in := skim.New(raw)
	for in.Array(); in.NextElem(); {
		call := v.Members(in.Raw())
		v.calls = append(v.calls, pendingCall{id: call.Text("id")})
		v.close(call)
	}
}

// answer marks a call as answered. It returns false if there is no such call.
func (calls pendingCalls) answer(id []byte) bool {
	found := false
	for i := range calls {
		if bytes.Equal(calls[i].id, id) {
			calls[i].answered, found = true, true
		}
	}
	return found
}

// unanswered lists the ids of the calls without an answer.
func (calls pendingCalls) unanswered() string {
	var ids []string
	for _, call := range calls {
		if !call.answered {
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

// itemsUnpaired refuses calls in an input without output, and outputs without a call.
// The call may also be in the response that is continued, or in a referenced item.
func itemsUnpaired(v *Validator, given Members) *apierr.Error {
	input := given.Value("input")
	if kindOf(input) != skim.Array {
		return nil
	}
	if !continuesResponse(given) && !hasItem(v, input, isReference) {
		if err := unmatched(v, input, func(p *callPair) (from, to string) { return p.output, p.call },
			"No tool call found for %s output with call_id %s."); err != nil {
			return err
		}
	}
	return unmatched(v, input, func(p *callPair) (from, to string) { return p.call, p.output }, "No tool output found for %s %s.")
}

// unmatched refuses items of one side of a pair without the other side.
func unmatched(v *Validator, input []byte, sides func(*callPair) (from, to string), format string) *apierr.Error {
	in := skim.New(input)
	for in.Array(); in.NextElem(); {
		item := v.Members(in.Raw())
		for i := range callPairs {
			from, to := sides(&callPairs[i])
			id := item.Value("call_id")
			if id == nil || !item.is("type", from) {
				continue
			}
			if !hasItem(v, input, func(other Members) bool { return other.is("type", to) && bytes.Equal(other.Value("call_id"), id) }) {
				return BadRequest("input", "", format, callPairs[i].name, stringOf(id))
			}
		}
		v.close(item)
	}
	return nil
}

func hasItem(v *Validator, input []byte, is func(Members) bool) bool {
	in := skim.New(input)
	for in.Array(); in.NextElem(); {
		item := v.Members(in.Raw())
		found := is(item)
		v.close(item)
		if found {
			return true
		}
	}
	return false
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
