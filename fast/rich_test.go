package fast_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"mock-openai/fast"
)

// told is the whole content of a choice, of an answer or gathered from a stream.
type told struct {
	Role         string
	Content      *string
	Text         string
	ToolCalls    []toolCall `json:"tool_calls"`
	FunctionCall *function  `json:"function_call"`
	Audio        *audio
}

type toolCall struct {
	Index            int
	ID, Type         string
	Function, Custom function
}

type function struct{ Name, Arguments, Input string }

type audio struct {
	ID, Data, Transcript string
	ExpiresAt            int64 `json:"expires_at"`
}

// logprobs has the members of both forms.
type logprobs struct {
	Content []struct {
		Token   string
		Logprob float64
		Bytes   []int
		Top     []struct {
			Token   string
			Logprob float64
			Bytes   []int
		} `json:"top_logprobs"`
	}
	Tokens        []string
	TokenLogprobs []*float64           `json:"token_logprobs"`
	Top           []map[string]float64 `json:"top_logprobs"`
	Offsets       []int                `json:"text_offset"`
}

type richChoice struct {
	Index    int
	Text     string
	Message  told
	Delta    told
	Logprobs *logprobs
	Reason   string `json:"finish_reason"`
}

type richAnswer struct {
	Choices []richChoice
	Usage   *struct {
		CompletionTokens int `json:"completion_tokens"`
		Details          struct {
			ReasoningTokens int `json:"reasoning_tokens"`
		} `json:"completion_tokens_details"`
	}
}

// gather joins the events of a stream into the answer that it would be without streaming.
func gather(t *testing.T, stream []byte) richAnswer {
	t.Helper()
	var all richAnswer
	for _, event := range events(t, stream) {
		var a richAnswer
		if err := json.Unmarshal([]byte(event), &a); err != nil {
			t.Fatalf("%v in %s", err, event)
		}
		if a.Usage != nil {
			all.Usage = a.Usage
		}
		for _, c := range a.Choices {
			for len(all.Choices) <= c.Index {
				all.Choices = append(all.Choices, richChoice{Index: len(all.Choices)})
			}
			all.Choices[c.Index].add(&c)
		}
	}
	return all
}

func (c *richChoice) add(d *richChoice) {
	c.Text += d.Text
	c.Reason += d.Reason
	m := &c.Message
	m.Role += d.Delta.Role
	if d.Delta.Content != nil {
		if m.Content == nil {
			m.Content = new(string)
		}
		*m.Content += *d.Delta.Content
	}
	for _, one := range d.Delta.ToolCalls {
		if one.Index == len(m.ToolCalls) {
			m.ToolCalls = append(m.ToolCalls, toolCall{})
		}
		to := &m.ToolCalls[one.Index]
		to.ID += one.ID
		to.Type += one.Type
		to.Function.add(&one.Function)
		to.Custom.add(&one.Custom)
	}
	if f := d.Delta.FunctionCall; f != nil {
		if m.FunctionCall == nil {
			m.FunctionCall = new(function)
		}
		m.FunctionCall.add(f)
	}
	if a := d.Delta.Audio; a != nil {
		if m.Audio == nil {
			m.Audio = &audio{ID: a.ID}
		}
		m.Audio.Data += a.Data
		m.Audio.Transcript += a.Transcript
		m.Audio.ExpiresAt += a.ExpiresAt
	}
	if l := d.Logprobs; l != nil {
		if c.Logprobs == nil {
			c.Logprobs = new(logprobs)
		}
		c.Logprobs.Content = append(c.Logprobs.Content, l.Content...)
		c.Logprobs.Tokens = append(c.Logprobs.Tokens, l.Tokens...)
		c.Logprobs.TokenLogprobs = append(c.Logprobs.TokenLogprobs, l.TokenLogprobs...)
		c.Logprobs.Top = append(c.Logprobs.Top, l.Top...)
		c.Logprobs.Offsets = append(c.Logprobs.Offsets, l.Offsets...)
	}
}

func (f *function) add(d *function) {
	f.Name += d.Name
	f.Arguments += d.Arguments
	f.Input += d.Input
}

// ask sends a request with these members and returns the answer. It checks that the stream
// of the same request has the same content. members must have a seed unless nothing in the
// answer is random.
func ask(t *testing.T, url, members string) richAnswer {
	t.Helper()
	var whole richAnswer
	postJSON(t, url, "{"+members+"}", &whole)
	_, stream := post(t, url, "{"+members+`,"stream":true,"stream_options":{"include_usage":true}}`)
	streamed := gather(t, stream)
	for _, a := range []richAnswer{whole, streamed} {
		for i := range a.Choices {
			a.Choices[i].settle()
		}
	}
	if !reflect.DeepEqual(whole, streamed) {
		t.Errorf("%s: stream says\n%s\nwhole answer\n%s", members, dump(streamed), dump(whole))
	}
	return whole
}

// settle drops what may differ: ids, times and empty lists.
func (c *richChoice) settle() {
	if c.Message.Audio != nil {
		c.Message.Audio.ID, c.Message.Audio.ExpiresAt = "", 0
	}
	if c.Logprobs != nil && len(c.Logprobs.Content)+len(c.Logprobs.Tokens) == 0 {
		c.Logprobs = nil
	}
}

