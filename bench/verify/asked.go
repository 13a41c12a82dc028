package verify

import (
	"bytes"
	"strings"

	"mock-openai/fast/skim"
)

// asked is what a given body asks for. Its slices are parts of the body.
type asked struct {
	in said // reads the body

	stream  bool
	usage   bool // usage in the stream
	choices int  // choices for each prompt
	prompts int
	most    int64 // token limit of an answer; -1 if none

	// What the model echo repeats.
	model  []byte
	role   []byte   // role of the message being read
	said   [][]byte // texts of the user's last message, without quotes
	before int      // number of texts in said from earlier messages
	plain  bool     // nothing in the request alters the text
}

// inPath is what requests ask for in their path, in APIs that have it there. The path of a
// gateway may not show it.
type inPath struct {
	streams bool
	model   string
}

// load reads the body of a request to a.
func (q *asked) load(a *API, path string, in inPath, body []byte) {
	*q = asked{in: said{Cursor: skim.New(body)}, choices: 1, prompts: 1, most: -1, said: q.said[:0], plain: true}
	q.stream = in.streams || a.asksStream(path, body)
	q.in.members(q.member)
	if name := modelOf(path); name != "" {
		q.model = []byte(name)
	} else if len(q.model) == 0 {
		q.model = []byte(in.model)
	}
	if q.in.End() != nil {
		q.plain = false
	}
}

// echoed reports whether the text of the answer is known: the model echo repeats the user's
// last message.
func (q *asked) echoed() bool {
	name := q.model
	if end := bytes.IndexAny(name, ":~"); end >= 0 { // settings follow
		name = name[:end]
	}
	return q.plain && q.prompts == 1 && q.choices == 1 && string(name) == Echo
}

// NamesModel reports whether a path names a model.
func NamesModel(path string) bool { return modelOf(path) != "" }

// modelOf returns the model that a path names, or "".
func modelOf(path string) string {
	for _, before := range [...]string{"/models/", "/deployments/", "/model/"} {
		if _, rest, ok := strings.Cut(path, before); ok {
			if end := strings.IndexAny(rest, "/:~%?"); end >= 0 {
				rest = rest[:end]
			}
			return rest
		}
	}
	return ""
}

func (q *asked) member(key []byte) {
	in := &q.in
	switch string(key) {
	case "model":
		q.model = in.text()
	case "stream_options", "generationConfig", "inferenceConfig", "options":
		in.members(q.member)
	case "include_usage":
		q.usage = string(in.Raw()) == "true"
	case "n", "candidateCount":
		q.choices = int(min(max(number(in.Raw()), 1), mostChoices))
	case "max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "maxTokens", "num_predict":
		if most := number(in.Raw()); most >= 0 && (q.most < 0 || most < q.most) {
			q.most = most
		}
	case "messages", "contents":
		q.messages()
	case "prompt", "input":
		q.prompt()
	case "stop", "stop_sequences", "stopSequences", "tools", "functions", "toolConfig", "thinking", "thinkingConfig", "think",
		"reasoning", "reasoning_effort", "echo", "best_of", "min_tokens", "ignore_eos":
		in.Raw()
		q.plain = false
	default:
		in.Raw()
	}
}

// prompt reads the prompt of completions, the input of Responses, or the inputs of
// embeddings.
func (q *asked) prompt() {
	in := &q.in
	switch in.Kind() {
	case skim.String:
		q.said = append(q.said, in.text())
		return
	case skim.Array:
	default:
		in.Raw()
		return
	}
	start := in.Cursor
	in.Array()
	first := in.NextElem()
	kind := in.Kind()
	in.Cursor = start
	if first && kind == skim.Object {
		q.messages()
		return
	}
	prompts := 0
	for in.Array(); in.NextElem(); prompts++ {
		if q.said = append(q.said, nil); in.Kind() == skim.String {
			q.said[prompts] = in.text()
		} else {
			in.Raw()
			q.plain = false
		}
	}
	if kind != skim.Number { // numbers are the tokens of one prompt
		q.prompts = prompts
	}
}

// messages reads the messages, and keeps the texts of the user's last one.
func (q *asked) messages() {
	in := &q.in
	if in.Kind() != skim.Array {
		in.Raw()
		q.plain = false
		return
	}
	for in.Array(); in.NextElem(); {
		q.role, q.before = nil, len(q.said)
		in.members(q.messageMember)
		switch {
		case q.role != nil && string(q.role) != "user":
			q.said = q.said[:q.before]
		default:
			q.said = append(q.said[:0], q.said[q.before:]...)
		}
	}
}

func (q *asked) messageMember(key []byte) {
	in := &q.in
	switch string(key) {
	case "role":
		q.role = in.text()
	case "content", "parts":
		if in.Kind() == skim.String {
			q.said = append(q.said, in.text())
			return
		}
		if in.Kind() != skim.Array {
			in.Raw()
			return
		}
		for in.Array(); in.NextElem(); {
			in.members(q.partMember)
		}
	case "tool_calls", "tool_call_id":
		in.Raw()
		q.plain = false
	case "type": // type of an item in Responses
		q.plain = string(in.text()) == "message" && q.plain
	default:
		in.Raw()
	}
}

// partMember reads a part of a message. Tool results count as text too, but their forms are
// not read here.
func (q *asked) partMember(key []byte) {
	in := &q.in
	switch string(key) {
	case "text":
		q.said = append(q.said, in.text())
	case "type":
		switch string(in.text()) {
		case "tool_result", "tool_use", "thinking":
			q.plain = false
		}
	case "toolUse", "toolResult", "functionCall", "functionResponse":
		in.Raw()
		q.plain = false
	default:
		in.Raw()
	}
}
