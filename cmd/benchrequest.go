package cmd

import (
	"cmp"
	"strings"

	"github.com/goccy/go-json"

	"mock-openai/bench/load"
)

// maxPrompt is what --prompt-tokens may ask for: 32 MiB, more than servers take.
const maxPrompt = 8 << 20

// benchRequests is what is sent.
type benchRequests struct {
	API          string `name:"api" env:"-" enum:"chat,completions,responses,embeddings" default:"chat" help:"API of the requests: ${enum}."`
	Stream       bool   `env:"-" xor:"stream" help:"Ask for streams, and measure the time to the first content (TTFT), per token (TPOT) and between events."`
	Model        string `env:"-" xor:"model" placeholder:"gpt-4-mock" help:"Model to ask for."`
	PromptTokens int    `env:"-" xor:"prompt" placeholder:"64" help:"Length of the prompt, at four characters a token."`
	MaxTokens    int    `env:"-" xor:"max" placeholder:"N" help:"Longest answer to ask for; left open without."`
	Unique       bool   `env:"-" default:"true" negatable:"" help:"Begin each prompt with 16 characters of its own, so that no cache answers."`
	Body         []byte `type:"filecontent" env:"-" xor:"stream,model,prompt,max" placeholder:"FILE" help:"File of bodies to send in turn instead, as JSON lines; {\"weight\": 3, \"body\": {…}} comes three times as often. {{unique}} in a body becomes 16 characters of its own. An empty file makes it a GET."`
}

// api is one kind of request.
type api struct {
	path, model string
	body        func(c *benchRequests, model, prompt string) any
}

var apis = map[string]api{
	"chat": {"/v1/chat/completions", "gpt-4-mock", func(c *benchRequests, model, prompt string) any {
		return struct {
			Model         string              `json:"model"`
			Messages      []map[string]string `json:"messages"`
			MaxTokens     int                 `json:"max_tokens,omitempty"`
			Stream        bool                `json:"stream,omitempty"`
			StreamOptions *streamOptions      `json:"stream_options,omitempty"`
		}{model, []map[string]string{{"role": "user", "content": prompt}}, c.MaxTokens, c.Stream, c.streamOptions()}
	}},
	"completions": {"/v1/completions", "gpt-3.5-turbo-instruct", func(c *benchRequests, model, prompt string) any {
		return struct {
			Model         string         `json:"model"`
			Prompt        string         `json:"prompt"`
			MaxTokens     int            `json:"max_tokens,omitempty"`
			Stream        bool           `json:"stream,omitempty"`
			StreamOptions *streamOptions `json:"stream_options,omitempty"`
		}{model, prompt, c.MaxTokens, c.Stream, c.streamOptions()}
	}},
	"responses": {"/v1/responses", "gpt-4-mock", func(c *benchRequests, model, prompt string) any {
		return struct {
			Model     string `json:"model"`
			Input     string `json:"input"`
			MaxTokens int    `json:"max_output_tokens,omitempty"`
			Stream    bool   `json:"stream,omitempty"`
			Store     bool   `json:"store"`
		}{model, prompt, c.MaxTokens, c.Stream, false}
	}},
	"embeddings": {"/v1/embeddings", "text-embedding-3-small", func(_ *benchRequests, model, prompt string) any {
		return struct {
			Model string `json:"model"`
			Input string `json:"input"`
		}{model, prompt}
	}},
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

// streamOptions ask for usage, so that tokens can be counted.
func (c *benchRequests) streamOptions() *streamOptions {
	if !c.Stream {
		return nil
	}
	return &streamOptions{IncludeUsage: true}
}

// targeter makes the bodies, for the first URL or one of --compare.
func (c *benchCommand) targeter(compared bool) (load.Targeter, error) {
	switch {
	case c.Body != nil && len(c.Body) == 0:
		return load.Body(nil), nil
	case c.Body != nil:
		if !json.Valid(c.Body) {
			return load.ReadBodies(c.Body)
		}
		return load.NewBodies(c.Body), nil
	}
	kind := apis[c.API]
	model := cmp.Or(c.Model, kind.model)
	if compared {
		model = cmp.Or(c.CompareModel, model)
	}
	body, err := json.Marshal(kind.body(&c.benchRequests, model, c.prompt()))
	if err != nil {
		return nil, err
	}
	if !c.Unique {
		return load.Body(body), nil
	}
	return load.NewBodies(body), nil
}

// prompt is as long as the flags say, but not shorter than what makes it unique.
func (c *benchRequests) prompt() string {
	const prose, digits = "The quick brown fox jumps over the lazy dog. ", 16
	length := 4 * cmp.Or(c.PromptTokens, 64)
	text := strings.Repeat(prose, length/len(prose)+1)[:length]
	if !c.Unique {
		return text
	}
	return load.Unique + text[min(digits, length):]
}
