package fast_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/journal"
	"mock-openai/pool"
)

const messagesPath = "/v1/messages"

// anthropicMessage is what the tests read of a message.
type anthropicMessage struct {
	ID, Type, Role, Model string
	Content               []anthropicBlock
	Stop                  string  `json:"stop_reason"`
	Sequence              *string `json:"stop_sequence"`
	Usage                 anthropicUsage
}

type anthropicBlock struct {
	Type, Text, Thinking, Signature, ID, Name string
	Input                                     json.RawMessage
}

type anthropicUsage struct {
	Input   int `json:"input_tokens"`
	Created int `json:"cache_creation_input_tokens"`
	Read    int `json:"cache_read_input_tokens"`
	Output  int `json:"output_tokens"`
	Details struct {
		Thinking int `json:"thinking_tokens"`
	} `json:"output_tokens_details"`
}

// anthropicEvent is what the tests read of an event of a message.
type anthropicEvent struct {
	Type    string
	Index   int
	Message anthropicMessage
	Block   anthropicBlock `json:"content_block"`
	Delta   struct {
		Type, Text, Thinking, Signature string
		JSON                            string  `json:"partial_json"`
		Stop                            string  `json:"stop_reason"`
		Sequence                        *string `json:"stop_sequence"`
	}
	Usage anthropicUsage
}

// messageEvents splits the stream of a message and checks the form of its events.
func messageEvents(t testing.TB, stream []byte) (all []anthropicEvent) {
	t.Helper()
	text, ended := strings.CutSuffix(string(stream), "\n\n")
	if !ended {
		t.Fatalf("stream ends with %q", text[max(0, len(text)-40):])
	}
	for event := range strings.SplitSeq(text, "\n\n") {
		kind, data, ok := strings.Cut(event, "\ndata: ")
		var e anthropicEvent
		if err := json.Unmarshal([]byte(data), &e); err != nil || !ok || strings.Contains(data, "\n") || kind != "event: "+e.Type {
			t.Fatalf("event %q: %v", event, err)
		}
		all = append(all, e)
	}
	return all
}

// assembled is the message that a stream makes, put together as clients do. It wants
// the events in their order.
func assembled(t testing.TB, stream []byte) anthropicMessage {
	t.Helper()
	var m anthropicMessage
	events := messageEvents(t, stream)
	var order []string
	for _, e := range events {
		kind := e.Type
		switch e.Type {
		case "message_start":
			m = e.Message
		case "content_block_start":
			if e.Index != len(m.Content) {
				t.Fatalf("block %d begins behind %d", e.Index, len(m.Content))
			}
			e.Block.Input = nil
			m.Content = append(m.Content, e.Block)
		case "content_block_delta":
			b := &m.Content[e.Index]
			b.Text, b.Thinking, b.Signature = b.Text+e.Delta.Text, b.Thinking+e.Delta.Thinking, b.Signature+e.Delta.Signature
			b.Input = append(b.Input, e.Delta.JSON...)
			if want := map[string]string{"text": "text_delta", "tool_use": "input_json_delta"}[b.Type]; want != "" && e.Delta.Type != want {
				t.Errorf("%s in a block of %s", e.Delta.Type, b.Type)
			}
		case "message_delta":
			m.Stop, m.Sequence, m.Usage = e.Delta.Stop, e.Delta.Sequence, e.Usage
		}
		if len(order) == 0 || order[len(order)-1] != kind {
			order = append(order, kind)
		}
	}
	got := strings.Join(slices.DeleteFunc(order, func(kind string) bool { return kind == "ping" }), " ")
	const block = " content_block_start content_block_delta content_block_stop"
	if want := "message_start" + strings.Repeat(block, len(m.Content)) + " message_delta message_stop"; got != want {
		t.Errorf("events come as %s", got)
	}
	return m
}

const messageTools = `"tools":[{"name":"weather","input_schema":` + mailSchema + `},{"type":"custom","name":"time","input_schema":{"type":"object"}},` +
	`{"type":"bash_20250124","name":"bash"},{"type":"web_search_20250305","name":"web_search"}]`

