package openai

import (
	"mock-openai/fast/internal/dialect"
)

// The options of a session: members of a request that ask for more than plain text.
const (
	NoOption = iota
	OptionTools
	OptionToolChoice
	OptionParallelToolCalls
	optionFunctions
	optionFunctionCall
	optionResponseFormat
	optionLogprobs
	OptionTopLogprobs
	optionReasoningEffort
	optionModalities
	OptionText      // of a response
	OptionReasoning // of a response, or of OpenRouter's chats
	OptionInclude   // of a response
	options
)

var _ [dialect.MaxOptions - options]struct{}

// Options of a chat that take the places of those that only responses have: more would make a
// request's state grow beyond its size class.
const (
	optionIncludeReasoning = OptionInclude
	optionOwnReasoning     = OptionText // thinking of DeepSeek, reasoning_format of Groq, chat_template_kwargs of vLLM, or prompt_mode of Mistral
)

// optionNamed returns the option that a member is, NoOption for most.
func optionNamed(key []byte) int {
	switch string(key) {
	case "tools":
		return OptionTools
	case "tool_choice":
		return OptionToolChoice
	case "parallel_tool_calls":
		return OptionParallelToolCalls
	case "functions":
		return optionFunctions
	case "function_call":
		return optionFunctionCall
	case "response_format":
		return optionResponseFormat
	case "logprobs":
		return optionLogprobs
	case "top_logprobs":
		return OptionTopLogprobs
	case "reasoning_effort":
		return optionReasoningEffort
	case "modalities":
		return optionModalities
	case "reasoning":
		return OptionReasoning
	case "include_reasoning":
		return optionIncludeReasoning
	case "thinking", "reasoning_format", "chat_template_kwargs", "prompt_mode":
		return optionOwnReasoning
	}
	return NoOption
}

// TakeOption keeps an option, to be read once the whole request is known.
func TakeOption(c *dialect.Session, w int) {
	c.Options[w] = c.TakeExtra()
}
