package openai

import (
	"bytes"

	"mock-openai/fast/quirk"
)

// appendQuirky appends the quirks of an answer that is not streamed; it begins at offset
// from of dst.
func appendQuirky(dst []byte, from int, quirks quirk.Set) []byte {
	if quirks = quirks.At(quirk.ChatAnswers, quirk.ToolAnswers, quirk.FunctionAnswers, quirk.ReasoningAnswers); quirks == 0 {
		return dst
	}
	top := parseObject(bytes.Clone(dst[from:]))
	var choices []byte
	for _, choice := range parseList(top.get("choices")) {
		message := parseObject(choice.get("message"))
		if quirks.Has(quirk.ToolsObject) && message.get("tool_calls") != nil {
			message.set("tool_calls", callsAsObjects(message.get("tool_calls")))
		}
		if quirks.Has(quirk.ThinkTags) {
			tagThoughts(&message)
		}
		if message != nil {
			choice.set("message", message.String())
		}
		editFinish(quirks, choice)
		choices = append(choice.append(choices), ',')
	}
	top.set("choices", "["+string(bytes.TrimSuffix(choices, []byte(",")))+"]")
	return top.append(dst[:from])
}

// callsAsObjects returns a list of calls in which the arguments of functions are objects.
func callsAsObjects(list []byte) string {
	calls := parseCalls(list)
	for i := range calls {
		calls[i].asObject()
	}
	return string(appendCalls(nil, calls))
}