const messageMembers = `"max_tokens":2048,"messages":[{"role":"user","content":"hi"}]`

// TestMessages_StreamEqualsWhole wants a stream to make the message that the whole
// answer to the same request is, paced or not.
func TestMessages_StreamEqualsWhole(t *testing.T) {
	for _, config := range []fast.Config{
		{}, {Answers: fast.Answers{Text: pool.Rich, StreamTokensMin: 2, StreamTokensMax: 9}},
		{Timing: fast.Timing{ResponseDelay: time.Microsecond}, Answers: fast.Answers{ReasoningTokens: 40, ToolCallRate: 0.5}},
	} {
		url := serve(t, config)
		f := func(members string) {
			t.Helper()
			var whole anthropicMessage
			postJSON(t, url+messagesPath, `{`+members+`}`, &whole)
			_, stream := post(t, url+messagesPath, `{"stream":true,`+members+`}`)
			got := assembled(t, stream)
			for _, m := range []*anthropicMessage{&whole, &got} {
				if m.Type != "message" || m.Role != "assistant" || !strings.HasPrefix(m.ID, "msg_") {
					t.Errorf("%s: %+v", members, m)
				}
				m.ID = ""
				for i := range m.Content {
					b := &m.Content[i]
					if (b.Type == "thinking") != (len(b.Signature) == 96) || (b.Type == "tool_use") != strings.HasPrefix(b.ID, "toolu_") {
						t.Errorf("%s: block %+v", members, b)
					}
					if b.ID, b.Signature = "", ""; m.Stop == "max_tokens" {
						b.Input = nil // is cut in the stream
					}
				}
			}
			if a, b := fmt.Sprintf("%+v %s", got, dump(got)), fmt.Sprintf("%+v %s", whole, dump(whole)); got.Stop != whole.Stop || string(dump(got)) != string(dump(whole)) {
				t.Errorf("%s: stream makes\n%s\nwhole message is\n%s", members, a, b)
			}
		}
		for seed := range 5 {
			s := fmt.Sprintf(`"seed":%d,`, seed)
			f(s + messageMembers)
			f(s + fmt.Sprintf(`"max_tokens":%d,"stop_sequences":["the ","\n"]`, 20*seed))
			f(s + messageMembers + `,` + messageTools)
			f(s + messageMembers + `,` + messageTools + `,"tool_choice":{"type":"any"}`)
			f(s + fmt.Sprintf(`"max_tokens":%d,%s,"tool_choice":{"type":"any"}`, 4*seed, messageTools))
			f(s + messageMembers + `,"thinking":{"type":"enabled","budget_tokens":1024}`)
			f(s + messageMembers + `,"thinking":{"type":"adaptive"},"output_config":{"effort":"low","format":{"type":"json_schema","schema":` + mailSchema + `}}`)
			f(s + fmt.Sprintf(`"max_tokens":%d,"thinking":{"type":"enabled","budget_tokens":1024}`, 60*seed))
			f(s + `"model":"echo","messages":[{"role":"user","content":[{"type":"text","text":"say \u00e9 this"}]},{"role":"assistant","content":"no"}]`)
		}
	}
}

