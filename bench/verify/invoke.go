package verify

import (
	"cmp"
	"net/url"
	"strings"
)

// Invoke is Amazon Bedrock's InvokeModel API with a model of Anthropic's. It has the bodies
// and events of Messages; streams wrap the events in binary messages.
var Invoke = &API{
	Name:      "bedrock-invoke",
	Model:     Bedrock.Model,
	Key:       Bedrock.Key,
	KeyPrefix: Bedrock.KeyPrefix,
	path: func(model string, stream bool) string {
		path := "/model/" + url.PathEscape(model) + "/invoke"
		if stream {
			path += "-with-response-stream"
		}
		return path
	},
	body: func(r Request) any {
		return struct {
			Version   string    `json:"anthropic_version"`
			MaxTokens int       `json:"max_tokens"`
			Messages  []message `json:"messages"`
		}{"bedrock-2023-05-31", cmp.Or(r.MaxTokens, max(r.Tokens, leastMost)), userMessage(r)}
	},
	asksStream:  func(path string, _ []byte) bool { return endsIn(path, "/invoke-with-response-stream") },
	contentType: binaryMessages,
	steps:       Messages.steps,
	flow:        byType,
	opaque:      Messages.opaque,
	closing:     Messages.closing,
	finish:      Messages.finish,
	cut:         Messages.cut,
	role:        Messages.role,
	read:        (*said).anthropic,
}

// At returns the API of requests to a path. If a is one of Bedrock's two APIs, Converse and
// InvokeModel, the path decides which.
func (a *API) At(path string) *API {
	switch {
	case a != Bedrock && a != Invoke:
	case endsIn(path, "/invoke") || Invoke.asksStream(path, nil):
		return Invoke
	case endsIn(path, "/converse") || Bedrock.asksStream(path, nil):
		return Bedrock
	}
	return a
}

// endsIn reports whether path, without its query, ends in end.
func endsIn(path, end string) bool {
	path, _, _ = strings.Cut(path, "?")
	return strings.HasSuffix(path, end)
}
