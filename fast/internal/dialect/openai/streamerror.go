package openai

import (
	"cmp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// AppendError appends the event that ends a stream with an error.
func (f *Format) AppendError(dst []byte, c *stream.Cursor, e *apierr.Error) []byte {
	if !f.FailsInChoice {
		d := cmp.Or(f.Errors, Dialect)
		if d.Translate != nil {
			e = d.Translate(e)
		}
		dst = append(d.AppendError(append(dst, "data: "...), e, c.Answer.ID), "\n\n"...)
		if f.Served {
			dst = append(dst, done...)
		}
		return dst
	}
	dst = append(append(dst, c.Head...), `{"index":0`...)
	dst = append(append(dst, f.Finish...), `"error"}],"error":{"code":`...)
	dst = append(render.AppendInt(dst, e.Status), `,"message":"`...)
	return append(append(dst, e.Message...), `"}}`+"\n\n"...)
}
