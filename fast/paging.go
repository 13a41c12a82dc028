package fast

import (
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
)

// Bounds of a page of a list.
const (
	usualPage = 20
	maxPage   = 100
)

// listItem is an item of a list as the API returns it.
type listItem struct {
	id   string
	body []byte
}

// pageOf returns the page of items, oldest first, that the query asks for: its limit,
// at least least, its order, usual unless it is given, and the id that it comes after.
// A limit of 0 is that of none.
func pageOf(items []listItem, query *fasthttp.Args, usual string, least int) ([]byte, *apierr.Error) {
	limit := usualPage
	if query.Has("limit") {
		limit = query.GetUintOrZero("limit")
		if err := decode.CheckRange("limit", limit, least, maxPage); err != nil {
			return nil, err
		}
		if limit == 0 {
			limit = usualPage
		}
	}
	order := string(query.Peek("order"))
	if order != "asc" && order != "desc" {
		order = usual
	}
	if order == "desc" {
		slices.Reverse(items)
	}
	if after := string(query.Peek("after")); after != "" {
		at := slices.IndexFunc(items, func(it listItem) bool { return it.id == after })
		items = items[at+1:]
	}
	return renderPage(items[:min(limit, len(items))], len(items) > limit), nil
}

func renderPage(items []listItem, more bool) []byte {
	dst := []byte(`{"object":"list","data":[`)
	first, last := []byte("null"), []byte("null")
	for i, it := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, it.body...)
		last = render.MustMarshal(it.id)
		if i == 0 {
			first = last
		}
	}
	dst = append(append(dst, `],"first_id":`...), first...)
	dst = append(append(dst, `,"last_id":`...), last...)
	if more {
		return append(dst, `,"has_more":true}`...)
	}
	return append(dst, `,"has_more":false}`...)
}
