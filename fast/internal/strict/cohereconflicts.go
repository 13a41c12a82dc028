package strict

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

func turnsMissing(_ *Validator, given Members) *apierr.Error {
	in := skim.New(given.Value("messages"))
	if in.Array(); in.NextElem() {
		return nil
	}
	return invalidRequest("message must be at least 1 token long or tool results must be specified.")
}

// turnsEmpty refuses a message that neither says nor calls anything.
func turnsEmpty(v *Validator, given Members) *apierr.Error {
	return eachMessage(v, given, func(_ int, message Members) *apierr.Error {
		content := message.Value("content")
		if content != nil && !isEmpty(content) || message.is("role", "tool") || message.Value("tool_calls") != nil {
			return nil
		}
		return refusedWhole("message must not be empty in a turn")
	})
}

// toolTurnsUnpaired refuses results of tools that nothing has called.
func toolTurnsUnpaired(v *Validator, given Members) *apierr.Error {
	v.calls.reset()
	return eachMessage(v, given, func(_ int, message Members) *apierr.Error {
		earlier := len(v.calls.all)
		v.takeCalls(message.Value("tool_calls"))
		for i := earlier; i < len(v.calls.all); i++ {
			if v.calls.place(v.calls.all[i].id) < i {
				return refusedWhole("cannot have duplicate tool ids")
			}
		}
		switch id := message.Text("tool_call_id"); {
		case !message.is("role", "tool"):
		case len(id) == 0:
			return refusedWhole("tool call id must be provided with tool message")
		case !v.calls.answer(id):
			return refusedWhole("tool call id not found in previous tool calls")
		}
		return nil
	})
}

func choiceWithoutTools(_ *Validator, given Members) *apierr.Error {
	if choice := given.Text("tool_choice"); given.Value("tools") == nil && (string(choice) == "REQUIRED" || string(choice) == "required") {
		return invalidRequest("tools must be provided when tool_choice is REQUIRED.")
	}
	return nil
}

func formatWithDocuments(v *Validator, given Members) *apierr.Error {
	raw := given.Value("response_format")
	if raw == nil || given.Value("documents") == nil {
		return nil
	}
	format := v.Members(raw)
	defer v.close(format)
	if format.is("type", "text") {
		return nil
	}
	return invalidRequest("response_format is not supported with RAG.")
}

// documentsAlike wants documents to have ids of their own.
func documentsAlike(v *Validator, given Members) *apierr.Error {
	places := map[string]int{} // by id
	in := skim.New(given.Value("documents"))
	if in.Kind() != skim.Array {
		return nil
	}
	i := 0
	for in.Array(); in.NextElem(); i++ {
		id := ""
		if in.Kind() == skim.Object {
			document := v.Members(in.Raw())
			id = string(document.Text("id"))
			v.close(document)
		} else {
			in.Raw()
		}
		if k, found := places[id]; found && id != "" {
			return invalidRequest("duplicate document ID %s at index %d and %d", id, i, k)
		}
		places[id] = i
	}
	return nil
}

// inputTypeMissing wants to know what embeddings are for.
func inputTypeMissing(_ *Validator, given Members) *apierr.Error {
	if given.Value("model") == nil || given.Value("input_type") != nil {
		return nil
	}
	return invalidRequest("valid input_type must be provided with the provided model")
}

// textsEmpty wants something to embed.
func textsEmpty(_ *Validator, given Members) *apierr.Error {
	raw := given.Value("texts")
	if raw == nil {
		if given.Value("images") == nil && given.Value("inputs") == nil {
			return invalidRequest("one of texts, images, or inputs must be provided.")
		}
		return nil
	}
	in := skim.New(raw)
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if string(in.Raw()) == `""` {
			return invalidRequest("inputs contains an element that is the empty string at index %d", i)
		}
	}
	return nil
}

// documentsEmpty wants documents to rank.
func documentsEmpty(_ *Validator, given Members) *apierr.Error {
	in := skim.New(given.Value("documents"))
	if in.Kind() != skim.Array {
		return nil // the handler says so
	}
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if raw := string(in.Raw()); raw == `""` || raw == `{}` {
			return invalidRequest("document at index %d cannot be empty", i)
		}
	}
	return nil
}