// TestMessages_Usage wants all that a prompt has to be counted, in a message as where
// tokens are counted, and thinking within its budget.
func TestMessages_Usage(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 500}})
	f := func(members string, input int) {
		t.Helper()
		var m anthropicMessage
		postJSON(t, url+messagesPath, `{`+members+`}`, &m)
		var counted struct {
			Input int `json:"input_tokens"`
		}
		postJSON(t, url+messagesPath+"/count_tokens", `{`+members+`}`, &counted)
		if m.Usage.Input != input || counted.Input != input {
			t.Errorf("%s: %d tokens in usage, %d counted, want %d", members, m.Usage.Input, counted.Input, input)
		}
	}
	f(``, 0)
	f(`"system":"12345678"`, 2)
	f(`"system":[{"type":"text","text":"1234"},{"type":"text","text":"5678"}],"messages":[{"role":"user","content":"1234"}]`, 3)
	f(`"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},`+
		`{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"1234"}}]}]`, 1)
	f(`"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"b","input":{"a": 1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"1234"}]}]}]`, 3)
	f(`"tools":[{"name":"abc"}]`, 4)

	var m anthropicMessage
	postJSON(t, url+messagesPath, `{"thinking":{"type":"enabled","budget_tokens":100},`+messageMembers+`}`, &m)
	if thought, told := m.Usage.Details.Thinking, pool.Tokens(len(m.Content[0].Thinking)); thought != 100 || told != 100 || m.Usage.Output != thought+pool.Tokens(len(m.Content[1].Text)) {
		t.Errorf("%d tokens thought, %d told, usage %+v", thought, told, m.Usage)
	}
	postJSON(t, url+messagesPath, `{`+messageMembers+`}`, &m)
	if m.Usage.Details.Thinking != 0 || m.Content[0].Type != "text" {
		t.Errorf("thinks although nothing asked for it: %+v", m)
	}
	postJSON(t, url+messagesPath, `{"thinking":{"type":"adaptive","display":"omitted"},`+messageMembers+`}`, &m)
	if b := m.Content[0]; b.Type != "thinking" || b.Thinking != "" || b.Signature == "" || m.Usage.Details.Thinking == 0 {
		t.Errorf("omitted thinking is %+v", b)
	}
}

// TestMessages_ToolChoice wants calls where and as tool_choice says, with valid inputs.
func TestMessages_ToolChoice(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ToolCallRate: 1}})
	f := func(members string, least, most int, names ...string) {
		t.Helper()
		seen := map[int]bool{}
		for seed := range 20 {
			var m anthropicMessage
			postJSON(t, url+messagesPath, fmt.Sprintf(`{"seed":%d,%s,%s}`, seed, messageTools, members), &m)
			calls := 0
			for _, b := range m.Content {
				if b.Type != "tool_use" {
					continue
				}
				calls++
				if !slices.Contains(names, b.Name) {
					t.Errorf("%s: calls %q", members, b.Name)
				}
				if b.Name == "weather" {
					wantValid(t, mailSchema, string(b.Input))
				}
			}
			seen[calls] = true
			if (calls > 0) != (m.Stop == "tool_use") {
				t.Errorf("%s: %d calls, stops for %q", members, calls, m.Stop)
			}
		}
		for n := range seen {
			if n < least || n > most {
				t.Errorf("%s: %d calls, want %d to %d", members, n, least, most)
			}
		}
		if !seen[least] || !seen[most] {
			t.Errorf("%s: calls %v, want %d and %d", members, seen, least, most)
		}
	}
	all := []string{"weather", "time", "bash"}
	f(messageMembers, 1, 2, all...)
	f(messageMembers+`,"tool_choice":{"type":"auto"}`, 1, 2, all...)
	f(messageMembers+`,"tool_choice":{"type":"any","disable_parallel_tool_use":true}`, 1, 1, all...)
	f(messageMembers+`,"tool_choice":{"type":"tool","name":"time"}`, 1, 1, "time")
	f(messageMembers+`,"tool_choice":{"type":"none"}`, 0, 0)
	f(`"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"b"}]}]`, 0, 0)
	status, body := post(t, url+messagesPath, `{`+messageTools+`,"tool_choice":{"type":"tool","name":"none"}}`)
	if status != 400 || !strings.Contains(string(body), "Tool 'none' not found in provided tools") {
		t.Errorf("status %d: %s", status, body)
	}
}

// TestMessages_StopReason wants the reason and the sequence.
func TestMessages_StopReason(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(members, reason, sequence, text string) {
		t.Helper()
		var m anthropicMessage
		postJSON(t, url+messagesPath, `{"model":"echo","messages":[{"role":"user","content":"one \"two\" three"}],`+members+`}`, &m)
		got, said := "", ""
		if m.Sequence != nil {
			got = *m.Sequence
		}
		if len(m.Content) > 0 {
			said = m.Content[0].Text
		}
		if m.Stop != reason || got != sequence || said != text {
			t.Errorf("%s: stops for %q, %q behind %q", members, m.Stop, got, said)
		}
	}
	f(`"max_tokens":99`, "end_turn", "", `one "two" three`)
	f(`"max_tokens":2`, "max_tokens", "", `one "two`)
	f(`"max_tokens":0`, "max_tokens", "", ``)
	f(`"stop_sequences":["zzz","three","two\""]`, "stop_sequence", `two"`, `one "`)
	f(`"stop_sequences":["one"]`, "stop_sequence", `one`, ``)
	f(`"stop_sequences":["zzz"]`, "end_turn", "", `one "two" three`)
}

