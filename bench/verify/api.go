package verify

import (
	"github.com/goccy/go-json"

	"mock-openai/bench/sse"
)

// API is how requests of one API are made, and how its answers are read. There is one
// of each, in a file of its own.
type API struct {
	Name  string
	Model string // that is usually asked for

	// Key is the header that a credential goes in, and KeyPrefix what stands before it
	// there.
	Key, KeyPrefix string
	// Header is what requests must have beside; nil means nothing.
	Header map[string]string

	path func(model string, stream bool) string
	body func(Request) any
	// asksStream reports whether a request asks for a stream.
	asksStream func(path string, body []byte) bool

	contentType string // of streams; "" means that there are none
	// steps are what a stream must have, by the names in reports: the types of events
	// if they have such. Text has none.
	steps [numStages]string
	flow  flow
	// typeApart tells that the type of an event stands beside its data alone.
	typeApart bool
	opaque    string // the type of events that may come anywhere and say nothing
	// closing is the stage whose event has the finish reason and usage; numStages if
	// they have events of their own.
	closing  stage
	repeats  stages // of events that have the whole text once more
	withText stages // of events that may have the last of the text
	// finish is the finish reason of a whole answer, cut that of one that was cut off at
	// its most tokens.
	finish, cut string
	cutOff      string // the last event's type in that case, if it is another

	asksUsage bool // streams have usage only if asked

	role string // of whole answers; "" means that they tell none
	read func(*said)
}

// Request is what a body asks for.
type Request struct {
	Model, Prompt string
	MaxTokens     int // 0 leaves it open
	Tokens        int // that the answer may have if MaxTokens leaves it open
	Stream        bool
	NoUsage       bool // no usage in streams that have it only if asked
	Base64        bool // vectors in base64, as the official clients ask
}

// APIs are all that can be asked.
func APIs() []*API {
	return []*API{Chat, Completions, Responses, Embeddings, Messages, Gemini, Azure, Bedrock, Invoke, Cohere, Ollama}
}

// Find returns the API of that name, nil if there is none.
func Find(name string) *API {
	for _, a := range APIs() {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Path is where requests go under a server's URL.
func (a *API) Path(model string, stream bool) string { return a.path(model, stream) }

// HasModelInPath reports whether the model is part of the path, and not of the body.
func (a *API) HasModelInPath() bool { return a.path("a", false) != a.path("b", false) }

// HasStreamInPath reports whether the path asks for a stream, and not the body.
func (a *API) HasStreamInPath() bool { return a.path("", true) != a.path("", false) }

// AsksStream reports whether a request asks for a stream: by its path, or by its body.
func (a *API) AsksStream(path string, body []byte) bool { return a.asksStream(path, body) }

// Body is that of a request, in JSON.
func (a *API) Body(r Request) ([]byte, error) { return json.Marshal(a.body(r)) }

// Streams reports whether answers can be streamed.
func (a *API) Streams() bool { return a.contentType != "" }

// has reports whether a stream must have what belongs to a stage.
func (a *API) has(at stage) bool { return at == atText || a.steps[at] != "" }

// name is that of a stage in reports.
func (a *API) name(at stage) string {
	if at == atText {
		return "text"
	}
	return a.steps[at]
}

// stageOf is that of an event by its type.
func (a *API) stageOf(kind []byte) (at stage, ok bool) {
	for at, name := range a.steps {
		if name != "" && name == string(kind) {
			return stage(at), true
		}
	}
	return atDone, a.cutOff != "" && a.cutOff == string(kind)
}

// needed is what a stream must have.
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

// fixed is the path of an API that has but one.
func fixed(path string) func(string, bool) string {
	return func(string, bool) string { return path }
}

// streamMember reports what the member stream of a body says.
func streamMember(_ string, body []byte) bool {
	var asked struct{ Stream bool }
	return json.Unmarshal(body, &asked) == nil && asked.Stream
}

const (
	serverSentEvents = "text/event-stream"
	jsonLines        = "application/x-ndjson"
	binaryMessages   = "application/vnd.amazon.eventstream"
)

// flow is how it is told what an event is there for.
type flow struct {
	take   func(*checker, *sse.Event)
	brings func(*API, *said) stages
	given  func(*checker) // takes an event of an answer whose text is not known
}
