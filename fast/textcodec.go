package fast

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/pool"
)

// textAnswers is what the codecs of chat and of legacy completions have in common.
type textAnswers struct {
	generator *generator
	families  *families    // whose formats are used where format is nil
	format    *format      // of all answers
	stored    *completions // where answers are kept that are to be; nil for nowhere
}

// choose settles in which format c is answered.
func (t *textAnswers) choose(c *session) {
	f := t.format
	if f == nil {
		f = t.families.of(c.named).chat
	}
	c.encoder = f
	c.request.store = c.request.store && t.stored != nil
}

func (t *textAnswers) room(c *session) (int, *apierr.Error) {
	if c.size() > maxAnswer {
		return 0, errAnswerTooLong
	}
	return c.turn.room(), nil
}

func (t *textAnswers) begin(c *session) {
	f := c.encoder.(*format)
	if c.request.store {
		t.stored.putStream(c, f)
	}
	f.begin(c, t.generator.pool.Text() != pool.Ascii)
}

func (t *textAnswers) hold(c *session) (tokens int, waits bool) {
	return c.completionTokens - c.reasoningTokens, true
}

func (t *textAnswers) appendAnswer(dst []byte, c *session) []byte {
	dst = c.encoder.(*format).appendAnswer(dst, &c.answer)
	if c.request.store {
		t.stored.put(c, dst, 0)
	}
	return dst
}

var errAnswerTooLong = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "invalid_value", Param: "n",
	Message: fmt.Sprintf("Invalid 'n': the choices would be longer than %d bytes together.", maxAnswer)}
