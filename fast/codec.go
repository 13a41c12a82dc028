package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// codec is how one kind of endpoint reads its requests and writes its answers. It is
// shared by all requests: what one of them needs is in its session.
type codec interface {
	// decode reads the body of the request.
	decode(c *session) *apierr.Error
	// generate makes up the answer, once it is settled how the model behaves.
	generate(c *session) *apierr.Error
	// room is about how many bytes the answer is going to hold.
	room(c *session) (int, *apierr.Error)
	// hold returns of how many tokens' time an answer is held that is not streamed;
	// false says that it comes at once.
	hold(c *session) (tokens int, waits bool)
	// begin begins the stream of the answer.
	begin(c *session)
	// appendAnswer appends an answer that is not streamed.
	appendAnswer(dst []byte, c *session) []byte
}

// resumer is a codec whose streams can be picked up again.
type resumer interface {
	codec
	// resume makes the answer again that the path of ctx names.
	resume(c *session, ctx *fasthttp.RequestCtx) *apierr.Error
}

// wholeOnly is what codecs have in common whose answers are never streamed and take no
// time for tokens.
type wholeOnly struct{}

func (wholeOnly) generate(*session) *apierr.Error        { return nil }
func (wholeOnly) begin(*session)                         {}
func (wholeOnly) hold(*session) (tokens int, waits bool) { return 0, true }
