package verify

import (
	"strings"

	"github.com/goccy/go-json"

	"mock-openai/bench/sse"
)

// API says how requests of an API are made and how its answers are read. Each is in a file of
// its own.
type API struct {
	Name  string
	Model string // that requests usually name

	// Key is the header that a credential goes in, and KeyPrefix what stands before it
	// there.
	Key, KeyPrefix string
	// Header are the other headers that requests need; nil means none.
	Header map[string]string

	path func(model string, stream bool) string
	body func(Request) any
	// asksStream reports whether a request asks for a stream.
	asksStream func(path string, body []byte) bool

	contentType string // of streams; "" means that there are none
	// steps name the stages that a stream must have, as reports show them: by the types of
	// events, if they have types. The stage of text needs no name.
	steps [numStages]string
	flow  flow
	// typeApart says that the type of an event stands only beside its data, not in it.
	typeApart bool
	opaque    string // the type of events that may come anywhere and say nothing
	// closing is the stage whose event has the finish reason and usage; numStages if
	// they have events of their own.
	closing  stage
	repeats  stages // of events that have the whole text once more
	withText stages // of events that may have the last of the text
	// finish is the finish reason of a complete answer, cut that of one that reached its
	// limit of tokens.
	finish, cut string
	cutOff      string // the last event's type in that case, if it is another

	asksUsage bool // streams have usage only if asked

	role string // of whole answers; "" means that they have none
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

// AsksWhole reports whether a path asks for an answer that is no stream.
func (a *API) AsksWhole(path string) bool {
	_, end, _ := strings.Cut(a.path("x", false), "/x")
	return a.HasStreamInPath() && endsIn(path, end)
}

// Body returns the body of a request, in JSON.
func (a *API) Body(r Request) ([]byte, error) { return json.Marshal(a.body(r)) }

// Streams reports whether answers can be streamed.
func (a *API) Streams() bool { return a.contentType != "" }

// has reports whether a stream must have what belongs to a stage.
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

// flow tells the stages of events, and checks them.
type flow struct {
	take   func(*checker, *sse.Event)
	brings func(*API, *said) stages
	given  func(*checker) // checks an event of an answer whose text is not known
}
