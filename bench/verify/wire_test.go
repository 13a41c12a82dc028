package verify_test

import (
	"cmp"
	"strings"

	"mock-openai/bench/verify"
)

// wire describes the parts of an API's answers that are corrupted.
type wire struct {
	spoken       string // beginning of events with a piece of text; "" if any event may have some
	text         string // what precedes the text of such an event
	finish       string // what precedes the finish reason
	stop, length string // finish reasons
	usage        string // beginning of usage
	prompt, last string // counts of usage
	ids          string // what precedes the id in an event with text; "" if it has none
	failure      string // an event with an error
	blank        string // what follows an event; "" means a blank line that ends with LF
	lines        bool   // events are JSON lines
	binary       bool   // events are messages of an event stream
	wrapped      bool   // each message has its event in base64
	role         int    // index of the event with only the role; -1 if there is none
	step         int    // index of the second of two events that must come in order before text
	typed        bool   // events have types
	ownUsage     bool   // usage has its own event
	noEnd        bool   // only the event with the finish reason ends a stream
}

var chatWire = wire{
	text: `"content":"`, finish: `"finish_reason":"`, stop: "stop", length: "length",
	usage: `"usage":{`, prompt: `"prompt_tokens":`, last: `"total_tokens":`, ids: `"id":"chatcmpl-`,
	failure: `data: {"error":{"message":"upstream timeout","type":"server_error","param":null,"code":null}}`, ownUsage: true,
}

var wires = map[*verify.API]wire{
	verify.Chat: chatWire,
	verify.Azure: func() wire {
		w := chatWire
		w.role, w.step = 1, 1
		return w
	}(),
	verify.Completions: func() wire {
		w := chatWire
		w.text, w.ids, w.role = `"text":"`, `"id":"cmpl-`, -1
		return w
	}(),
	verify.Embeddings: {usage: `"usage":{`, prompt: `"prompt_tokens":`, last: `"total_tokens":`, role: -1, failure: chatWire.failure},
	verify.Responses: {
		spoken: "event: response.output_text.delta", text: `"delta":"`, finish: `"status":"`, stop: "completed", length: "incomplete",
		usage: `"usage":{`, prompt: `"input_tokens":`, last: `"total_tokens":`, ids: `"item_id":"`,
		failure: chatWire.failure, role: -1, step: 3, typed: true,
	},
	verify.Messages: {
		spoken: "event: content_block_delta", text: `"text":"`, finish: `"stop_reason":"`, stop: "end_turn", length: "max_tokens",
		usage: `"usage":{`, prompt: `"input_tokens":`, last: `"output_tokens":`, role: -1, step: 1, typed: true,
		failure: "event: error\n" + `data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`,
	},
	verify.Bedrock: {
		spoken: "event: contentBlockDelta", text: `"text":"`, finish: `"stopReason":"`, stop: "end_turn", length: "max_tokens",
		usage: `"usage":{`, prompt: `"inputTokens":`, last: `"totalTokens":`, role: -1, typed: true, ownUsage: true, noEnd: true, binary: true,
		failure: "event: throttlingException\n" + `data: {"message":"Too many tokens, please wait before trying again."}`,
	},
	verify.Invoke: {
		spoken: "event: content_block_delta", text: `"text":"`, finish: `"stop_reason":"`, stop: "end_turn", length: "max_tokens",
		usage: `"usage":{`, prompt: `"input_tokens":`, last: `"output_tokens":`, role: -1, step: 1, typed: true, binary: true, wrapped: true,
		failure: "event: throttlingException\n" + `data: {"message":"Too many tokens, please wait before trying again."}`,
	},
	verify.Cohere: {
		spoken: "event: content-delta", text: `"text":"`, finish: `"finish_reason":"`, stop: "COMPLETE", length: "MAX_TOKENS",
		usage: `"tokens":{`, prompt: `"tokens":{"input_tokens":`, last: `"tokens":{"input_tokens":`, role: -1, step: 1, typed: true,
		failure: "event: message-end\n" + `data: {"type":"message-end","delta":{"finish_reason":"ERROR","error":"internal server error"}}`,
	},
	verify.Gemini: {
		text: `"text":"`, finish: `"finishReason":"`, stop: "STOP", length: "MAX_TOKENS", ids: `"responseId":"`,
		usage: `"usageMetadata":{`, prompt: `"promptTokenCount":`, last: `"totalTokenCount":`, role: -1, noEnd: true, blank: "\r\n\r\n",
		failure: `data: {"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}`,
	},
	verify.Ollama: {
		text: `"content":"`, finish: `"done_reason":"`, stop: "stop", length: "length",
		usage: `"eval_count":`, prompt: `"prompt_eval_count":`, last: `"eval_count":`, role: -1,
		failure: `{"error":"llama runner process has terminated"}`, blank: "\n", lines: true,
	},
}

// end returns what follows an event.
func (w *wire) end() string {
	return cmp.Or(w.blank, "\n\n")
}

// event returns an event with that data.
func (w *wire) event(data string) string {
	if w.lines {
		return data + w.end()
	}
	return "data: " + data + w.end()
}

// cut splits an event, or a whole answer, into the text and what is before and after it.
func (w *wire) cut(event string) (before, text, after string) {
	key := w.text
	if strings.HasPrefix(event, "{") && w.spoken != "" { // a whole answer
		key = `"text":"`
	}
	i := strings.Index(event, key)
	if i < 0 || key == "" {
		return event, "", ""
	}
	i += len(key)
	end := i
	for event[end] != '"' {
		if event[end] == '\\' {
			end++
		}
		end++
	}
	return event[:i], event[i:end], event[end:]
}
