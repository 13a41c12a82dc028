package front

import (
	"bytes"
	"io"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/journal"
	"mock-openai/fast/quirk"
	"mock-openai/fast/skim"
)

// maxRecorded limits how many bytes of a request's body are recorded.
const maxRecorded = 64 << 10

// Record adds each request to next to j, with its dialect as named by dialectOf. It
// returns next itself if j is nil.
func Record(j *journal.Journal, dialectOf func(*fasthttp.RequestCtx) string, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if j == nil {
		return next
	}
	return func(ctx *fasthttp.RequestCtx) {
		e := journalEntry(&ctx.Request) // copied now: the request's memory may be reused after next
		e.Dialect = dialectOf(ctx)
		ctx.SetUserValue(modelKey, &e.Model)
		next(ctx)
		e.Quirks = quirksOf(ctx)
		if e.Model == "" {
			e.Model = modelIn(e.Body)
		}
		e.Status, e.ID = ctx.Response.StatusCode(), string(header.RequestID(ctx))
		if j.KeepsAnswers() {
			e.Answer = answerIn(&ctx.Response)
		}
		j.Add(e)
	}
}

// quirksKey is the key of the user value that NoteQuirks sets.
type quirksKey struct{}

// NoteQuirks records the quirks of the answer in ctx.
func NoteQuirks(ctx *fasthttp.RequestCtx, quirks quirk.Set) { ctx.SetUserValue(quirksKey{}, quirks) }

// quirksOf returns the names of the quirks that NoteQuirks was given.
func quirksOf(ctx *fasthttp.RequestCtx) []string {
	quirks, _ := ctx.UserValue(quirksKey{}).(quirk.Set)
	return quirks.Names()
}

// modelKey is the user value of a recorded request that points to the name of its model.
const modelKey = "recorded model"

// RecordModel records which model answers ctx, if the request is recorded. The name is
// JSON-escaped.
func RecordModel(ctx *fasthttp.RequestCtx, model []byte) {
	if to, ok := ctx.UserValue(modelKey).(*string); ok {
		*to = string(skim.AppendUnescaped(nil, model))
	}
}

// modelIn returns the model that a body names, or "". It serves requests that are refused
// before their model is looked at.
func modelIn(body []byte) string {
	name := skim.New(decode.Member(body, "model"))
	if name.Kind() != skim.String {
		return ""
	}
	return string(skim.AppendUnescaped(nil, name.String().Raw))
}

// answerIn copies the body of an answer. A stream is copied while it is sent. answerIn
// returns nil if the stream cannot be copied.
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

// journalEntry copies a request and masks its secrets.
func journalEntry(r *fasthttp.Request) journal.Entry {
	body := r.Body()
	e := journal.Entry{
		Time:      time.Now(),
		Method:    string(r.Header.Method()),
		Path:      journal.MaskedURI(string(r.Header.RequestURI())),
		Headers:   map[string]string{},
		Body:      bytes.Clone(body[:min(len(body), maxRecorded)]),
		Truncated: len(body) > maxRecorded,
	}
	for name, value := range r.Header.All() {
		if name := string(name); journal.IsSecret(name) {
			e.Headers[name] = journal.Mask
		} else {
			e.Headers[name] = string(value)
		}
	}
	return e
}
