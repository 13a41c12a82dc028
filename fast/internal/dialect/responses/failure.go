package responses

import (
	"cmp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// AppendError appends the events that end a stream with an error. They are those of OpenAI's
// servers: an event with the whole envelope, where the published description has its members
// (openai/openai-dotnet#881, Effect-TS/effect#7262), and the response that has failed. Over
// WebSocket there is only the first, with the status.
func (r *response) AppendError(dst []byte, _ *stream.Cursor, e *apierr.Error) []byte {
	r.events = max(r.events-1, 0) // that of the event that is replaced
	envelope := openai.Dialect.AppendError(nil, e, r.session.ID)
	dst = r.appendEventStart(dst, eventError)
	socket := conversationOf(r.session) != nil
	if socket {
		dst = render.AppendInt(append(dst, `,"status":`...), e.Status)
	}
	dst = append(append(append(dst, ','), envelope[1:]...), "\n\n"...)
	if socket {
		return dst
	}
	dst = r.appendFailed(append(r.appendEventStart(dst, eventFailed), `,"response":`...), e)
	return append(dst, "}\n\n"...)
}

// appendFailed appends the response that ends with an error.
func (r *response) appendFailed(dst []byte, e *apierr.Error) []byte {
	var why struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	why.Code, why.Message = cmp.Or(e.Code, "server_error"), e.Message
	return r.appendWithoutOutput(dst, statusFailed, render.MustMarshal(why))
}