func readAll(t testing.TB, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// asAnthropic is a request of a client that names a version of Anthropic's API.
func asAnthropic(t testing.TB, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("anthropic-version", "2023-06-01")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res, readAll(t, res.Body)
}

// TestMessages_Errors wants Anthropic's envelope, its types by status, and the id of the
// request in body and header.
func TestMessages_Errors(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"sk-a"}, MaxBody: 4096}})
	f := func(method, path, body string, headers []string, status int, kind, message string) {
		t.Helper()
		res, got := asAnthropic(t, method, url+path, body, headers...)
		var e struct {
			Type  string
			Error struct{ Type, Message string }
			ID    string `json:"request_id"`
		}
		if err := json.Unmarshal([]byte(got), &e); err != nil || res.StatusCode != status || e.Type != "error" || e.Error.Type != kind ||
			!strings.Contains(e.Error.Message, message) || !strings.HasPrefix(e.ID, "req_") || e.ID != res.Header.Get("request-id") {
			t.Errorf("%s %s: status %d, %v: %s", path, body, res.StatusCode, err, got)
		}
	}
	key := []string{"x-api-key", "sk-a"}
	fault := func(spec string) []string { return append(slices.Clone(key), "x-mock-fault", spec) }
	f("POST", messagesPath, "{}", nil, 401, "authentication_error", "x-api-key header is required")
	f("POST", messagesPath, "{}", []string{"x-api-key", "sk-b"}, 401, "authentication_error", "invalid x-api-key")
	f("POST", messagesPath, "{", []string{"Authorization", "Bearer sk-a"}, 400, "invalid_request_error", "not valid JSON")
	f("POST", messagesPath, "[]", key, 400, "invalid_request_error", "valid dictionary")
	f("POST", messagesPath, strings.Repeat(" ", 5000), key, 413, "request_too_large", "maximum size")
	for body, message := range map[string]string{
		`{"model":1}`: "model: Input should be a valid string", `{"max_tokens":1.5}`: "max_tokens: Input should be a valid integer",
		`{"messages":1}`: "messages: Input should be a valid list", `{"messages":[1]}`: "messages.0: Input should be a valid dictionary",
		`{"messages":[{"content":7}]}`: "messages.0.content: Input should be a valid list", `{"stream":1}`: "stream: Input should be a valid boolean",
		`{"system":1}`: "system: Input should be a valid string", `{"stop_sequences":"a"}`: "stop_sequences: Input should be a valid list",
		`{"stop_sequences":[1]}`: "stop_sequences.0: Input should be a valid string", `{"tools":1}`: "tools: Input should be a valid list",
		`{"tools":[1]}`: "tools.0: Input should be a valid dictionary", `{"thinking":1}`: "thinking: Input should be a valid dictionary",
		`{"tools":[{"name":"a","input_schema":{"type":"string"}}]}`: "tools.0.custom.input_schema: ",
	} {
		f("POST", messagesPath, body, key, 400, "invalid_request_error", message)
	}
	for spec, kind := range map[string]string{
		"400": "invalid_request_error", "401": "authentication_error", "402": "billing_error", "403": "permission_error", "404": "not_found_error", "413": "request_too_large",
		"418": "invalid_request_error", "429": "rate_limit_error", "500": "api_error", "502": "api_error", "503": "overloaded_error", "504": "timeout_error", "529": "overloaded_error",
	} {
		var status int
		fmt.Sscan(spec, &status)
		f("POST", messagesPath, `{}`, fault("error:status="+spec), status, kind, "")
		f("POST", messagesPath, `{"stream":true}`, fault("error:status="+spec), status, kind, "")
	}
	f("POST", messagesPath, "{}", fault("error:status=529"), 529, "overloaded_error", "Overloaded")
	f("POST", messagesPath+"/batches", "{}", key, 404, "not_found_error", "")
	f("GET", messagesPath, "", key, 405, "invalid_request_error", "")
	f("GET", "/v1/models/none", "", key, 404, "not_found_error", "model: none")
	f("GET", "/v1/models", "", nil, 401, "authentication_error", "")

	_, stream := asAnthropic(t, "POST", url+messagesPath, `{"stream":true}`, fault("error-event:status=529,after=4")...)
	events := messageEvents(t, []byte(stream))
	if last := events[len(events)-1]; len(events) != 5 || last.Type != "error" || !strings.Contains(stream, `"error":{"type":"overloaded_error","message":"Overloaded"}`) {
		t.Errorf("%d events, the last is %+v", len(events), last)
	}
}

