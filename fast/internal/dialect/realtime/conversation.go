// Package realtime is the Realtime API of OpenAI for sessions of text, over WebSocket. Audio
// is never made: an answer in audio is its transcript.
package realtime

import (
	"bytes"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// API makes the conversations of a server.
type API struct {
	Seed   *uint64 // of all ids and times; nil means that they are random and true
	Most   int     // bytes that the items of a conversation may have
	Strict bool    // refuses unknown parameters
	Model  []byte  // of sessions that name none, JSON-escaped
}

// conversation is a WebSocket connection: the session, the items so far, and the answer under
// way.
type conversation struct {
	api     *API
	version *version
	model   []byte // JSON-escaped
	seed    render.ID
	began   int64 // Unix second
	ids     atomic.Uint64
	events  atomic.Uint64

	mu        sync.Mutex
	session   session
	items     []item
	size      int    // bytes of items
	audio     int    // bytes in the input buffer
	answers   int    // that are under way or wait
	active    string // id of the response under way; empty for none
	limits    []byte // the array of the event rate_limits.updated; empty for none
	cancelled bool   // the response under way is to end
	finished  bool   // the last event of the response under way has been made
}

// Converse returns the state of a new connection. The query names the model.
func (a *API) Converse(h *fasthttp.RequestHeader, uri *fasthttp.URI) dialect.Conversation {
	v := &conversation{api: a, version: &ga, model: a.Model}
	if bytes.Contains(h.Peek("OpenAI-Beta"), []byte("realtime=v1")) || bytes.Contains(uri.QueryString(), []byte("api-version=")) {
		v.version = &beta
	}
	for _, name := range []string{"deployment", "model"} {
		if model := uri.QueryArgs().Peek(name); len(model) > 0 {
			v.model = render.AppendEscaped(nil, model)
		}
	}
	v.seed, v.began = render.NewID(), time.Now().Unix()
	if a.Seed != nil {
		v.seed, v.began = render.ID{pool.Hash(*a.Seed, v.model), pool.Hash(^*a.Seed, v.model)}, 1_700_000_000
	}
	v.session = v.version.session
	return v
}

// newID returns a new id with that prefix.
func (v *conversation) newID(prefix string) string {
	id := render.ID{v.seed[0], v.seed[1] + v.ids.Add(1)}
	return string(id.AppendAnswer([]byte(prefix)))
}

// sessionID and conversationID do not change.
func (v *conversation) sessionID() string {
	return string(v.seed.AppendAnswer([]byte("sess_")))
}

func (v *conversation) conversationID() string {
	return string(render.ID{v.seed[1], v.seed[0]}.AppendAnswer([]byte("conv_")))
}

// event returns an event of that type with these members.
func (v *conversation) event(kind string, members ...string) []byte {
	id := render.ID{^v.seed[0], v.seed[1] + v.events.Add(1)}
	e := append(append([]byte(`{"type":"`), kind...), `","event_id":"`+eventPrefix...)
	e = append(id.AppendAnswer(e), '"')
	for _, m := range members {
		e = append(append(e, ','), m...)
	}
	return append(e, '}')
}

const eventPrefix = "event_"

func quoted(name, value string) string { return fmt.Sprintf(`"%s":"%s"`, name, value) }

// Greet sends the session.
func (v *conversation) Greet(send func([]byte)) {
	send(v.event("session.created", v.sessionMember()))
	if v.version == &beta {
		send(v.event("conversation.created", fmt.Sprintf(`"conversation":{"id":"%s","object":"realtime.conversation"}`, v.conversationID())))
	}
}

// Expire says that the session is too old.
func (v *conversation) Expire(send func([]byte)) {
	v.refuse(send, nil, &problem{code: "session_expired", message: "Your session hit the maximum duration of 60 minutes."})
}

// clientEvent is an event of the client. Its members are raw JSON, nil if absent.
type clientEvent struct {
	kind string
	id   []byte
	raw  []byte
	send func([]byte)
}

func (e *clientEvent) member(name string) []byte { return decode.NullAsNil(decode.Member(e.raw, name)) }

// text returns the text of a member, JSON-escaped, or "".
func (e *clientEvent) text(name string) string { return textOf(decode.Member(e.raw, name)) }

func textOf(raw []byte) string {
	in := decode.New(raw)
	return string(in.TakeText().Raw)
}

// handlers handle the events of a client, by type. They are called with the lock held.
var handlers = map[string]func(*conversation, *clientEvent) (dialect.Ask, *problem){
	"session.update":             (*conversation).updateSession,
	"conversation.item.create":   (*conversation).createItem,
	"conversation.item.delete":   (*conversation).deleteItem,
	"conversation.item.retrieve": (*conversation).retrieveItem,
	"conversation.item.truncate": (*conversation).truncateItem,
	"input_audio_buffer.append":  (*conversation).appendAudio,
	"input_audio_buffer.clear":   (*conversation).clearAudio,
	"input_audio_buffer.commit":  (*conversation).commitAudio,
	"response.create":            (*conversation).createResponse,
	"response.cancel":            (*conversation).cancelResponse,
}

const kinds = "'session.update', 'input_audio_buffer.append', 'input_audio_buffer.commit', 'input_audio_buffer.clear', 'conversation.item.create', " +
	"'conversation.item.retrieve', 'conversation.item.truncate', 'conversation.item.delete', 'response.create', and 'response.cancel'"

// Receive answers an event of the client.
func (v *conversation) Receive(message []byte, send func([]byte)) dialect.Ask {
	e := clientEvent{raw: message, send: send}
	in := decode.New(message)
	isObject := in.Kind() == skim.Object
	in.Raw()
	if in.End() != nil || !isObject {
		v.refuse(send, nil, &problem{code: "invalid_json", message: decode.ErrBadJSON.Message})
		return dialect.Ask{}
	}
	if id := decode.Member(message, "event_id"); len(id) > 0 && id[0] == '"' {
		e.id = id
	}
	e.kind = e.text("type")
	handle := handlers[e.kind]
	if handle == nil {
		why := &problem{param: "type", code: "invalid_value", message: fmt.Sprintf("Invalid value: '%s'. Supported values are: %s.", e.kind, kinds)}
		if e.kind == "" {
			why.code, why.message = "missing_required_parameter", "Missing required parameter: 'type'."
		}
		v.refuse(send, e.id, why)
		return dialect.Ask{}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	ask, why := handle(v, &e)
	if why != nil {
		v.refuse(send, e.id, why)
	}
	return ask
}

// finish ends the answer under way before its last event is sent, because a client may ask
// for the next answer as soon as it gets the event.
func (v *conversation) finish() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.finished {
		v.endAnswer()
		v.finished = true
	}
}

// Answered ends the answer under way unless its last event has ended it.
func (v *conversation) Answered() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.finished {
		v.endAnswer()
	}
	v.finished = false
}

func (v *conversation) endAnswer() {
	v.answers--
	v.active, v.cancelled = "", false
}
