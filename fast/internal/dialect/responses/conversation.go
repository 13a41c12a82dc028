package responses

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/store"
	"mock-openai/fast/skim"
)

// conversation is one WebSocket connection. Its requests may name streams. Each stream
// remembers its last response, so that the next one can continue it although it is not kept.
type conversation struct {
	mu      sync.Mutex
	streams []namedStream
}

// namedStream is a stream of responses; the one without a name is implied.
type namedStream struct {
	name   string
	last   store.Key
	tokens int // of the conversation up to and with the last response
}

// maxStreams is how many streams of a connection may have a name.
const maxStreams = 32

// Converse returns the state of a new connection.
func Converse(*fasthttp.RequestHeader, *fasthttp.URI) dialect.Conversation { return new(conversation) }

// Greet does nothing: the client begins.
func (*conversation) Greet(func([]byte)) {}

// Begin does nothing: events do not tell of limits.
func (*conversation) Begin(*fasthttp.ResponseHeader) {}

// Answered does nothing: a request waits until the answers of its stream are sent.
func (*conversation) Answered() {}

var expired = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "websocket_connection_limit_reached",
	Message: "Responses websocket connection limit reached (60 minutes). Create a new websocket connection to continue."}

func (v *conversation) Expire(send func([]byte)) { v.refuse(expired, nil, send) }

// Receive reads an event. Only response.create exists.
func (v *conversation) Receive(message []byte, send func([]byte)) dialect.Ask {
	kind, stream, err := readEvent(message)
	if err != nil {
		v.refuse(err, nil, send)
		return dialect.Ask{}
	}
	var suffix []byte
	if stream != nil {
		suffix = append(append([]byte(`,"stream_id":"`), stream...), '"')
		if !v.open(string(stream)) {
			v.refuse(errStreams, suffix, send)
			return dialect.Ask{}
		}
	}
	if string(kind) != "response.create" {
		v.refuse(errEvent(kind), suffix, send)
		return dialect.Ask{}
	}
	return dialect.Ask{Body: message, Suffix: suffix, Stream: stream}
}

// readEvent returns the type of an event and the name of its stream, nil if it has none.
func readEvent(message []byte) (kind, stream []byte, _ *apierr.Error) {
	in := decode.New(message)
	if in.Kind() != skim.Object {
		return nil, nil, decode.ErrBadJSON
	}
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		switch string(key) {
		case "type":
			kind = in.TakeText().Raw
		case "stream_id":
			given := in.Kind()
			if stream = in.TakeText().Raw; given != skim.Null && !isStreamID(stream) {
				return nil, nil, errStreamID
			}
		default:
			in.Raw()
		}
	}
	if in.End() != nil {
		return nil, nil, decode.ErrBadJSON
	}
	return kind, stream, nil
}

func isStreamID(id []byte) bool {
	return len(id) > 0 && len(id) <= 256 && !slices.ContainsFunc(id, func(b byte) bool {
		isLetter := 'a' <= b|0x20 && b|0x20 <= 'z'
		return !isLetter && (b < '0' || b > '9') && b != '_' && b != '-' && b != '.'
	})
}

var (
	errStreamID = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "invalid_stream_id", Param: "stream_id",
		Message: "The 'stream_id' field must be a non-empty string with at most 256 characters and may only contain letters, numbers, underscores, hyphens, and periods."}
	errStreams = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "websocket_stream_limit_reached", Param: "stream_id",
		Message: fmt.Sprintf("This WebSocket connection has reached its maximum number of distinct stream IDs (%d). Reuse an existing stream_id or open a new WebSocket connection.", maxStreams)}
)

// errEvent says that there is no event of a type, which is JSON-escaped.
func errEvent(kind []byte) *apierr.Error {
	e := &apierr.Error{Status: fasthttp.StatusBadRequest, Param: "type", Code: "invalid_value",
		Message: fmt.Sprintf("Invalid value: '%s'. Supported values are: 'response.create'.", skim.AppendUnescaped(nil, kind))}
	if len(kind) == 0 {
		e.Code, e.Message = "missing_required_parameter", "Missing required parameter: 'type'."
	}
	return e
}

// open reports whether requests may use the stream of that name.
func (v *conversation) open(name string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	named := 0
	for i := range v.streams {
		if v.streams[i].name == name {
			return true
		}
		if v.streams[i].name != "" {
			named++
		}
	}
	if named == maxStreams {
		return false
	}
	v.streams = append(v.streams, namedStream{name: name})
	return true
}

// remember makes a response the last one of a stream.
func (v *conversation) remember(name string, response store.Key, tokens int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	i := slices.IndexFunc(v.streams, func(s namedStream) bool { return s.name == name })
	if i < 0 {
		i = len(v.streams)
		v.streams = append(v.streams, namedStream{name: name})
	}
	v.streams[i].last, v.streams[i].tokens = response, tokens
}

// recall returns the tokens of the conversation up to a response that is the last of a
// stream.
func (v *conversation) recall(response store.Key) (tokens int, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for i := range v.streams {
		if v.streams[i].last == response {
			return v.streams[i].tokens, true
		}
	}
	return 0, false
}

// refuse sends the event for e.
func (v *conversation) refuse(e *apierr.Error, suffix []byte, send func([]byte)) {
	envelope := openai.Dialect.AppendError(nil, e, render.ID{})
	send(v.AppendError(nil, &dialect.Ask{Suffix: suffix}, e.Status, envelope))
}

// AppendError appends {"type":"error","status","error":{…}}.
func (*conversation) AppendError(dst []byte, a *dialect.Ask, status int, envelope []byte) []byte {
	if len(envelope) == 0 || envelope[0] != '{' {
		envelope = openai.Dialect.AppendError(nil, apierr.OfStatus(cmp.Or(status, fasthttp.StatusInternalServerError)), render.ID{})
	}
	dst = render.AppendInt(append(dst, `{"type":"error","status":`...), status)
	dst = append(append(dst, a.Suffix...), ',')
	return append(dst, envelope[1:]...)
}

// conversationOf returns the connection that a request came over; nil for HTTP.
func conversationOf(c *dialect.Session) *conversation {
	v, _ := c.Conversation.(*conversation)
	return v
}
