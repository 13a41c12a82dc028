package cmd

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/goccy/go-json"

	"mock-openai/bench"
)

// maxPrompt is what --prompt-tokens may ask for: 32 MiB, more than servers take.
const maxPrompt = 8 << 20

// benchCommand loads one URL, or two in turns.
type benchCommand struct {
	URL     string `name:"url" env:"-" default:"http://127.0.0.1:3000/v1/chat/completions" help:"What to load."`
	Compare string `env:"-" placeholder:"URL" help:"Load this URL, too, in turns with the first, and show what it adds: the first is usually the server, this one the gateway before it."`
	Rounds  int    `env:"-" default:"5" help:"How many turns each of the two has, --duration and --requests being shared out among them."`

	Connections int           `short:"c" env:"-" default:"${connections}" help:"Connections, each with one request under way at any time. What a gateway adds to an idle machine is seen with few; what both can bear, with many."`
	Duration    time.Duration `short:"d" env:"-" placeholder:"10s" help:"When to stop, for each URL."`
	Requests    int           `short:"n" env:"-" placeholder:"N" help:"When to stop, for each URL, instead of --duration or before it."`
	Warmup      time.Duration `env:"-" placeholder:"TIME" help:"Load each URL for so long before it counts; not at all without."`

	Stream       bool   `env:"-" xor:"stream" help:"Ask for streams, and measure the time to the first event (TTFT) and between events."`
	Model        string `env:"-" xor:"model" placeholder:"gpt-4-mock" help:"Model to ask for."`
	PromptTokens int    `env:"-" xor:"prompt" placeholder:"64" help:"Length of the prompt, at four characters a token."`
	MaxTokens    int    `env:"-" xor:"max" placeholder:"N" help:"Longest answer to ask for; left open without."`
	Body         []byte `type:"filecontent" env:"-" xor:"stream,model,prompt,max" placeholder:"FILE" help:"File with the body to send instead of the chat request that the flags above make; an empty one makes it a GET."`
	APIKey       string `name:"api-key" placeholder:"KEY" help:"Key to send as a bearer token."`

	Remote   bool `env:"-" help:"Allow hosts other than loopback. Load only what is yours to load."`
	Insecure bool `env:"-" help:"Do not verify the certificate of an https URL."`
	JSON     bool `name:"json" env:"-" help:"Print JSON: times in milliseconds."`
}

// Validate says in the names of the flags what makes no sense.
func (c *benchCommand) Validate() error {
	switch {
	case c.Connections < 1:
		return fmt.Errorf("--connections must be at least 1, not %d", c.Connections)
	case c.Duration < 0:
		return fmt.Errorf("--duration must not be negative, not %v", c.Duration)
	case c.Requests < 0:
		return fmt.Errorf("--requests must not be negative, not %d", c.Requests)
	case c.Warmup < 0:
		return fmt.Errorf("--warmup must not be negative, not %v", c.Warmup)
	case c.PromptTokens < 0 || c.PromptTokens > maxPrompt:
		return fmt.Errorf("--prompt-tokens must be between 0 and %d, not %d", maxPrompt, c.PromptTokens)
	case c.MaxTokens < 0:
		return fmt.Errorf("--max-tokens must not be negative, not %d", c.MaxTokens)
	case c.Rounds < 1:
		return fmt.Errorf("--rounds must be at least 1, not %d", c.Rounds)
	case c.Compare != "" && c.Requests > 0 && c.Requests < c.Rounds:
		return fmt.Errorf("--requests %d are not enough for --rounds %d", c.Requests, c.Rounds)
	}
	return nil
}

// Run loads until a bound is reached or a signal comes, and prints what was
// measured. It fails if a URL gave no good answer at all.
func (c *benchCommand) Run() error {
	go reserveFiles()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if c.Compare != "" {
		return c.runBoth(ctx, c.load(c.URL), c.load(c.Compare))
	}
	load := c.load(c.URL)
	if err := c.warm(ctx, load); err != nil {
		return err
	}
	result, err := load.Run(ctx)
	if err != nil {
		return err
	}
	m := measure(c.URL, result)
	return errors.Join(c.print(m), m.failure())
}

// runBoth loads two targets in turns.
func (c *benchCommand) runBoth(ctx context.Context, a, b bench.Load) error {
	if err := errors.Join(c.warm(ctx, a), c.warm(ctx, b)); err != nil {
		return err
	}
	rounds, err := bench.Compare(ctx, a, b, c.Rounds)
	if err != nil {
		return err
	}
	if len(rounds) == 0 {
		return errors.New("interrupted before the end of the first round")
	}
	m := compare(a.URL, b.URL, rounds)
	return errors.Join(c.print(m), m.A.failure(), m.B.failure())
}

func (c *benchCommand) warm(ctx context.Context, load bench.Load) error {
	if c.Warmup == 0 {
		return nil
	}
	load.Requests, load.Duration = 0, c.Warmup
	_, err := load.Run(ctx)
	return err
}

// print writes m to stdout.
func (c *benchCommand) print(m interface{ print(io.Writer) error }) error {
	if !c.JSON {
		return m.print(os.Stdout)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	return out.Encode(m)
}

// load is what the flags say, for one URL.
func (c *benchCommand) load(url string) bench.Load {
	l := bench.Load{
		URL:         url,
		Body:        c.Body,
		Header:      http.Header{},
		Connections: c.Connections,
		Requests:    c.Requests,
		Duration:    c.Duration,
		Remote:      c.Remote,
		TLS:         &tls.Config{InsecureSkipVerify: c.Insecure},
	}
	if c.Body == nil {
		l.Body = c.chat()
	}
	if c.APIKey != "" {
		l.Header.Set("Authorization", "Bearer "+c.APIKey)
	}
	return l
}

// chat is the body of the chat request that the flags describe.
func (c *benchCommand) chat() []byte {
	const prose = "The quick brown fox jumps over the lazy dog. "
	length := 4 * cmp.Or(c.PromptTokens, 64)
	body, _ := json.Marshal(struct {
		Model     string              `json:"model"`
		Messages  []map[string]string `json:"messages"`
		MaxTokens int                 `json:"max_tokens,omitempty"`
		Stream    bool                `json:"stream,omitempty"`
	}{
		Model:     cmp.Or(c.Model, "gpt-4-mock"),
		Messages:  []map[string]string{{"role": "user", "content": strings.Repeat(prose, length/len(prose)+1)[:length]}},
		MaxTokens: c.MaxTokens,
		Stream:    c.Stream,
	})
	return body
}
