package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/responses"
	"mock-openai/fast/internal/strict"
)

// conversationEndpoints returns the endpoints of the Conversations API below path.
func conversationEndpoints(path string, d *dialect.Dialect, talks *responses.Conversations) []endpoint {
	const get, post, del = fasthttp.MethodGet, fasthttp.MethodPost, fasthttp.MethodDelete
	one, items := path+"/{id}", path+"/{id}/items"
	return []endpoint{
		{method: post, path: path, dialect: d, lookup: talks.Create, rules: strict.Conversation},
		{method: get, path: one, dialect: d, lookup: talks.Get},
		{method: post, path: one, dialect: d, lookup: talks.Update, rules: strict.ConversationUpdate},
		{method: del, path: one, dialect: d, lookup: talks.Delete},
		{method: post, path: items, dialect: d, lookup: talks.AddItems, rules: strict.ConversationItems},
		{method: get, path: items, dialect: d, lookup: talks.Items},
		{method: get, path: items + "/{id}", dialect: d, lookup: talks.GetItem},
		{method: del, path: items + "/{id}", dialect: d, lookup: talks.DeleteItem},
	}
}
