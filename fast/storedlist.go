package fast

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/pace"
	"mock-openai/fast/skim"
)

// listCompletions returns a page of the chat completions that are kept. The
// oldest comes first unless the query says order=desc.
func (s *Server) listCompletions(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	model, metadata := ctx.QueryArgs().Peek("model"), queriedMetadata(ctx.QueryArgs())
	type found struct {
		key   responseKey
		order uint64
		body  []byte
	}
	var all []found
	s.completed.each(func(key responseKey, r *record) {
		if pace.Now() < r.due || !r.hasModel(model) || !r.hasMetadata(metadata) {
			return
		}
		all = append(all, found{key, r.order, r.completion()})
	})
	slices.SortFunc(all, func(a, b found) int { return cmp.Compare(a.order, b.order) })
	var items []inputItem
	for _, f := range all {
		items = append(items, inputItem{id: completionPrefix + string(f.key[:]), body: f.body})
	}
	return pageOf(items, ctx.QueryArgs(), "asc", 0)
}

// listMessages returns a page of the messages that a completion answers.
func (s *Server) listMessages(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	_, r, err := s.retrieveCompletion(ctx)
	if err != nil {
		return nil, err
	}
	return pageOf(storedMessages(completionID(ctx), decode.Member(r.request, "messages")), ctx.QueryArgs(), "asc", 0)
}

// hasModel tells whether r's model is that, or any is wanted.
func (r *record) hasModel(model []byte) bool {
	if len(model) == 0 {
		return true
	}
	text := skim.New(decode.Member(r.body, "model"))
	return text.Kind() == skim.String && bytes.Equal(skim.AppendUnescaped(nil, text.String().Raw), model)
}

func (r *record) hasMetadata(want map[string]string) bool {
	if len(want) == 0 {
		return true
	}
	have := r.metadata()
	for key, value := range want {
		if got, ok := have[key]; !ok || got != value {
			return false
		}
	}
	return true
}

// queriedMetadata is what metadata[KEY]=VALUE in a query asks for.
func queriedMetadata(query *fasthttp.Args) map[string]string {
	want := map[string]string{}
	for name, value := range query.All() {
		if key, ok := strings.CutPrefix(string(name), "metadata["); ok && strings.HasSuffix(key, "]") {
			want[key[:len(key)-1]] = string(value)
		}
	}
	return want
}
