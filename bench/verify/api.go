package verify

import (
	"strings"

	"github.com/goccy/go-json"

	"mock-openai/bench/sse"
)

// API describes how the requests of an API are made and how its answers are read. Each API
// has its own file.
type API struct {
	Name  string
	Model string // model that requests usually name

	// Key is the header for the credential, and KeyPrefix the text before it in the header.
	Key, KeyPrefix string
	// Header holds the other headers that requests need; nil means none.
	Header map[string]string

	path func(model string, stream bool) string
	body func(Request) any
	// asksStream reports whether a request asks for a stream.
	asksStream func(path string, body []byte) bool

	contentType string // Content-Type of streams; "" if the API has none
	// steps names the stages that a stream must have, for reports. If events have types,
	// these are the names. atText needs no name.
	steps [numStages]string
	flow  flow
	// typeApart means that the type of an event is not in its data, only beside it.
	typeApart bool
	opaque    string // type of events that may come anywhere and mean nothing
	// closing is the stage whose event has the finish reason and usage; numStages if they
	// come in separate events.
	closing  stage
	repeats  stages // stages whose events repeat the whole text
	withText stages // stages whose events may have the end of the text
	// finish is the finish reason of a complete answer, and cut that of an answer that
	// reached its token limit.
	finish, cut string
	cutOff      string // type of the last event at the token limit, if it differs

	asksUsage bool // streams have usage only if asked

	role string // role of whole answers; "" if they have none
	read func(*said)
}

// Request is what a body asks for.
type Request struct {
	Model, Prompt string
	MaxTokens     int // token limit of the answer; 0 means none
	Tokens        int // least limit if MaxTokens is 0 and the API requires one
	Stream        bool
	NoUsage       bool // do not ask for usage in streams
	Base64        bool // ask for vectors in base64, as the official clients do
}

// APIs returns all APIs.
func APIs() []*API {
	return []*API{Chat, Completions, Responses, Embeddings, Messages, Gemini, Azure, Bedrock, Invoke, Cohere, Ollama}
}

// Find returns the API of that name, or nil.
func Find(name string) *API {
	for _, a := range APIs() {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Path returns the path of requests below a server's URL.
func (a *API) Path(model string, stream bool) string { return a.path(model, stream) }

// HasModelInPath reports whether the model is part of the path, and not of the body.
func (a *API) HasModelInPath() bool { return a.path("a", false) != a.path("b", false) }

// HasStreamInPath reports whether the path asks for a stream, and not the body.
func (a *API) HasStreamInPath() bool { return a.path("", true) != a.path("", false) }

// AsksStream reports whether a request asks for a stream: by its path, or by its body.
func (a *API) AsksStream(path string, body []byte) bool { return a.asksStream(path, body) }

// AsksWhole reports whether a path asks for an answer that is not a stream.
func (a *API) AsksWhole(path string) bool {
	_, end, _ := strings.Cut(a.path("x", false), "/x")
	return a.HasStreamInPath() && endsIn(path, end)
}

// Body returns the body of a request, in JSON.
func (a *API) Body(r Request) ([]byte, error) { return json.Marshal(a.body(r)) }

// Streams reports whether answers can be streamed.
func (a *API) Streams() bool { return a.contentType != "" }

// has reports whether a stream must have the stage at.
func (a *API) has(at stage) bool { return at == atText || a.steps[at] != "" }

// name returns the name of a stage in reports.
func (a *API) name(at stage) string {
	if at == atText {
		return "text"
	}
	return a.steps[at]
}

// stageOf returns the stage of an event by its type.
func (a *API) stageOf(kind []byte) (at stage, ok bool) {
	for at, name := range a.steps {
		if name != "" && name == string(kind) {
			return stage(at), true
		}
	}
	return atDone, a.cutOff != "" && a.cutOff == string(kind)
}

// needed returns the stages that a stream must have.
func (a *API) needed(noUsage bool) (s stages) {
	if !a.Streams() {
		return 0
	}
	for at := range numStages {
		if a.has(at) && !(at == atUsage && noUsage) {
			s |= setOf(at)
		}
	}
	return s
}

// beforeText returns the stage before the text.
func (a *API) beforeText() (last stage) {
	for at := range atText {
		if a.has(at) {
			last = at
		}
	}
	return last
}

// fixed returns the path of an API that has only one.
func fixed(path string) func(string, bool) string {
	return func(string, bool) string { return path }
}

// streamMember reports whether the member stream of a body is true.
func streamMember(_ string, body []byte) bool {
	var asked struct{ Stream bool }
	return json.Unmarshal(body, &asked) == nil && asked.Stream
}

const (
	serverSentEvents = "text/event-stream"
	jsonLines        = "application/x-ndjson"
	binaryMessages   = "application/vnd.amazon.eventstream"
)

// flow finds the stages of events, and checks events.
type flow struct {
	take   func(*checker, *sse.Event) (onlyText bool)
	brings func(*API, *said) stages
	given  func(*checker) // checks an event of an answer whose text is not known
}
