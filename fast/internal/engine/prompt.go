package engine

import "mock-openai/fast/skim"

// Role is the role of whoever says a text of a prompt.
type Role uint8

const (
	RoleUser Role = iota
	RoleSystem
	RoleAssistant
	RoleTool // the result of a tool call
)

// Listener receives what a request says, in the order of the prompt. Names and ids are
// JSON-escaped. All of it is valid until the body of the request is released.
type Listener interface {
	// Tool receives the name of a tool that the model may call.
	Tool(name []byte)
	// Message begins a message.
	Message(role Role)
	// Text receives a piece of the message. The results of tools may be part of a message of
	// the user.
	Text(role Role, text skim.Text)
	// Call receives a tool call of the model. The input is JSON, or nil.
	Call(id, name, input []byte)
	// Result begins the result of a tool call. Its texts follow. The id or the name may be
	// nil.
	Result(id, name []byte)
}

// LastSaid is a Listener for the end of a conversation.
type LastSaid struct {
	texts    []skim.Text // of the user's last message
	answered bool        // the last message has a tool's result
}

var _ Listener = (*LastSaid)(nil)

func (*LastSaid) Tool([]byte)                 {}
func (*LastSaid) Call([]byte, []byte, []byte) {}
func (s *LastSaid) Result(_, _ []byte)        { s.answered = true }

func (s *LastSaid) Message(role Role) {
	if s.answered = false; role == RoleUser {
		s.texts = s.texts[:0]
	}
}

func (s *LastSaid) Text(role Role, text skim.Text) {
	if role == RoleUser {
		s.texts = append(s.texts, text)
	}
}

// SetLastSaid sets what the user says last, and whether a tool's result ends the messages.
func (c *Turn) SetLastSaid() {
	q := c.Extras
	s := &q.LastSaid
	q.Tools.Answered = s.answered
	at := len(q.Text)
	for _, text := range s.texts {
		q.Text = c.appendNormal(q.Text, text.Raw, text.Escaped)
	}
	q.UserText = q.Article(q.Text[at:])
	clear(s.texts)
	s.texts, s.answered = s.texts[:0], false
}