func dump(v any) []byte {
	b, _ := json.Marshal(v)
	return b
}

const (
	chatPath       = "/v1/chat/completions"
	completionPath = "/v1/completions"
)

// TestRich_StreamEqualsWhole asks for options that other tests lack, in all combinations
// with n, max_tokens and pacing.
func TestRich_StreamEqualsWhole(t *testing.T) {
	t.Parallel()
	for _, delay := range []time.Duration{0, time.Microsecond} {
		url := serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: delay}, Answers: fast.Answers{StreamTokensMax: 3, ReasoningTokens: 5, ToolCallRate: 0.5}})
		f := func(path, members string) {
			t.Helper()
			for seed := range 4 {
				ask(t, url+path, fmt.Sprintf(`"seed":%d,"n":3,%s`, seed, members))
				ask(t, url+path, fmt.Sprintf(`"seed":%d,"max_tokens":%d,%s`, seed, 5*seed, members))
			}
		}
		f(chatPath, `"logprobs":true,"top_logprobs":3`)
		f(chatPath, `"logprobs":true,`+twoTools)
		f(chatPath, `"response_format":{"type":"json_object"},"logprobs":true`)
		f(chatPath, `"modalities":["text","audio"]`)
		f(chatPath, `"modalities":["text","audio"],`+twoTools)
		f(chatPath, `"functions":[{"name":"a"},{"name":"b"}]`)
		f(chatPath, `"model":"echo","messages":[{"role":"user","content":"one\ntwo"}],"stop":"t",`+twoTools)
		f(completionPath, `"logprobs":3,"prompt":["Once upon a time","é"],"echo":true`)
		f(completionPath, `"logprobs":0,"prompt":[1,2,3],"stop":["the"]`)
		f(completionPath, `"model":"echo","prompt":["a","Once upon"]`)
	}
}

// TestRich_Lenient sends odd values, which must be ignored.
func TestRich_Lenient(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ToolCallRate: 1}})
	f := func(path, members string) {
		t.Helper()
		a := ask(t, url+path, `"seed":1,`+members)
		if c := a.Choices[0]; c.Text == "" && c.Message.Content == nil || c.Reason != "stop" || c.Logprobs != nil {
			t.Errorf("%s: %s", members, dump(c))
		}
	}
	f(chatPath, `"tools":[]`)
	f(chatPath, `"tools":null,"tool_choice":"required"`)
	f(chatPath, `"tools":[],"tool_choice":{"type":"function","function":{"name":"f"}}`)
	f(chatPath, `"tools":[{"type":"web_search"},{"type":"function","function":{}}]`)
	f(chatPath, `"tools":[],"functions":[{"name":"f"}],"function_call":{"name":"f"}`)
	f(chatPath, `"functions":[]`)
	f(chatPath, `"tool_choice":7,"function_call":[],"parallel_tool_calls":"no"`)
	f(chatPath, `"logprobs":false,"top_logprobs":5`)
	f(chatPath, `"logprobs":5,"top_logprobs":"x"`)
	f(chatPath, `"top_logprobs":0`)
	f(chatPath, `"reasoning_effort":{},"modalities":"audio"`)
	f(chatPath, `"modalities":["text"],"store":true,"metadata":{"a":"b"}`)
	f(chatPath, `"response_format":{"type":"text"}`)
	f(chatPath, `"response_format":null`)
	f(chatPath, `"response_format":{}`)
	f(completionPath, `"logprobs":null`)
	f(completionPath, `"logprobs":-1`)
	f(completionPath, `"logprobs":true,"tools":5`)
}

func TestRich_Refused(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(members, param, code, message string) {
		t.Helper()
		res, body := exchange(t, url, request("POST", chatPath, "", "{"+members+"}"))
		wantEnvelope(t, members, res, body, 400, param, code, message)
	}
	f(`"tools":"x"`, `"tools"`, `"invalid_type"`, "Invalid type for 'tools': expected an array of objects, but got a string instead.")
	f(`"tools":["x"]`, `"tools[0]"`, `"invalid_type"`, "")
	f(`"functions":[{},5]`, `"functions[1]"`, `"invalid_type"`, "")
	f(`"response_format":"json"`, `"response_format"`, `"invalid_type"`, "")
	f(`"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}}`,
		`"tool_choice"`, `null`, "Tool choice 'g' not found in 'tools' parameter.")
	f(`"functions":[{"name":"f"}],"function_call":{"name":"g"}`, `"function_call"`, `null`, "Tool choice 'g' not found in 'functions' parameter.")
	f(`"tools":[{"function":{"name":"e"}},{"function":{"name":"f\n","parameters":{"type":"strin"}}}],"tool_choice":"none"`,
		`"tools[1].function.parameters"`, `"invalid_function_parameters"`, "Invalid schema for function 'f\n': In context=()")
	f(`"functions":[{"parameters":{"properties":{"a":{"$ref":"#/x"}}},"name":"f"}]`,
		`"functions[0].parameters"`, `"invalid_function_parameters"`, "Invalid schema for function 'f': In context=('properties', 'a')")
	f(`"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":5}}}`,
		`"response_format"`, `null`, "Invalid schema for response_format 'n': In context=()")
}
