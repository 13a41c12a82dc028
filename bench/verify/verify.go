// Package verify checks every answer of a load while it arrives: that its text belongs to its
// request, whole and in order, and that everything around the text is as the API defines it.
//
//	v, err := verify.New(verify.Config{API: verify.Chat, Stream: true})
//	l := load.Load{URL: gateway + v.Path(), Targeter: v, Checker: v.Checker}
//	_, err = l.Run(ctx)
//	fmt.Println(v.Report().Faults)
//
// Every request carries a unique text, and asks for the model echo of mock-openai, which
// repeats it. With an Oracle the server need not echo.
package verify

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync/atomic"

	"mock-openai/bench/load"
)

// Echo is the model that repeats the user's last message.
const Echo = "echo"

// Config says what requests ask for and how answers are checked.
type Config struct {
	API    *API
	Stream bool
	// NoUsage leaves out the request for usage in streams of chat and completions.
	NoUsage bool
	// Model is the model of the requests; "" means Echo.
	Model string
	// Tokens is the mean length of texts, at four characters a token; 0 means 64.
	Tokens int
	// MaxTokens is the token limit of requests, at four characters a token. The answer to a
	// longer text must be its beginning. 0 means no limit.
	MaxTokens int

	// Oracle predicts the answers; nil means that the server echoes.
	Oracle Oracle
	// Path is the path of requests; "" means that of API. It may contain the model, and
	// whether answers are streams.
	Path string
	// Targeter makes the bodies of the requests; nil means bodies with unique texts, as
	// above. Without an Oracle, the text of an answer is known only if its body names the
	// model echo. In other answers everything but the text is checked: that they are JSON in
	// UTF-8, whole and in order, with one finish reason for each choice, usage where it is
	// due, and no more tokens than the body asks for.
	Targeter load.Targeter
}

// Oracle predicts the answer to a POST of body, as fast.Oracle does.
type Oracle interface {
	Answer(path string, body []byte) (status int, answer []byte)
}

// Verify is a load.Targeter, and makes the load.Checkers for its requests. A Verify is for
// one target, over any number of runs.
type Verify struct {
	config     Config
	before     []byte // part of bodies before the text
	behind     []byte
	texts      texts
	numbers    atomic.Uint64 // number of texts given out
	checkers   atomic.Uint64 // number of checkers made
	shards     []shard
	vectors    *vectors // vectors of embeddings
	targeter   load.Targeter
	inPath     inPath
	known      [numStages]atomic.Pointer[pattern] // patterns of events
	whole      atomic.Pointer[pattern]            // pattern of answers that are not streams
	usual      stages                             // stages that a stream must have
	beforeText stage                              // stage before the text
}

var _ load.Targeter = new(Verify)

// New returns a Verify for c.
func New(c Config) (*Verify, error) {
	c.Tokens = cmp.Or(c.Tokens, 64)
	c.Model = cmp.Or(c.Model, Echo)
	c.API = c.API.At(c.Path)
	c.Path = cmp.Or(c.Path, c.API.Path(c.Model, c.Stream))
	if c.Stream && !c.API.Streams() {
		return nil, fmt.Errorf("%s are not streamed", c.API.Name)
	}
	if c.Tokens < 0 || c.MaxTokens < 0 {
		return nil, fmt.Errorf("number of tokens must not be negative: %d", min(c.Tokens, c.MaxTokens))
	}
	v := &Verify{
		config:     c,
		texts:      texts{salt: rand.Uint64(), chars: 4 * c.Tokens},
		shards:     make([]shard, runtime.GOMAXPROCS(0)),
		targeter:   c.Targeter,
		usual:      c.API.needed(c.NoUsage),
		beforeText: c.API.beforeText(),
	}
	if c.API.HasStreamInPath() {
		v.inPath.streams = c.Stream
	}
	if c.API.HasModelInPath() {
		v.inPath.model = c.Model
	}
	if c.API == Embeddings {
		v.vectors = newVectors()
	}
	return v, v.makeBody()
}

// makeBody sets the parts of bodies before and after the text.
func (v *Verify) makeBody() error {
	c := &v.config
	body, err := c.API.Body(Request{
		Model:     c.Model,
		Prompt:    load.Unique,
		MaxTokens: c.MaxTokens,
		Tokens:    2 * c.Tokens, // length of the longest text
		Stream:    c.Stream,
		NoUsage:   c.NoUsage,
		Base64:    true,
	})
	v.before, v.behind, _ = bytes.Cut(body, []byte(load.Unique))
	return err
}

// AppendBody appends the body of a request, with a text that no earlier call gave out, in
// this run or another.
func (v *Verify) AppendBody(dst []byte, n int64) []byte {
	if v.targeter != nil {
		return v.targeter.AppendBody(dst, n)
	}
	number := v.numbers.Add(1) - 1
	dst = append(dst, v.before...)
	if v.vectors != nil {
		return append(v.appendInputs(dst, number), v.behind...)
	}
	return append(v.texts.appendText(dst, number, sent), v.behind...)
}

// Path returns the path of requests below a server's URL.
func (v *Verify) Path() string { return v.config.Path }

// Checker returns a checker of the answers of one connection.
func (v *Verify) Checker() load.Checker {
	n := v.checkers.Add(1)
	return &checker{Verify: v, shard: &v.shards[n%uint64(len(v.shards))]}
}

// window returns the largest distance between the numbers of requests whose answers may be
// mixed up.
func (v *Verify) window() uint64 {
	return min(max(2*v.checkers.Load(), 256), 4096)
}
