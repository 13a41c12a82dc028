package responses

import (
	"fmt"
	"strings"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/store"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Conversations is the Conversations API. It keeps the conversations, to which responses add.
type Conversations struct {
	Tokenizer pool.Tokenizer // says what a token is; nil means four characters
	kept      store.Histories
}

// ConversationsPath is the path of all conversations.
const ConversationsPath = "/v1/conversations"

const (
	conversationPrefix = "conv_"
	noMetadata         = "{}"
)

// conversationID returns the id in the path.
func conversationID(ctx *fasthttp.RequestCtx) string {
	return string(header.PathID(ctx, "/conversations/"))
}

// newConversationKey returns the key of the conversation with that id. It returns false if
// no conversation can have the id.
func newConversationKey(id string) (key store.Key, ok bool) {
	id, ok = strings.CutPrefix(id, conversationPrefix)
	return key, copy(key[:], id) == len(key) && len(id) == len(key) && ok
}

// keyIn is newConversationKey for the id in the path.
func keyIn(ctx *fasthttp.RequestCtx) store.Key {
	key, ok := newConversationKey(conversationID(ctx))
	if !ok {
		return store.Key{} // which no conversation has
	}
	return key
}

func errNoConversation(id string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound, Message: fmt.Sprintf("Conversation with id '%s' not found.", id)}
}

// Create begins a conversation. Its id is random, so that no two have the same.
func (v *Conversations) Create(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	id := render.NewID()
	given, err := v.read(ctx, id)
	if err != nil {
		return nil, err
	}
	head := store.HistoryHead{Created: time.Now().Unix(), Metadata: given.metadata}
	if len(head.Metadata) == 0 {
		head.Metadata = []byte(noMetadata)
	}
	var key store.Key
	id.AppendAnswer(key[:0])
	v.kept.Put(key, head, given.items)
	return appendHead(nil, key, head), nil
}

// appendHead appends a conversation as the API returns it.
func appendHead(dst []byte, key store.Key, head store.HistoryHead) []byte {
	return fmt.Appendf(dst, `{"id":"%s%s","object":"conversation","created_at":%d,"metadata":%s}`, conversationPrefix, key, head.Created, head.Metadata)
}

// Get returns the conversation that the path names.
func (v *Conversations) Get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	key := keyIn(ctx)
	head, ok := v.kept.Head(key)
	if !ok {
		return nil, errNoConversation(conversationID(ctx))
	}
	return appendHead(nil, key, head), nil
}

// Update replaces the metadata of a conversation.
func (v *Conversations) Update(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	if _, err := v.Get(ctx); err != nil {
		return nil, err
	}
	given, err := v.read(ctx, render.ID{})
	switch {
	case err != nil:
		return nil, err
	case given.metadata == nil:
		return nil, decode.Missing("metadata")
	}
	v.kept.SetMetadata(keyIn(ctx), given.metadata)
	return v.Get(ctx)
}

// Delete forgets a conversation and its items.
func (v *Conversations) Delete(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	key := keyIn(ctx)
	if !v.kept.Delete(key) {
		return nil, errNoConversation(conversationID(ctx))
	}
	return fmt.Appendf(nil, `{"id":"%s%s","object":"conversation.deleted","deleted":true}`, conversationPrefix, key), nil
}

// givenConversation is what a request says of a conversation.
type givenConversation struct {
	metadata []byte // JSON; nil if absent
	items    []store.HistoryItem
	hasItems bool
}

// read reads the body of ctx. The ids of the items follow from id. A body may be absent.
func (v *Conversations) read(ctx *fasthttp.RequestCtx, id render.ID) (given givenConversation, err *apierr.Error) {
	body := ctx.Request.Body()
	if len(body) == 0 {
		return given, nil
	}
	var items []byte
	c := dialect.Session{Body: body}
	c.Tokenizer = v.Tokenizer
	err = c.DecodeMembers(func(c *dialect.Session, name []byte) *apierr.Error {
		switch string(name) {
		case "items":
			items = nil
			if c.In.Kind() != skim.Array {
				return c.In.TakeNull("items", "an array of input items")
			}
			again := c.In
			items = again.Raw()
			return takeList(c, "items")
		case "metadata":
			if kind := c.In.Kind(); kind != skim.Object && kind != skim.Null {
				return c.In.Reject("metadata", "an object")
			}
			if given.metadata = c.In.Raw(); string(given.metadata) == "null" {
				given.metadata = []byte(noMetadata)
			}
			return nil
		}
		c.In.Raw()
		return nil
	})
	if err != nil {
		return given, err
	}
	given.hasItems = items != nil
	given.items = v.inputItems(id, items)
	return given, given.checkSize()
}

// checkSize refuses what is too long to be kept.
func (g *givenConversation) checkSize() *apierr.Error {
	size := len(g.metadata)
	for i := range g.items {
		size += g.items[i].Size()
	}
	if size <= store.MaxHistory/2 {
		return nil
	}
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "invalid_value", Message: "The conversation is too long to be kept."}
}

// readConversation finds the conversation that r is part of, and returns the tokens of its
// items. A deterministic server answers without it: the request alone determines the answer.
// The errors are those of OpenAI's servers.
func (s *Codec) readConversation(r *response) (tokens int, _ *apierr.Error) {
	if r.given[paramPrevious] != nil {
		return 0, errTwoPasts
	}
	raw := r.given[paramConversation]
	if raw[0] == '{' {
		raw = decode.Member(raw, "id")
	}
	in := decode.New(raw)
	if raw == nil || in.Kind() != skim.String {
		return 0, decode.Missing("conversation.id")
	}
	id := string(skim.AppendUnescaped(nil, in.String().Raw))
	key, ok := newConversationKey(id)
	if ok {
		tokens, ok = s.Conversations.kept.Tokens(key)
	}
	switch determined := r.session.Determined; {
	case !ok && determined && !s.Strict:
		return 0, nil
	case !ok:
		return 0, errNoConversation(id)
	case determined:
		tokens = 0
	}
	r.conversation, r.thread = s.Conversations, key
	return tokens, nil
}

var errTwoPasts = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "mutually_exclusive_parameters",
	Message: "Mutually exclusive parameters: ''. Ensure you are only providing one of: 'pre..._id' or 'conversation'."}
