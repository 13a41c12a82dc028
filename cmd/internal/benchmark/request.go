package benchmark

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"mock-openai/bench/load"
	"mock-openai/bench/verify"
)

// maxPrompt is the largest value of --prompt-tokens. It stands for 32 MiB, more than servers
// take.
const maxPrompt = 8 << 20

// requestFlags are the flags that say what is sent.
type requestFlags struct {
	API          string `name:"api" env:"-" enum:"chat,completions,responses,embeddings,messages,gemini,azure,bedrock,bedrock-invoke,cohere,ollama" default:"chat" help:"API of the requests: ${enum}."`
	Stream       bool   `env:"-" help:"Ask for streams, and measure the time to the first content (TTFT), per token (TPOT) and between events. With --body only for gemini, bedrock and bedrock-invoke, whose path asks for a stream; other bodies say \"stream\": true themselves."`
	Model        string `env:"-" placeholder:"gpt-4-mock" help:"Model to ask for. With --body, the bodies ask for it instead of their own."`
	PromptTokens int    `env:"-" xor:"prompt" placeholder:"64" help:"Length of the prompt, at four characters a token."`
	MaxTokens    int    `env:"-" xor:"max" placeholder:"N" help:"Longest answer to ask for; left open without."`
	Unique       bool   `env:"-" default:"true" negatable:"" help:"Begin each prompt with 16 characters of its own, so that no cache answers."`
	Body         []byte `type:"filecontent" env:"-" xor:"prompt,max" placeholder:"FILE" help:"File of bodies to send in turn instead, as JSON lines or one after another; {\"weight\": 3, \"body\": {…}} comes three times as often. {{unique}} in a body becomes 16 characters of its own. An empty file makes it a GET."`
}

// api returns the API of --api.
func (c *requestFlags) api() *verify.API { return verify.Find(c.API) }

// apiAt returns the API of the requests to a URL.
func (c *requestFlags) apiAt(target string) *verify.API { return c.api().At(requestURI(target)) }

// streamsAt reports whether requests to a URL ask for streams.
func (c *requestFlags) streamsAt(target string) bool {
	api := c.apiAt(target)
	return c.Stream || api.HasStreamInPath() && api.AsksStream(requestURI(target), nil)
}

// asksWholeAt reports whether the path of a URL asks for answers that are no streams.
func (c *requestFlags) asksWholeAt(target string) bool {
	return c.apiAt(target).AsksWhole(requestURI(target))
}

// requestURI returns the path and the query of a URL.
func requestURI(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return ""
	}
	return u.RequestURI()
}

// model returns the model of the requests. compared reports whether they go to a URL of
// --compare.
func (c *Command) model(compared bool) string {
	usual := c.api().Model
	if c.Verify && !c.Oracle && c.Body == nil {
		usual = verify.Echo
	}
	if compared {
		return cmp.Or(c.CompareModel, c.Model, usual)
	}
	return cmp.Or(c.Model, usual)
}

// targeter returns what makes the requests to a URL. compared reports whether the URL is one
// of --compare.
func (c *Command) targeter(target string, compared bool) (load.Targeter, error) {
	switch {
	case c.Body != nil && len(c.Body) == 0:
		return load.Body(nil), nil
	case c.Body != nil:
		return c.bodies(compared)
	}
	body, err := c.apiAt(target).Body(verify.Request{
		Model:     c.model(compared),
		Prompt:    c.prompt(),
		MaxTokens: c.MaxTokens,
		Stream:    c.Stream,
	})
	if err != nil {
		return nil, err
	}
	if !c.Unique {
		return load.Body(body), nil
	}
	return load.NewBodies(body), nil
}

// bodies returns the bodies of --body, with the model of --model or, if compared is true, of
// --compare-model.
func (c *Command) bodies(compared bool) (*load.Bodies, error) {
	b, err := load.ReadBodies(c.Body)
	if err != nil {
		return nil, fmt.Errorf("--body: %w", err)
	}
	model := c.Model
	if compared {
		model = cmp.Or(c.CompareModel, model)
	}
	if model == "" || c.api().HasModelInPath() {
		return b, nil
	}
	if err := b.SetModel(model); err != nil {
		return nil, fmt.Errorf("--body: %w", err)
	}
	return b, nil
}

// prompt returns a prompt of the length that the flags ask for, or a little longer if it has
// to be unique.
func (c *requestFlags) prompt() string {
	const prose, digits = "The quick brown fox jumps over the lazy dog. ", 16
	length := 4 * cmp.Or(c.PromptTokens, 64)
	text := strings.Repeat(prose, length/len(prose)+1)[:length]
	if !c.Unique {
		return text
	}
	return load.Unique + text[min(digits, length):]
}
