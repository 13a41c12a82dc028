package fast

import (
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// answer is what a request gets: its choices and how they are counted.
type answer struct {
	id               render.ID
	created          int64  // Unix seconds
	model            []byte // as the request names it, JSON-escaped
	choices          []choice
	promptTokens     int
	completionTokens int
	reasoningTokens  int   // among the completion tokens
	priced           bool  // the usage says what it costs
	rich             *rich // nil for plain text
}

// choice is one of the answers to a request.
type choice struct {
	echo    []byte // the prompt in front of the text, JSON-escaped
	article pool.Article
	finish  finish // why the text ends
}

// finish is why a choice ends. Each dialect has words of its own for it.
type finish uint8

const (
	finishStop         finish = iota // all is said, or a stop sequence would follow
	finishLength                     // the request allows no more tokens
	finishToolCalls                  // tools are called
	finishFunctionCall               // a function is called, of a request that offers functions
	finishes
)

// maxAnswer is the most text, in bytes, that the choices of an answer may have:
// what a request may be long, n times over, is more than a machine has.
const maxAnswer = 64 << 20

// size is how many bytes of text the choices have.
func (a *answer) size() (bytes int) {
	for i := range a.choices {
		bytes += len(a.choices[i].echo)
		if said := a.choices[i].article; said.Tokens() > 0 {
			bytes += len(said.Text())
		}
	}
	return bytes
}

// aroundChoice is about what stands around the text of a choice, in bytes.
const aroundChoice = 256

// streamRoom is what a stream whose client does not read holds in bytes: a
// connection's buffer, and events.
const streamRoom = 80 << 10

// room is about how many bytes c's answer is going to hold: all that is rendered or,
// of a stream, what is rendered at a time.
func (c *call) room() int {
	n := c.size() + aroundChoice*len(c.choices)
	if c.rich != nil && c.rich.odds.asked {
		n += guessBytes * (1 + c.rich.odds.top) * c.completionTokens
	}
	if c.request.stream {
		n = min(n, streamRoom)
	}
	if c.rich != nil {
		n += len(c.rich.text)
	}
	return n
}

func (a *answer) reset() {
	*a = answer{choices: render.Emptied(a.choices)}
}

// say adds a choice of sampled length, of at most most tokens and cut as the
// request asks.
func (s *Server) say(c *call, echo []byte, most int) {
	tokens := c.manner.Tokens.Tokens(c.rng)
	said := choice{echo: echo, article: s.pool.Pick(c.where(), tokens), finish: finishStop}
	if most < tokens {
		said.article, said.finish = said.article.First(most), finishLength
	}
	if at := c.request.stop.find(said.article.Text()); at >= 0 {
		said.article, said.finish = said.article.Before(at), finishStop
	}
	c.choices = append(c.choices, said)
	c.completionTokens += said.article.Tokens()
}
