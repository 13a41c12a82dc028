package strict

import (
	"math"
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// maxItemCallID is the largest length of the ids of tool calls in responses.
const maxItemCallID = 64

// codexMetadata is a member that Codex adds to items; the description does not have it.
const codexMetadata = "internal_chat_message_metadata_passthrough"

// uncheckedItems are the input items whose members are not checked: results of
// OpenAI's own tools, and items that are rarely sent back.
var uncheckedItems = []string{
	"additional_tools", "agent_message", "apply_patch_call", "apply_patch_call_output", "code_interpreter_call", "compaction",
	"compaction_trigger", "computer_call", "file_search_call", "image_generation_call",
	"local_shell_call", "local_shell_call_output", "mcp_approval_request", "mcp_call", "mcp_list_tools",
	"multi_agent_call", "multi_agent_call_output", "program", "program_output", "shell_call", "shell_call_output", "tool_search_call",
	"tool_search_output", "web_search_call",
}

// checkedItems returns the input items whose members are known.
func checkedItems() []variant {
	callID := parameter{"call_id", atMost(maxItemCallID)}
	output := parameter{"output", stringOr(aString, list("one of a string or array of objects", 0, math.MaxInt, outputPartRule()))}
	screenshot := object(nil, unchecked("type", "file_id", "image_url", "detail")...)
	return []variant{
		{"function_call", object(need("call_id", "name", "arguments"), callID, parameter{"name", functionName()}, parameter{"arguments", aString}).
			with(unchecked("id", "status", "namespace", "caller", "created_by")...)},
		{"function_call_output", object(need("call_id", "output"), callID, output).
			with(unchecked("id", "status", "name", "namespace", "caller", "created_by")...)},
		{"custom_tool_call", object(need("call_id", "name", "input"), callID, parameter{"name", functionName()}, parameter{"input", aString}).
			with(unchecked("id", "status", "namespace", "caller", "created_by")...)},
		{"custom_tool_call_output", object(need("call_id", "output"), callID, output).with(unchecked("id", "status", "caller", "created_by")...)},
		{"computer_call_output", object(need("call_id", "output"), callID, parameter{"output", screenshot.rule}).
			with(unchecked("id", "status", "acknowledged_safety_checks", "created_by", "current_url")...)},
		{"reasoning", object(need("summary"), parameter{"summary", list("an array of objects", 0, math.MaxInt, anObject)},
			parameter{"encrypted_content", aString}).with(unchecked("id", "status", "content")...)},
		{"item_reference", object(need("id"), texts("id")...)},
		{"mcp_approval_response", object(need("approval_request_id", "approve"), parameter{"approval_request_id", aString},
			parameter{"approve", aBool}).with(unchecked("id", "reason", "request_id")...)},
	}
}

// itemRule checks input items. Items without a type are messages, or refer to another
// item if an id is all they have.
func itemRule() rule {
	checked, message := checkedItems(), itemMessageRule()
	types := append([]string{"message"}, uncheckedItems...)
	for i := range checked {
		types = append(types, checked[i].name)
		checked[i].shape = checked[i].shape.with(unchecked("type", codexMetadata)...)
	}
	slices.Sort(types)
	return func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) != skim.Object {
			return v.wrongType("an input item", raw)
		}
		given := v.Members(raw)
		defer v.close(given)
		kind := given.Value("type")
		switch {
		case kind == nil && given.Value("role") == nil && given.Value("id") != nil:
			return nil
		case kind == nil || isText(kind, "message"):
			return message(v, given)
		}
		for i := range checked {
			if isText(kind, checked[i].name) {
				return checked[i].shape.Refuse(v, given)
			}
		}
		if slices.ContainsFunc(uncheckedItems, func(name string) bool { return isText(kind, name) }) {
			return nil
		}
		return errValue(v.name(), string(given.Text("type")), types)
	}
}

// itemMessageRule checks messages among the input items.
func itemMessageRule() Conflict {
	base := object(need("content"), unchecked("type", "role", "id", "status", codexMetadata)...)
	prompt := base.with(parameter{"content", itemContentRule(inputParts(), "input_text", "input_image", "input_file", "scoped_content", "input_audio")})
	reply := base.with(parameter{"content", itemContentRule(outputParts(), "output_text", "refusal")},
		parameter{"phase", oneOf("commentary", "final_answer")})
	roles := []string{"assistant", "system", "developer", "user"}
	return func(v *Validator, given Members) *apierr.Error {
		role := given.Value("role")
		if !slices.ContainsFunc(roles, func(name string) bool { return isText(role, name) }) {
			return errValue(v.name(), string(given.Text("role")), roles)
		}
		if isText(role, "assistant") {
			return reply.Refuse(v, given)
		}
		return prompt.Refuse(v, given)
	}
}

// inputParts returns the parts of a message to the model.
func inputParts() []variant {
	cached := parameter{"prompt_cache_breakpoint", anything}
	return []variant{
		{"input_text", object(need("text"), parameter{"text", aString}, cached)},
		{"input_image", object(nil, parameter{"image_url", aString}, parameter{"file_id", aString},
			parameter{"detail", oneOf("low", "high", "auto", "original")}, cached).checked(imageMissing)},
		{"input_file", object(nil, texts("file_data", "file_id", "file_url", "filename")...).with(cached, parameter{"detail", anything})},
		{"input_audio", object(need("input_audio"), parameter{"input_audio", anObject})},
	}
}

// outputParts returns the parts of a message from the model.
func outputParts() []variant {
	return []variant{
		{"output_text", object(need("text"), parameter{"text", aString}).with(unchecked("annotations", "logprobs")...)},
		{"refusal", object(need("refusal"), parameter{"refusal", aString})},
	}
}

// outputPartRule checks the parts of a tool's output.
func outputPartRule() rule { return variants("type", inputParts()[:3]...) }

// imageMissing refuses an image without a source.
func imageMissing(v *Validator, given Members) *apierr.Error {
	if given.Value("image_url") != nil || given.Value("file_id") != nil {
		return nil
	}
	return decode.Missing(v.at("image_url"))
}

// itemContentRule checks a text or parts. A type that is unknown everywhere gets
// another error than one that is not allowed for this role.
func itemContentRule(parts []variant, types ...string) rule {
	known := oneOf("input_text", "input_image", "input_audio", "output_text", "refusal", "input_file", "computer_screenshot", "summary_text", "encrypted_content")
	fitting := variants("type", parts...)
	part := func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) != skim.Object {
			return v.wrongType("an object", raw)
		}
		given := v.Members(raw)
		defer v.close(given)
		kind := given.Value("type")
		switch {
		case kind == nil:
			return decode.Missing(v.at("type"))
		case slices.ContainsFunc(parts, func(p variant) bool { return isText(kind, p.name) }):
			return fitting(v, raw)
		}
		if err := v.member("type", kind, known); err != nil {
			return err
		}
		return errValue(v.name(), string(given.Text("type")), types)
	}
	return stringOr(aString, list("one of a string or array of objects", 0, math.MaxInt, part))
}
