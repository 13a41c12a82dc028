package fast

import "mock-openai/fast/internal/decode"

// Members of a request that ask for more than plain text, by their number among the
// options of a session.
const (
	noWish = iota
	wishTools
	wishToolChoice
	wishParallelToolCalls
	wishFunctions
	wishFunctionCall
	wishResponseFormat
	wishLogprobs
	wishTopLogprobs
	wishReasoningEffort
	wishModalities
	wishText      // of a response
	wishReasoning // of a response
	wishInclude   // of a response
	wishes
)

var _ [maxOptions - wishes]struct{}

// wishNamed is what the member key asks for, noWish for most.
func wishNamed(key []byte) int {
	switch string(key) {
	case "tools":
		return wishTools
	case "tool_choice":
		return wishToolChoice
	case "parallel_tool_calls":
		return wishParallelToolCalls
	case "functions":
		return wishFunctions
	case "function_call":
		return wishFunctionCall
	case "response_format":
		return wishResponseFormat
	case "logprobs":
		return wishLogprobs
	case "top_logprobs":
		return wishTopLogprobs
	case "reasoning_effort":
		return wishReasoningEffort
	case "modalities":
		return wishModalities
	}
	return noWish
}

// takeWish keeps a member that asks for more than plain text, to be read once
// all of the request is known.
func takeWish(c *session, w int) {
	c.enrich()
	c.options[w] = decode.OrNil(c.in.Raw())
}
