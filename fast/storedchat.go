package fast

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/pace"
	"mock-openai/fast/skim"
)

// What can be done with a chat completion that is kept, as a request with
// "store": true has it.

const (
	completionsPath  = "/v1/chat/completions/"
	completionPrefix = "chatcmpl-"
)

// completions are the chat completions that are kept.
type completions struct {
	archive archive[completionExtra]
	stored  atomic.Uint64 // how many were
}

// completionExtra is what is kept of a chat completion beside its texts.
type completionExtra struct {
	due       pace.Instant
	order     uint64 // among the others
	requestID render.ID
}

type completion = record[completionExtra]

// put keeps the whole answer that body is, and shows it once it is due.
func (s *completions) put(c *session, body []byte, due pace.Instant) {
	if c.fails {
		return
	}
	var key answerKey
	c.id.AppendAnswer(key[:0])
	s.archive.put(key, completion{body: body, request: c.body, extra: completionExtra{due, s.stored.Add(1), c.id}})
}

// putStream keeps an answer that is about to be streamed.
func (s *completions) putStream(c *session, f *format) {
	if c.size() > shelfMemory {
		return // it would not be kept, and this saves the memory to render it
	}
	start, took := c.clock.lasting(c.completionTokens - c.reasoningTokens)
	c.scratch = f.appendAnswer(c.scratch[:0], &c.answer)
	s.put(c, c.scratch, start.Add(took))
}

// completionID is the id that the path names.
func completionID(ctx *fasthttp.RequestCtx) string {
	return string(header.PathID(ctx, completionsPath))
}

func newCompletionKey(id string) (key answerKey, ok bool) {
	id, ok = strings.CutPrefix(id, completionPrefix)
	return key, copy(key[:], id) == len(key) && len(id) == len(key) && ok
}

// find returns a copy of what is kept of the completion that the path
// names.
func (s *completions) find(ctx *fasthttp.RequestCtx) (key answerKey, r completion, _ *apierr.Error) {
	key, ok := newCompletionKey(completionID(ctx))
	if ok {
		r, ok = s.archive.get(key)
	}
	if !ok || pace.Now() < r.extra.due {
		return key, r, &apierr.Error{Status: fasthttp.StatusNotFound, Message: fmt.Sprintf("Chat completion with id '%s' not found.", completionID(ctx))}
	}
	return key, r, nil
}

func (s *completions) get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	_, r, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	return appendCompletion(nil, &r), nil
}

func (s *completions) delete(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	key, _, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	s.archive.delete(key)
	return fmt.Appendf(nil, `{"id":"%s%s","object":"chat.completion.deleted","deleted":true}`, completionPrefix, key), nil
}

// update gives a completion other metadata.
func (s *completions) update(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	key, r, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	var metadata []byte
	c := session{body: ctx.Request.Body()}
	err = c.decode(func(c *session, name []byte) *apierr.Error {
		if string(name) == "metadata" {
			if kind := c.in.Kind(); kind != skim.Object && kind != skim.Null {
				return c.in.Reject("metadata", "an object")
			}
			metadata = c.in.Raw()
			return nil
		}
		c.in.Raw()
		return nil
	})
	if err == nil && metadata == nil {
		err = decode.Missing("metadata")
	}
	if err != nil {
		return nil, err
	}
	r.request = withMember(r.request, "metadata", metadata)
	s.archive.replace(key, r)
	return appendCompletion(nil, &r), nil
}

// withMember is object, which is JSON, with value in place of what its member of
// that name has.
func withMember(object []byte, name string, value []byte) []byte {
	in := decode.New(object)
	dst := []byte{'{'}
	for _, m := range strict.TakeMembers(&in) {
		if string(m.Name) != name {
			dst = append(append(dst, render.MustMarshal(string(m.Name))...), ':')
			dst = append(append(dst, m.Raw...), ',')
		}
	}
	return append(append(append(append(dst, render.MustMarshal(name)...), ':'), value...), '}')
}

// appendCompletion appends a chat completion as the API returns one that is kept: the
// answer, and what the request set.
func appendCompletion(dst []byte, r *completion) []byte {
	in := decode.New(r.request)
	given := strict.TakeMembers(&in)
	dst = append(dst, r.body[:len(r.body)-1]...)
	dst = append(r.extra.requestID.AppendRequest(append(dst, `,"request_id":"`+header.RequestIDPrefix...)), '"')
	for _, m := range [...]struct{ name, from, otherwise string }{
		{"tool_choice", "tool_choice", `null`},
		{"seed", "seed", `null`},
		{"top_p", "top_p", `1.0`},
		{"temperature", "temperature", `1.0`},
		{"presence_penalty", "presence_penalty", `0.0`},
		{"frequency_penalty", "frequency_penalty", `0.0`},
		{"input_user", "user", `null`},
		{"tools", "tools", `null`},
		{"response_format", "response_format", `null`},
		{"metadata", "metadata", `{}`},
	} {
		dst = append(append(append(dst, `,"`...), m.name...), `":`...)
		if value := given.Value(m.from); value != nil {
			dst = append(dst, value...)
		} else {
			dst = append(dst, m.otherwise...)
		}
	}
	return append(dst, '}')
}

// metadataOf is the metadata of a completion.
func metadataOf(r *completion) (m map[string]string) {
	json.Unmarshal(decode.Member(r.request, "metadata"), &m) // what is not of this form is filtered by nothing
	return m
}

// storedMessages are the messages that a completion is an answer to.
func storedMessages(id string, messages []byte) (items []listItem) {
	in := decode.New(messages)
	if in.Kind() != skim.Array {
		return nil
	}
	in.Array()
	for i := 0; in.NextElem(); i++ {
		own := fmt.Sprintf("%s-%d", id, i)
		dst := append([]byte(`{"id":`), render.MustMarshal(own)...)
		content, parts, name := []byte(`null`), []byte(`null`), []byte(`null`)
		message := in.Raw()
		inside := decode.New(message)
		for _, m := range strict.TakeMembers(&inside) {
			switch string(m.Name) {
			case "id":
			case "name":
				name = m.Raw
			case "content":
				if text := skim.New(m.Raw); text.Kind() == skim.String {
					content = m.Raw
				} else {
					parts = m.Raw
				}
			default:
				dst = append(append(append(append(dst, ','), render.MustMarshal(string(m.Name))...), ':'), m.Raw...)
			}
		}
		dst = append(append(dst, `,"content":`...), content...)
		dst = append(append(dst, `,"name":`...), name...)
		dst = append(append(dst, `,"content_parts":`...), parts...)
		items = append(items, listItem{id: own, body: append(dst, '}')})
	}
	return items
}
