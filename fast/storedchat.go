package fast

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/pace"
	"mock-openai/fast/skim"
)

// What can be done with a chat completion that is kept, as a request with
// "store": true has it.

const (
	completionsPath  = "/v1/chat/completions/"
	completionPrefix = "chatcmpl-"
)

// storeCompletion keeps the whole answer that body is, and shows it once it is due.
func (s *Server) storeCompletion(c *call, body []byte, due pace.Instant) {
	if c.fault.Kind == fault.Error {
		return
	}
	var key responseKey
	c.id.appendAnswer(key[:0])
	s.completed.put(key, record{body: body, request: c.body, due: due, order: s.stored.Add(1), requestID: c.id})
}

// storeStream keeps an answer that is about to be streamed.
func (s *Server) storeStream(c *call, f *format) {
	if c.size() > shelfMemory {
		return // it would not be kept, and this saves the memory to render it
	}
	start, took := s.lasting(c, c.completionTokens-c.reasoningTokens)
	if c.rich != nil {
		c.scratch = c.appendRich(c.scratch[:0], f)
	} else {
		c.scratch = f.append(c.scratch[:0], &c.answer)
	}
	s.storeCompletion(c, c.scratch, start.Add(took))
}

// completionID is the id that the path names.
func completionID(ctx *fasthttp.RequestCtx) string { return string(pathID(ctx, completionsPath)) }

func newCompletionKey(id string) (key responseKey, ok bool) {
	id, ok = strings.CutPrefix(id, completionPrefix)
	return key, copy(key[:], id) == len(key) && len(id) == len(key) && ok
}

// retrieveCompletion returns a copy of what is kept of the completion that the path
// names, or else answers that there is none.
func (s *Server) retrieveCompletion(ctx *fasthttp.RequestCtx) (key responseKey, r record, ok bool) {
	if key, ok = newCompletionKey(completionID(ctx)); ok {
		r, ok = s.completed.get(key)
	}
	if ok = ok && pace.Now() >= r.due; !ok {
		s.writeError(ctx, &apiError{status: fasthttp.StatusNotFound, message: fmt.Sprintf("Chat completion with id '%s' not found.", completionID(ctx))})
	}
	return key, r, ok
}

func (s *Server) getCompletion(ctx *fasthttp.RequestCtx) {
	if _, r, ok := s.retrieveCompletion(ctx); ok {
		s.writeJSON(ctx, r.completion())
	}
}

func (s *Server) deleteCompletion(ctx *fasthttp.RequestCtx) {
	if key, _, ok := s.retrieveCompletion(ctx); ok {
		s.completed.delete(key)
		s.writeJSON(ctx, fmt.Appendf(nil, `{"id":"%s%s","object":"chat.completion.deleted","deleted":true}`, completionPrefix, key))
	}
}

// updateCompletion gives a completion other metadata.
func (s *Server) updateCompletion(ctx *fasthttp.RequestCtx) {
	key, r, ok := s.retrieveCompletion(ctx)
	if !ok {
		return
	}
	var metadata []byte
	var c call
	err := c.decode(ctx.Request.Body(), func(c *call, name []byte) *apiError {
		if string(name) == "metadata" {
			if kind := c.in.Kind(); kind != skim.Object && kind != skim.Null {
				return c.in.reject("metadata", "an object")
			}
			metadata = c.in.Raw()
			return nil
		}
		c.in.Raw()
		return nil
	})
	if err == nil && metadata == nil {
		err = errMissing("metadata")
	}
	if err != nil {
		s.writeError(ctx, err)
		return
	}
	r.request = withMember(r.request, "metadata", metadata)
	s.completed.replace(key, r)
	s.writeJSON(ctx, r.completion())
}

// withMember is object, which is JSON, with value in place of what its member of
// that name has.
func withMember(object []byte, name string, value []byte) []byte {
	in := reader{skim.New(object)}
	dst := []byte{'{'}
	for _, m := range takeMembers(&in) {
		if string(m.name) != name {
			dst = append(append(dst, mustMarshal(string(m.name))...), ':')
			dst = append(append(dst, m.raw...), ',')
		}
	}
	return append(append(append(append(dst, mustMarshal(name)...), ':'), value...), '}')
}

// completion is a chat completion as the API returns one that is kept: the answer,
// and what the request set.
func (r *record) completion() []byte {
	in := reader{skim.New(r.request)}
	given := takeMembers(&in)
	dst := append([]byte(nil), r.body[:len(r.body)-1]...)
	dst = append(r.requestID.appendRequest(append(dst, `,"request_id":"`+requestIDPrefix...)), '"')
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
		if value := given.value(m.from); value != nil {
			dst = append(dst, value...)
		} else {
			dst = append(dst, m.otherwise...)
		}
	}
	return append(dst, '}')
}

// metadata is that of a completion.
func (r *record) metadata() (m map[string]string) {
	json.Unmarshal(member(r.request, "metadata"), &m) // what is not of this form is filtered by nothing
	return m
}

// storedMessages are the messages that a completion is an answer to.
func storedMessages(id string, messages []byte) (items []inputItem) {
	in := reader{skim.New(messages)}
	if in.Kind() != skim.Array {
		return nil
	}
	in.Array()
	for i := 0; in.NextElem(); i++ {
		own := fmt.Sprintf("%s-%d", id, i)
		dst := append([]byte(`{"id":`), mustMarshal(own)...)
		content, parts, name := []byte(`null`), []byte(`null`), []byte(`null`)
		message := in.Raw()
		inside := reader{skim.New(message)}
		for _, m := range takeMembers(&inside) {
			switch string(m.name) {
			case "id":
			case "name":
				name = m.raw
			case "content":
				if text := skim.New(m.raw); text.Kind() == skim.String {
					content = m.raw
				} else {
					parts = m.raw
				}
			default:
				dst = append(append(append(append(dst, ','), mustMarshal(string(m.name))...), ':'), m.raw...)
			}
		}
		dst = append(append(dst, `,"content":`...), content...)
		dst = append(append(dst, `,"name":`...), name...)
		dst = append(append(dst, `,"content_parts":`...), parts...)
		items = append(items, inputItem{id: own, body: append(dst, '}')})
	}
	return items
}