// TestMessages_Models wants models in Anthropic's form for its clients alone, and
// requests counted and recorded as theirs.
func TestMessages_Models(t *testing.T) {
	var models []string
	for i := range 25 {
		models = append(models, fmt.Sprintf("m-%02d", i))
	}
	recorded := journal.New(nil)
	url := serve(t, fast.Config{Answers: fast.Answers{Models: models}, Observation: fast.Observation{Journal: recorded}})
	f := func(query, want string) {
		t.Helper()
		_, body := asAnthropic(t, "GET", url+"/v1/models"+query, "")
		var list struct {
			Data []struct {
				ID, Type string
				Name     string    `json:"display_name"`
				Created  time.Time `json:"created_at"`
			}
			More  bool   `json:"has_more"`
			First string `json:"first_id"`
			Last  string `json:"last_id"`
		}
		if err := json.Unmarshal([]byte(body), &list); err != nil {
			t.Fatal(err)
		}
		for _, m := range list.Data {
			if m.Type != "model" || m.Name == "" || m.Created.IsZero() {
				t.Errorf("%s: %+v", query, m)
			}
		}
		if got := fmt.Sprintf("%d %v %s %s", len(list.Data), list.More, list.First, list.Last); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	f("", "20 true m-00 m-19")
	f("?after_id=m-19", "5 false m-20 m-24")
	f("?limit=1000", "25 false m-00 m-24")
	f("?limit=3&after_id=m-01", "3 true m-02 m-04")
	f("?limit=3&before_id=m-05", "3 true m-02 m-04")
	f("?limit=3&before_id=m-03", "3 false m-00 m-02")
	if res, body := asAnthropic(t, "GET", url+"/v1/models/m-07", ""); res.StatusCode != 200 || !strings.Contains(body, `"id":"m-07"`) || !strings.Contains(body, `"type":"model"`) {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
	if _, body := post(t, url+messagesPath, `{"model":"m"}`); !strings.Contains(string(body), `"model":"m"`) {
		t.Errorf("%s", body)
	}
	res, err := http.Get(url + "/v1/models/m-07")
	if err != nil {
		t.Fatal(err)
	}
	if body := readAll(t, res.Body); !strings.Contains(body, `"object":"model"`) || res.Header.Get("request-id") != "" {
		t.Errorf("OpenAI's clients get %s", body)
	}
	samples := settled(t, url)
	if lists, single := samples[`requests_total{endpoint="/v1/models (anthropic)",status="200"}`], samples[`requests_total{endpoint="/v1/models/{id} (anthropic)",status="200"}`]; lists != 6 || single != 1 {
		t.Errorf("%v lists and %v models counted", lists, single)
	}
	samples.wants(t,
		`requests_total{endpoint="/v1/messages",status="200"} 1`,
		`requests_total{endpoint="/v1/models/{id}",status="200"} 1`,
		`dialect_requests_total{dialect="anthropic"} 8`)
	theirs := 0
	for _, e := range recorded.Last() {
		if e.Dialect == "anthropic" {
			theirs++
		}
	}
	if theirs != 8 {
		t.Errorf("%d requests are recorded as Anthropic's", theirs)
	}
}
