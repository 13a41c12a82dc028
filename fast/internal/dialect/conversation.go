package dialect

import "github.com/valyala/fasthttp"

// Conversation is the state of one WebSocket connection, as its dialect sees it. Receive and
// Expire are called by one goroutine at a time. The codec may use the conversation in
// another goroutine while it makes an answer.
type Conversation interface {
	// Greet sends the events that come before all others.
	Greet(send func(event []byte))
	// Receive reads a message of the client. It sends the events that answer it at once,
	// and returns what the message asks the model for.
	Receive(message []byte, send func(event []byte)) Ask
	// Begin is called before the events of an answer are sent, with its headers.
	Begin(h *fasthttp.ResponseHeader)
	// AppendError appends the event for an error that replaces an answer, and ends the
	// answer: after the event the client may ask again. The envelope is the one of the
	// error over HTTP.
	AppendError(dst []byte, a *Ask, status int, envelope []byte) []byte
	// Answered is called once for every Ask, when its answer is sent or given up.
	Answered()
	// Expire sends the event that says that the connection has lasted too long.
	Expire(send func(event []byte))
}

// Ask is what a message asks the model for.
type Ask struct {
	Body    []byte // of a request for the answer; nil if the message asks for none
	Suffix  []byte // members of every event, after those of the codec; may be empty
	Stream  []byte // its answers come one after another, and mixed with those of other streams; may be empty
	EventID []byte // of the message, as JSON; nil for none
	Cancel  bool   // the answers that are being sent end
}

// Talking is the connection of a request that is part of a conversation.
type Talking interface{ Conversation() Conversation }
