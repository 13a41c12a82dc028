package dialect

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// Codec is how one kind of endpoint reads its requests and writes its answers. It is
// shared by all requests: what one of them needs is in its session.
type Codec interface {
	// Decode reads the body of the request.
	Decode(c *Session) *apierr.Error
	// Generate makes up the answer, once it is settled how the model behaves.
	Generate(c *Session) *apierr.Error
	// Size is about how many bytes the answer is going to hold.
	Size(c *Session) (int, *apierr.Error)
	// Hold returns of how many tokens' time an answer is held that is not streamed;
	// false says that it comes at once.
	Hold(c *Session) (tokens int, waits bool)
	// Begin begins the stream of the answer.
	Begin(c *Session)
	// AppendAnswer appends an answer that is not streamed.
	AppendAnswer(dst []byte, c *Session) []byte
}

// URIReader is a codec whose requests say something in their URI, such as the model.
type URIReader interface {
	Codec
	// ReadURI reads the URI of the request, before Decode reads the body.
	ReadURI(c *Session, uri *fasthttp.URI) *apierr.Error
}

// Resumer is a codec whose streams can be picked up again.
type Resumer interface {
	Codec
	// Resume makes the answer again that the path of ctx names.
	Resume(c *Session, ctx *fasthttp.RequestCtx) *apierr.Error
}

// WholeOnly is what codecs have in common whose answers are never streamed and take no
// time for tokens.
type WholeOnly struct{}

func (WholeOnly) Generate(*Session) *apierr.Error        { return nil }
func (WholeOnly) Begin(*Session)                         {}
func (WholeOnly) Hold(*Session) (tokens int, waits bool) { return 0, true }
