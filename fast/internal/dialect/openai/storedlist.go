package openai

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/store"
	"mock-openai/fast/pace"
	"mock-openai/fast/skim"
)

// List returns a page of the chat completions that are kept. The
// oldest comes first unless the query says order=desc.
func (s *StoredChats) List(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	model, metadata := ctx.QueryArgs().Peek("model"), queriedMetadata(ctx.QueryArgs())
	type found struct {
		key   store.Key
		order uint64
		body  []byte
	}
	var all []found
	s.archive.Each(func(key store.Key, r *storedChat) {
		if pace.Now() < r.Extra.due || !hasModel(r, model) || !hasMetadata(r, metadata) {
			return
		}
		all = append(all, found{key, r.Extra.order, appendCompletion(nil, r)})
	})
	slices.SortFunc(all, func(a, b found) int { return cmp.Compare(a.order, b.order) })
	var items []ListItem
	for _, f := range all {
		items = append(items, ListItem{ID: completionPrefix + string(f.key[:]), Body: f.body})
	}
	return PageOf(items, ctx.QueryArgs(), "asc", 0)
}

// Messages returns a page of the messages that a completion answers.
func (s *StoredChats) Messages(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	_, r, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	return PageOf(storedMessages(completionID(ctx), decode.Member(r.Request, "messages")), ctx.QueryArgs(), "asc", 0)
}

// hasModel reports whether r has that model. An empty model matches any.
func hasModel(r *storedChat, model []byte) bool {
	if len(model) == 0 {
		return true
	}
	text := skim.New(decode.Member(r.Body, "model"))
	return text.Kind() == skim.String && bytes.Equal(skim.AppendUnescaped(nil, text.String().Raw), model)
}

func hasMetadata(r *storedChat, want map[string]string) bool {
	if len(want) == 0 {
		return true
	}
	have := metadataOf(r)
	for key, value := range want {
		if got, ok := have[key]; !ok || got != value {
			return false
		}
	}
	return true
}

// queriedMetadata returns what metadata[KEY]=VALUE in a query asks for.
func queriedMetadata(query *fasthttp.Args) map[string]string {
	want := map[string]string{}
	for name, value := range query.All() {
		if key, ok := strings.CutPrefix(string(name), "metadata["); ok && strings.HasSuffix(key, "]") {
			want[key[:len(key)-1]] = string(value)
		}
	}
	return want
}
