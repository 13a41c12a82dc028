package strict

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

func messagesMissing(_ *Validator, given Members) *apierr.Error {
	in := skim.New(given.Value("messages"))
	if in.Array(); in.NextElem() {
		return nil
	}
	return refused("messages", "at least one message is required")
}

// contentEmpty refuses a message without content, unless it is the last and of the assistant.
func contentEmpty(v *Validator, given Members) *apierr.Error {
	empty, last := -1, 0
	err := eachMessage(v, given, func(i int, message Members) *apierr.Error {
		last = i
		content := message.Value("content")
		if isEmpty(content) && (empty < 0 || !message.is("role", "assistant")) {
			if empty = i; !message.is("role", "assistant") {
				return errNoContent(i)
			}
		}
		if kindOf(content) != skim.Array {
			return nil
		}
		in := skim.New(content)
		for in.Array(); in.NextElem(); {
			block := v.Members(in.Raw())
			said := !block.is("type", "text") || !block.is("text", "")
			v.close(block)
			if !said {
				return refused("messages", "text content blocks must be non-empty")
			}
		}
		return nil
	})
	if err == nil && empty >= 0 && empty < last {
		err = errNoContent(empty)
	}
	return err
}

func isEmpty(content []byte) bool {
	in := skim.New(content)
	if in.Kind() == skim.String {
		return len(in.String().Raw) == 0
	}
	in.Array()
	return !in.NextElem()
}

func errNoContent(i int) *apierr.Error {
	return refused(fmt.Sprintf("messages.%d", i), "all messages must have non-empty content except for the optional final assistant message")
}

// toolsAlike wants tools to have names of their own.
func toolsAlike(v *Validator, given Members) *apierr.Error {
	names := map[string]bool{}
	in := skim.New(given.Value("tools"))
	if in.Kind() != skim.Array {
		return nil
	}
	for in.Array(); in.NextElem(); {
		tool := v.Members(in.Raw())
		name := tool.Text("name")
		v.close(tool)
		switch {
		case name == nil:
		case names[string(name)]:
			return refused("tools", "Tool names must be unique.")
		default:
			names[string(name)] = true
		}
	}
	return nil
}

func toolsMissing(_ *Validator, given Members) *apierr.Error {
	if given.Value("tool_choice") == nil || given.Value("tools") != nil {
		return nil
	}
	return refusedWhole("tool_choice may only be specified while providing tools.")
}

// thinks reports whether a request wants thinking of a kind.
func thinks(v *Validator, given Members, kinds ...string) bool {
	raw := given.Value("thinking")
	if raw == nil {
		return false
	}
	thinking := v.Members(raw)
	defer v.close(thinking)
	for _, kind := range kinds {
		if thinking.is("type", kind) {
			return true
		}
	}
	return false
}

// budgetTooLarge wants room for an answer after the thinking.
func budgetTooLarge(v *Validator, given Members) *apierr.Error {
	if !thinks(v, given, "enabled") {
		return nil
	}
	thinking := v.Members(given.Value("thinking"))
	budget, _ := wholeNumber(thinking.Value("budget_tokens"))
	v.close(thinking)
	if most, _ := wholeNumber(given.Value("max_tokens")); most > budget {
		return nil
	}
	return refusedWhole("`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at " +
		"https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size")
}

func thoughtAndForced(v *Validator, given Members) *apierr.Error {
	raw := given.Value("tool_choice")
	if raw == nil || !thinks(v, given, "enabled", "adaptive") {
		return nil
	}
	choice := v.Members(raw)
	defer v.close(choice)
	if choice.is("type", "any") || choice.is("type", "tool") {
		return refusedWhole("Thinking may not be enabled when tool_choice forces tool use.")
	}
	return nil
}

func thoughtAndWarm(v *Validator, given Members) *apierr.Error {
	if raw := given.Value("temperature"); raw == nil || decimal(1, 1)(v, raw) == nil || !thinks(v, given, "enabled", "adaptive") {
		return nil
	}
	return refusedWhole("`temperature` may only be set to 1 when thinking is enabled. Please consult our documentation at " +
		"https://docs.claude.com/en/docs/build-with-claude/extended-thinking#important-considerations-when-using-extended-thinking")
}

// toolUsesUnpaired refuses a call that is not answered in the next message, and an answer
// without its call in the message before. Turns of one role in a row are one.
func toolUsesUnpaired(v *Validator, given Members) *apierr.Error {
	var calls pendingCalls
	called, answering := 0, false // by which message
	err := eachMessage(v, given, func(i int, message Members) *apierr.Error {
		content := message.Value("content")
		if message.is("role", "assistant") {
			if answering {
				if missing := calls.unanswered(); missing != "" {
					return errNoResult(called, missing)
				}
				calls.reset()
			}
			if takeToolUses(v, &calls, content) {
				called = i
			}
			answering = false
			return nil
		}
		answering = true
		if kindOf(content) == skim.Array {
			in := skim.New(content)
			k := 0
			for in.Array(); in.NextElem(); k++ {
				block := v.Members(in.Raw())
				id := block.Text("tool_use_id")
				wrong := block.is("type", "tool_result") && !calls.answer(id)
				v.close(block)
				if wrong {
					return refused(fmt.Sprintf("messages.%d.content.%d", i, k), "unexpected `tool_use_id` found in `tool_result` blocks: %s. "+
						"Each `tool_result` block must have a corresponding `tool_use` block in the previous message.", id)
				}
			}
		}
		return nil
	})
	if err == nil {
		if missing := calls.unanswered(); missing != "" {
			err = errNoResult(called, missing)
		}
	}
	return err
}

func errNoResult(i int, missing string) *apierr.Error {
	return refused(fmt.Sprintf("messages.%d", i), "`tool_use` ids were found without `tool_result` blocks immediately after: %s. "+
		"Each `tool_use` block must have a corresponding `tool_result` block in the next message.", missing)
}

// takeToolUses adds the calls of a message, and reports whether there are any.
func takeToolUses(v *Validator, calls *pendingCalls, content []byte) (any bool) {
	if kindOf(content) != skim.Array {
		return false
	}
	in := skim.New(content)
	for in.Array(); in.NextElem(); {
		block := v.Members(in.Raw())
		if block.is("type", "tool_use") {
			calls.all, any = append(calls.all, pendingCall{id: block.Text("id")}), true
		}
		v.close(block)
	}
	return any
}
