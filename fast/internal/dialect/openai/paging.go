package openai

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

// ListItem is an item of a list as the API returns it.
type ListItem struct {
	ID   string
	Body []byte
}

// PageOf returns the page of items that the query asks for, as JSON. Items come oldest first,
// and PageOf may reorder them. The query may have an order, asc or desc, the id after which the
// page begins, and a limit from minLimit to 100. Without an order it has usual. A limit of 0
// counts as none, which is 20.
func PageOf(items []ListItem, query *fasthttp.Args, usual string, minLimit int) ([]byte, *apierr.Error) {
	limit := usualPage
	if query.Has("limit") {
		limit = query.GetUintOrZero("limit")
		if err := decode.CheckRange("limit", limit, minLimit, maxPage); err != nil {
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
		at := slices.IndexFunc(items, func(it ListItem) bool { return it.ID == after })
		items = items[at+1:]
	}
	return renderPage(items[:min(limit, len(items))], len(items) > limit), nil
}

// ListOf returns all items as JSON.
func ListOf(items []ListItem) []byte { return renderPage(items, false) }

func renderPage(items []ListItem, more bool) []byte {
	dst := []byte(`{"object":"list","data":[`)
	first, last := []byte("null"), []byte("null")
	for i, it := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, it.Body...)
		last = render.MustMarshal(it.ID)
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
