package realtime

import (
	"bytes"
	"cmp"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/render"
)

// problem is what is wrong with an event of the client. The message and the rest are
// JSON-escaped.
type problem struct{ param, code, message string }

func ofError(e *apierr.Error) *problem {
	escaped := func(s string) string { return string(render.AppendEscaped(nil, s)) }
	return &problem{param: escaped(e.Param), code: escaped(e.Code), message: escaped(e.Message)}
}

// refuse sends the event for a problem with an event whose id is raw JSON, nil for none.
func (v *conversation) refuse(send func([]byte), id []byte, p *problem) {
	e := append([]byte(`"error":{"type":"invalid_request_error","code":`), orNull(p.code)...)
	e = append(append(e, `,"message":"`...), p.message...)
	e = append(append(e, `","param":`...), orNull(p.param)...)
	e = append(append(e, `,"event_id":`...), cmp.Or(string(id), "null")...)
	send(v.event("error", string(append(e, '}'))))
}

func orNull(text string) string {
	if text == "" {
		return "null"
	}
	return `"` + text + `"`
}

// AppendError appends the event for an error that replaces an answer.
func (v *conversation) AppendError(dst []byte, a *dialect.Ask, status int, envelope []byte) []byte {
	v.finish()
	inner, ok := bytes.CutSuffix(bytes.TrimSpace(envelope), []byte("}}"))
	if !ok || !bytes.HasPrefix(inner, []byte(`{"error":{`)) {
		e := apierr.OfStatus(cmp.Or(status, fasthttp.StatusInternalServerError))
		inner = bytes.TrimSuffix(openai.Dialect.AppendError(nil, e, render.ID{}), []byte("}}"))
	}
	return append(dst, v.event("error", string(inner[1:])+`,"event_id":`+cmp.Or(string(a.EventID), "null")+`}`)...)
}
