package openai

import (
	"cmp"
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/window"
	"mock-openai/fast/profile"
)

// FitWindow refuses a chat that is too long for the model.
func (t *Chat) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	return c.FitWindow(size, t.formatOf(c).TooLong)
}

// FitWindow refuses a completion one of whose prompts is too long for the model.
func (t *Completions) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	return c.FitWindow(size, t.formatOf(c).TooLong)
}

// codeTooLong is the code of requests that do not fit the context window.
const codeTooLong = "context_length_exceeded"

// chatTooLong returns the error of OpenAI and of Azure.
func chatTooLong(x dialect.Excess) *apierr.Error {
	e := &apierr.Error{Status: fasthttp.StatusBadRequest, Param: "messages", Code: codeTooLong}
	switch {
	case x.Input:
		e.Message = fmt.Sprintf("Input tokens exceed the configured limit of %d tokens. Your messages resulted in %d tokens. Please reduce the length of the messages.",
			x.Window, x.Prompt)
	case x.Asked == 0:
		e.Message = fmt.Sprintf("This model's maximum context length is %d tokens. However, your messages resulted in %d tokens. Please reduce the length of the messages.",
			x.Window, x.Prompt)
	default:
		e.Message = requestedTooMany(x)
	}
	return e
}

func requestedTooMany(x dialect.Excess) string {
	return fmt.Sprintf("This model's maximum context length is %d tokens. However, you requested %d tokens (%d in the messages, %d in the completion). "+
		"Please reduce the length of the messages or completion.", x.Window, x.Prompt+x.Asked, x.Prompt, x.Asked)
}

// textTooLong returns the error of legacy completions, which has neither a parameter nor a code.
func textTooLong(x dialect.Excess) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf(
		"This model's maximum context length is %d tokens, however you requested %d tokens (%d in your prompt; %d for the completion). "+
			"Please reduce your prompt; or completion length.", x.Window, x.Prompt+x.Asked, x.Prompt, x.Asked)}
}

// accentsTooLong are the errors of the accents. Those without one have OpenAI's.
var accentsTooLong = [profile.Accents]func(x dialect.Excess) *apierr.Error{
	profile.DeepSeek: func(x dialect.Excess) *apierr.Error {
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: requestedTooMany(x)}
	},
	profile.Groq: func(dialect.Excess) *apierr.Error {
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: "messages", Code: codeTooLong,
			Message: "Please reduce the length of the messages or completion."}
	},
	profile.Mistral: func(x dialect.Excess) *apierr.Error {
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Kind: "invalid_request_prompt_too_long", Code: "3059", Preset: true, OwnKind: true,
			Message: fmt.Sprintf("Prompt %d > %d maximum context length", x.Prompt+x.Asked, x.Window)}
	},
	profile.OpenRouter: EndpointTooLong,
	profile.VLLM:       servedTooLong,
}

// EndpointTooLong returns the error of OpenRouter.
func EndpointTooLong(x dialect.Excess) *apierr.Error {
	asked := ""
	if x.Asked > 0 {
		asked = fmt.Sprintf(", %d in the output", x.Asked)
	}
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf(
		"This endpoint's maximum context length is %d tokens. However, you requested about %d tokens (%d of text input%s). "+
			"Please reduce the length of either one, or use the \"middle-out\" transform to compress your prompt automatically.",
		x.Window, x.Prompt+x.Asked, x.Prompt, asked)}
}

// servedTooLong returns the error of vLLM 0.11.
func servedTooLong(x dialect.Excess) *apierr.Error {
	e := &apierr.Error{Status: fasthttp.StatusBadRequest}
	if x.Asked == 0 {
		e.Message = fmt.Sprintf("This model's maximum context length is %d tokens. However, your request has %d input tokens. Please reduce the length of the input messages.",
			x.Window, x.Prompt)
	} else {
		e.Message = fmt.Sprintf("'max_tokens' or 'max_completion_tokens' is too large: %[1]d. This model's maximum context length is %[2]d tokens and your request has %[3]d input tokens (%[1]d > %[2]d - %[3]d).",
			x.Asked, x.Window, x.Prompt)
	}
	return e
}

// maxEmbeddingTokens is the most tokens of all inputs of a request to a model of OpenAI.
const maxEmbeddingTokens = 300_000

// FitWindow refuses inputs that are too long for the model. No answer counts.
func (*Embeddings) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	most := cmp.Or(size.Input, size.Context)
	for i := range c.Inputs {
		if c.Inputs[i].Tokens <= most {
			continue
		}
		name := "input"
		if len(c.Inputs) > 1 {
			name = fmt.Sprintf("input[%d]", i)
		}
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf("Invalid '%s': maximum input length is %d tokens.", name, most)}
	}
	if c.PromptTokens > maxEmbeddingTokens {
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Kind: "max_tokens_per_request", Code: "max_tokens_per_request",
			Message: fmt.Sprintf("Invalid 'input': maximum request size is %d tokens per request.", maxEmbeddingTokens)}
	}
	return nil
}
