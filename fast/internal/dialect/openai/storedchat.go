package openai

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/store"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/pace"
	"mock-openai/fast/skim"
)

// What can be done with the chat completions of requests that have "store": true.

const (
	CompletionsPath  = "/v1/chat/completions/"
	completionPrefix = "chatcmpl-"
)

// StoredChats are the chat completions that are kept.
type StoredChats struct {
	archive store.Store[storedExtra]
	stored  atomic.Uint64 // how many have been kept so far
}

// storedExtra is what is kept of a chat completion besides its texts.
type storedExtra struct {
	due       pace.Instant
	order     uint64 // among the others
	requestID render.ID
}

type storedChat = store.Record[storedExtra]

// put keeps the answer body. It can be retrieved once it is due.
func (s *StoredChats) put(c *dialect.Session, body []byte, due pace.Instant) {
	if c.Fails {
		return
	}
	var key store.Key
	c.ID.AppendAnswer(key[:0])
	s.archive.Put(key, storedChat{Body: body, Request: c.Body, Extra: storedExtra{due, s.stored.Add(1), c.ID}})
}

// putStream keeps an answer that is about to be streamed.
func (s *StoredChats) putStream(c *dialect.Session, f *Format) {
	if c.TextSize() > store.ShardMemory {
		return // it would not be kept, so it is not rendered
	}
	start, took := c.Clock.Lasting(c.CompletionTokens - c.ReasoningTokens)
	c.Scratch = append(f.appendAnswer(c.Scratch[:0], &c.Answer, nil), '}')
	s.put(c, c.Scratch, start.Add(took))
}

// completionID returns the id in the path.
func completionID(ctx *fasthttp.RequestCtx) string {
	return string(header.PathID(ctx, CompletionsPath))
}

func newCompletionKey(id string) (key store.Key, ok bool) {
	id, ok = strings.CutPrefix(id, completionPrefix)
	return key, copy(key[:], id) == len(key) && len(id) == len(key) && ok
}

// find returns a copy of the completion that the path names.
func (s *StoredChats) find(ctx *fasthttp.RequestCtx) (key store.Key, r storedChat, _ *apierr.Error) {
	key, ok := newCompletionKey(completionID(ctx))
	if ok {
		r, ok = s.archive.Get(key)
	}
	if !ok || pace.Now() < r.Extra.due {
		return key, r, &apierr.Error{Status: fasthttp.StatusNotFound, Message: fmt.Sprintf("Chat completion with id '%s' not found.", completionID(ctx))}
	}
	return key, r, nil
}

// Get returns a completion.
func (s *StoredChats) Get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	_, r, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	return appendCompletion(nil, &r), nil
}

// Delete forgets a completion.
func (s *StoredChats) Delete(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	key, _, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	s.archive.Delete(key)
	return fmt.Appendf(nil, `{"id":"%s%s","object":"chat.completion.deleted","deleted":true}`, completionPrefix, key), nil
}

// Update replaces the metadata of a completion.
func (s *StoredChats) Update(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	key, r, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	var metadata []byte
	c := dialect.Session{Body: ctx.Request.Body()}
	err = c.DecodeMembers(func(c *dialect.Session, name []byte) *apierr.Error {
		if string(name) == "metadata" {
			if kind := c.In.Kind(); kind != skim.Object && kind != skim.Null {
				return c.In.Reject("metadata", "an object")
			}
			metadata = c.In.Raw()
			return nil
		}
		c.In.Raw()
		return nil
	})
	if err == nil && metadata == nil {
		err = decode.Missing("metadata")
	}
	if err != nil {
		return nil, err
	}
	r.Request = withMember(r.Request, "metadata", metadata)
	if !s.archive.Replace(key, r) {
		return nil, &apierr.Error{Status: fasthttp.StatusBadRequest, Param: "metadata", Code: "invalid_value", Message: "The metadata is too long to be kept."}
	}
	return appendCompletion(nil, &r), nil
}

// withMember returns object, which is JSON, with value for the member of that name.
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

// appendCompletion appends a chat completion as the API returns it later: the answer, and
// the parameters of the request.
func appendCompletion(dst []byte, r *storedChat) []byte {
	in := decode.New(r.Request)
	given := strict.TakeMembers(&in)
	dst = append(dst, r.Body[:len(r.Body)-1]...)
	dst = append(r.Extra.requestID.AppendRequest(append(dst, `,"request_id":"`+header.RequestIDPrefix...)), '"')
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

// metadataOf returns the metadata of a completion.
func metadataOf(r *storedChat) (m map[string]string) {
	json.Unmarshal(decode.Member(r.Request, "metadata"), &m) // metadata of another form matches no filter
	return m
}

// storedMessages returns the messages that a completion answers.
func storedMessages(id string, messages []byte) (items []ListItem) {
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
		items = append(items, ListItem{ID: own, Body: append(dst, '}')})
	}
	return items
}
