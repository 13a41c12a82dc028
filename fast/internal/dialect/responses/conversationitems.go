package responses

import (
	"bytes"
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/store"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Items returns a page of the items of a conversation. The last item comes first unless
// the query says order=asc.
func (v *Conversations) Items(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	kept, ok := v.kept.Items(keyIn(ctx))
	if !ok {
		return nil, errNoConversation(conversationID(ctx))
	}
	return openai.PageOf(listed(kept, ctx.QueryArgs()), ctx.QueryArgs(), "desc", 1)
}

// AddItems adds items to a conversation, and returns them.
func (v *Conversations) AddItems(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	if _, err := v.Get(ctx); err != nil {
		return nil, err
	}
	given, err := v.read(ctx, render.NewID())
	switch {
	case err != nil:
		return nil, err
	case !given.hasItems:
		return nil, decode.Missing("items")
	}
	if !v.kept.Add(keyIn(ctx), given.items) {
		return nil, errNoConversation(conversationID(ctx))
	}
	return openai.ListOf(listed(given.items, ctx.QueryArgs())), nil
}

// GetItem returns an item of a conversation.
func (v *Conversations) GetItem(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	kept, ok := v.kept.Items(keyIn(ctx))
	if !ok {
		return nil, errNoConversation(conversationID(ctx))
	}
	id := itemID(ctx)
	for i := range kept {
		if kept[i].ID == id {
			return listed(kept[i:i+1], ctx.QueryArgs())[0].Body, nil
		}
	}
	return nil, errNoItem(id)
}

// DeleteItem removes an item from a conversation, and returns the conversation.
func (v *Conversations) DeleteItem(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	conversation, err := v.Get(ctx)
	if err != nil {
		return nil, err
	}
	if id := itemID(ctx); !v.kept.Remove(keyIn(ctx), id) {
		return nil, errNoItem(id)
	}
	return conversation, nil
}

// itemID returns the id of the item in the path.
func itemID(ctx *fasthttp.RequestCtx) string { return string(header.PathID(ctx, "/items/")) }

func errNoItem(id string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound, Message: fmt.Sprintf("Item with id '%s' not found.", id)}
}

// inputItems returns the items of an input, which is JSON, as a conversation keeps them. Their
// ids follow from id, whatever ids they have: all ids of a conversation differ. What refers to
// an item is left out. Together the items have as many tokens as the input.
func (v *Conversations) inputItems(id render.ID, input []byte) (items []store.HistoryItem) {
	chars := 0
	add := func(raw []byte) {
		in := decode.New(raw)
		given := strict.TakeMembers(&in)
		before := pool.Tokens(chars)
		if chars += v.charsOf(raw); refers(given) {
			return
		}
		kind, own := kindOf(given), render.ID{^id[0], id[1] + uint64(len(items))}
		it := completeItem(string(own.AppendAnswer([]byte(inputPrefix(kind)))), kind, given)
		items = append(items, store.HistoryItem{ID: it.ID, Body: it.Body, Tokens: pool.Tokens(chars) - before})
	}
	in := decode.New(input)
	switch in.Kind() {
	case skim.String:
		add(append(append([]byte(`{"role":"user","content":`), in.Raw()...), '}'))
	case skim.Array:
		for in.Array(); in.NextElem(); {
			add(in.Raw())
		}
	}
	return items
}

// refers reports whether an item is a reference to another.
func refers(given strict.Members) bool {
	kind := string(given.Text("type"))
	return kind == "item_reference" || kind == "" && given.Value("role") == nil && given.Value("id") != nil
}

// charsOf returns the characters of an item that a request has.
func (v *Conversations) charsOf(item []byte) int {
	c := dialect.Session{In: decode.New(item)}
	c.Tokenizer = v.Tokenizer
	takeItem(&c, "", 0) // the request was read before
	return c.PromptChars
}

// outputItems returns the output of r as a conversation keeps it. Reasoning is not part of
// later prompts.
func (r *response) outputItems() (items []store.HistoryItem) {
	for i := range r.items {
		it, tokens := &r.items[i], 0
		if it.form != &reasoningItem && it.form != &silentItem {
			tokens = it.article.Tokens()
		}
		items = append(items, store.HistoryItem{ID: string(it.appendID(nil)), Body: bytes.Clone(r.appendItem(nil, it)), Tokens: tokens})
	}
	return items
}

// listed returns items as the API returns them. Log probabilities and encrypted reasoning are
// shown if the query includes them.
func listed(kept []store.HistoryItem, query *fasthttp.Args) []openai.ListItem {
	logprobs, sealed := false, false
	for name, value := range query.All() {
		if key := string(name); key == "include" || key == "include[]" {
			logprobs = logprobs || string(value) == "message.output_text.logprobs"
			sealed = sealed || string(value) == "reasoning.encrypted_content"
		}
	}
	items := make([]openai.ListItem, len(kept))
	for i := range kept {
		body := kept[i].Body
		if !logprobs && bytes.Contains(body, []byte(`"logprobs":[{`)) || !sealed && bytes.Contains(body, []byte(`"encrypted_content"`)) {
			body = hide(body, logprobs, sealed)
		}
		items[i] = openai.ListItem{ID: kept[i].ID, Body: body}
	}
	return items
}

// hide returns an item without its log probabilities and without what is encrypted, unless
// they are shown.
func hide(item []byte, logprobs, sealed bool) []byte {
	in := decode.New(item)
	given := strict.TakeMembers(&in)
	dst := []byte{'{'}
	for _, m := range given {
		name := string(m.Name)
		if name == "encrypted_content" && !sealed && kindOf(given) == "reasoning" {
			continue
		}
		dst = append(append(dst, render.MustMarshal(name)...), ':')
		if name == "content" && !logprobs {
			dst = appendUnmeasured(dst, m.Raw)
		} else {
			dst = append(dst, m.Raw...)
		}
		dst = append(dst, ',')
	}
	dst[len(dst)-1] = '}'
	return dst
}

// appendUnmeasured appends the parts of a content without log probabilities.
func appendUnmeasured(dst, content []byte) []byte {
	in := decode.New(content)
	if in.Kind() != skim.Array {
		return append(dst, content...)
	}
	dst = append(dst, '[')
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if i > 0 {
			dst = append(dst, ',')
		}
		if in.Kind() == skim.Object {
			part := strict.TakeMembers(&in)
			for i := range part {
				if string(part[i].Name) == "logprobs" {
					part[i].Raw = []byte("[]")
				}
			}
			dst = appendFilled(dst, part)
		} else {
			dst = append(dst, in.Raw()...)
		}
	}
	return append(dst, ']')
}
