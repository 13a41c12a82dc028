package dialect

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/quirk"
)

// Codec is how one kind of endpoint reads its requests and writes its answers. It is
// shared by all requests. The state of one request is in its Session.
type Codec interface {
	// Decode reads the body of the request.
	Decode(c *Session) *apierr.Error
	// ReadPrompt tells l what the request says. It is called only if something depends on
	// that.
	ReadPrompt(c *Session, l engine.Listener)
	// Generate generates the answer. The profile of the model is set by then.
	Generate(c *Session) *apierr.Error
	// Size returns about how many bytes the answer will hold.
	Size(c *Session) (int, *apierr.Error)
	// Hold returns the number of tokens whose time an answer in one piece takes. It
	// returns false if the answer comes at once.
	Hold(c *Session) (tokens int, waits bool)
	// Begin prepares the stream of the answer.
	Begin(c *Session)
	// AppendAnswer appends an answer in one piece.
	AppendAnswer(dst []byte, c *Session) []byte
}

// URIReader is a codec that also reads the URI of requests, for instance for the model.
type URIReader interface {
	Codec
	// ReadURI reads the URI of the request. It is called before Decode.
	ReadURI(c *Session, uri *fasthttp.URI) *apierr.Error
}

// Resumer is a codec whose streams a client can resume.
type Resumer interface {
	Codec
	// Resume generates the answer that the path of ctx names once more. It reports whether
	// all of it was due by now.
	Resume(c *Session, ctx *fasthttp.RequestCtx) (finished bool, _ *apierr.Error)
}

// Quirky is a codec whose answers can have quirks besides those of all streams and answers.
type Quirky interface {
	Codec
	// Quirks returns the quirks that the generated answer can have.
	Quirks(c *Session) quirk.Set
}

// Unfiltered is a codec whose answers have no place for the refusal of a content filter.
type Unfiltered interface {
	Codec
	// Unfiltered does nothing.
	Unfiltered()
}

// WholeOnly is embedded by codecs whose answers are never streamed and contain no
// generated tokens.
type WholeOnly struct{}

func (WholeOnly) ReadPrompt(*Session, engine.Listener)   {}
func (WholeOnly) Generate(*Session) *apierr.Error        { return nil }
func (WholeOnly) Begin(*Session)                         {}
func (WholeOnly) Hold(*Session) (tokens int, waits bool) { return 0, true }
