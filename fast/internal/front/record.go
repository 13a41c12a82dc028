package front

import (
	"bytes"
	"io"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/header"
	"mock-openai/fast/journal"
)

// maxRecorded is how much of a request's body is recorded, in bytes.
const maxRecorded = 64 << 10

// Record has j keep each request to next, of the dialect that dialectOf names. Without j
// it is next itself.
func Record(j *journal.Journal, dialectOf func(*fasthttp.RequestCtx) string, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if j == nil {
		return next
	}
	return func(ctx *fasthttp.RequestCtx) {
		e := journalEntry(&ctx.Request) // what the request refers to may be gone after next
		e.Dialect = dialectOf(ctx)
		next(ctx)
		e.Status, e.ID = ctx.Response.StatusCode(), string(header.RequestID(ctx))
		if j.KeepsAnswers() {
			e.Answer = answerIn(&ctx.Response)
		}
		j.Add(e)
	}
}

// answerIn copies the body of an answer, or has it copied while it is sent; nil if that
// cannot be done.
func answerIn(r *fasthttp.Response) *journal.Answer {
	a := new(journal.Answer)
	if !r.IsBodyStream() {
		a.Write(r.Body())
		return a
	}
	stream, ok := r.BodyStream().(interface{ Copy(to io.Writer) })
	if !ok {
		return nil
	}
	stream.Copy(a)
	return a
}

// journalEntry copies a request. Its keys are masked.
func journalEntry(r *fasthttp.Request) journal.Entry {
	body := r.Body()
	e := journal.Entry{
		Time:      time.Now(),
		Method:    string(r.Header.Method()),
		Path:      maskedURI(string(r.Header.RequestURI())),
		Headers:   map[string]string{},
		Body:      bytes.Clone(body[:min(len(body), maxRecorded)]),
		Truncated: len(body) > maxRecorded,
	}
	for name, value := range r.Header.All() {
		if name := string(name); isSecret(name) {
			e.Headers[name] = mask
		} else {
			e.Headers[name] = string(value)
		}
	}
	return e
}
