package fast_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/pool"
)

const conversationsPath = "/v1/conversations"

// talk is a conversation at a server.
type talk struct {
	t        *testing.T
	url      string // of the conversation
	base     string // of the server
	ID       string
	Object   string
	Created  int64 `json:"created_at"`
	Metadata json.RawMessage
}

// begin begins a conversation at path.
func begin(t *testing.T, base, path, body string) *talk {
	t.Helper()
	v := &talk{t: t, base: base}
	postJSON(t, base+path, body, v)
	if v.url = base + path + "/" + v.ID; v.Object != "conversation" || !strings.HasPrefix(v.ID, "conv_") || v.Created == 0 {
		t.Errorf("%s begins %+v", body, v)
	}
	return v
}

// talkItem is an item of a conversation.
type talkItem struct {
	ID, Type, Role, Status string
	Sealed                 *string `json:"encrypted_content"`
	Content                []struct {
		Type, Text string
		Logprobs   []struct{ Token string }
	}
}

// items returns the items of v, oldest first.
func (v *talk) items(query string) (all []talkItem) {
	v.t.Helper()
	var page struct {
		Object string
		Data   []talkItem
		More   bool   `json:"has_more"`
		First  string `json:"first_id"`
		Last   string `json:"last_id"`
	}
	if err := json.Unmarshal(fetch(v.t, v.url+"/items?order=asc&limit=100"+query), &page); err != nil {
		v.t.Fatal(err)
	}
	if n := len(page.Data); page.Object != "list" || page.More || n > 0 && (page.First != page.Data[0].ID || page.Last != page.Data[n-1].ID) {
		v.t.Errorf("page %+v", page)
	}
	return page.Data
}

// said returns the types and roles of the items of v.
func (v *talk) said() string {
	var kinds []string
	for _, it := range v.items("") {
		kinds = append(kinds, strings.TrimSpace(it.Type+" "+it.Role))
	}
	return strings.Join(kinds, ", ")
}

// ask asks at v, and returns the input tokens and the tokens of the output that later turns read.
func (v *talk) ask(members string) (input, output int) {
	v.t.Helper()
	status, body := post(v.t, v.base+responsesPath, fmt.Sprintf(`{"conversation":%q,%s}`, v.ID, members))
	if strings.HasPrefix(string(body), "event: ") {
		all := responseEvents(v.t, body)
		body = all[len(all)-1].Response
	}
	var a response
	if err := json.Unmarshal(body, &a); err != nil || status != 200 || !strings.Contains(string(body), `"conversation":{"id":"`+v.ID+`"}`) {
		v.t.Fatalf("%s: status %d, %v: %s", members, status, err, body)
	}
	return int(a.Usage.InputTokens), int(a.Usage.OutputTokens - a.Usage.OutputDetails.ReasoningTokens)
}

// TestConversation_Responses wants every response to read what is in the conversation, and to
// add its input and output.
func TestConversation_Responses(t *testing.T) {
	f := func(c fast.Config, members, kinds string) {
		t.Helper()
		url := serve(t, c)
		v := begin(t, url, conversationsPath, `{"items":[{"role":"user","content":"12345678"}]}`)
		for _, more := range []string{``, `"stream":true,`, `"background":true,`, `"store":false,`} {
			v := begin(t, url, conversationsPath, `{"items":[{"role":"user","content":"12345678"}]}`)
			input, output := v.ask(more + members)
			var count struct {
				Tokens int `json:"input_tokens"`
			}
			postJSON(t, url+responsesPath+"/input_tokens", fmt.Sprintf(`{"conversation":{"id":%q},"input":"1234"}`, v.ID), &count)
			if more != `"background":true,` && count.Tokens != input+output+1 { // a background response has no usage yet
				t.Errorf("%s%s: %d tokens come after %d and %d", more, members, count.Tokens, input, output)
			}
			if got := v.said(); got != kinds {
				t.Errorf("%s%s: items are %s", more, members, got)
			}
		}
		if got := v.said(); got != "message user" {
			t.Errorf("another conversation has %s", got)
		}
	}
	f(fast.Config{}, `"input":"1234"`, "message user, message user, message assistant")
	f(fast.Config{}, `"input":[{"role":"system","content":"a"},{"type":"item_reference","id":"b"},{"role":"user","content":"c"}]`,
		"message user, message system, message user, message assistant")
	f(fast.Config{}, `"max_output_tokens":9`, "message user, message assistant")
	f(fast.Config{}, `"tool_choice":"required","parallel_tool_calls":false,"input":"1234",`+flatTools, "message user, message user, function_call")
	f(fast.Config{Answers: fast.Answers{ReasoningTokens: 20, Tokens: pool.Sampler{Mean: 100}}}, `"model":"gpt-5","input":"1234"`, "message user, message user, reasoning, message assistant")
}

// TestConversation_Failed wants nothing to be added by an answer that was not given.
func TestConversation_Failed(t *testing.T) {
	url := serve(t, fast.Config{})
	v := begin(t, url, conversationsPath, ``)
	for _, members := range []string{`X-Mock-Fault: error:status=500`, `X-Mock-Fault: error-event:after=1`, `X-Mock-Fault: truncate:after=2`} {
		for _, stream := range []string{"true", "false"} {
			if stream == "false" && !strings.Contains(members, "status") {
				continue // such a fault is of streams
			}
			exchange(t, url, request("POST", responsesPath, members+"\r\n", fmt.Sprintf(`{"stream":%s,"conversation":%q,"input":"a"}`, stream, v.ID)))
		}
	}
	if got := v.said(); got != "" {
		t.Errorf("after errors there is %q", got)
	}
}

// TestConversation_Socket asks over a WebSocket.
func TestConversation_Socket(t *testing.T) {
	url := serve(t, fast.Config{})
	v, s := begin(t, url, conversationsPath, `{}`), dialSocket(t, url, responsesPath)
	s.say(`{"type":"response.create","generate":false,"conversation":%q,"input":"12345678"}`, v.ID)
	s.answer()
	s.say(`{"type":"response.create","conversation":%q,"input":"12345678"}`, v.ID)
	first := s.answer().Response
	s.say(`{"type":"response.create","store":false,"conversation":{"id":%q},"input":"1234"}`, v.ID)
	if second := s.answer().Response; second.Usage.InputTokens != first.Usage.InputTokens+first.Usage.OutputTokens+1 {
		t.Errorf("%d tokens come after %d and %d", second.Usage.InputTokens, first.Usage.InputTokens, first.Usage.OutputTokens)
	}
	if got := v.said(); got != "message user, message assistant, message user, message assistant" {
		t.Errorf("items are %s", got)
	}
	s.say(`{"type":"response.create","conversation":"conv_x","input":"a"}`)
	if e := s.answer(); e.Type != "error" || e.Status != 404 {
		t.Errorf("got %s", e.raw)
	}
}

// TestConversation_Life makes, reads, changes and deletes a conversation and its items, at
// OpenAI's path and Azure's.
func TestConversation_Life(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(method, at, body string, status int, want string) string {
		t.Helper()
		res, answer := exchange(t, url, request(method, at, "", body))
		if res.StatusCode != status || !strings.Contains(string(answer), want) {
			t.Errorf("%s %s %s: status %d, want %d, %s in %s", method, at, body, res.StatusCode, status, want, answer)
		}
		return string(answer)
	}
	for _, path := range []string{conversationsPath, "/openai/v1/conversations"} {
		v := begin(t, url, path, `{"metadata":{"a":"b"}}`)
		at := path + "/" + v.ID
		f("GET", at, "", 200, fmt.Sprintf(`{"id":%q,"object":"conversation","created_at":%d,"metadata":{"a":"b"}}`, v.ID, v.Created))
		f("POST", at, `{"metadata":{"c":"d"}}`, 200, `"metadata":{"c":"d"}`)
		f("POST", at, `{"metadata":null}`, 200, `"metadata":{}`)
		f("GET", at+"/items", "", 200, `{"object":"list","data":[],"first_id":null,"last_id":null,"has_more":false}`)
		added := f("POST", at+"/items", `{"items":[{"id":"mine","content":"hi","role":"user"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"x","n":null}]}`, 200,
			`"type":"message","status":"completed","content":[{"type":"input_text","text":"hi"}],"role":"user"}`)
		all := v.items("")
		if len(all) != 3 || all[0].ID == "mine" || !strings.HasPrefix(all[1].ID, "fc_") || !strings.Contains(added, all[2].ID) {
			t.Fatalf("items are %+v", all)
		}
		f("GET", at+"/items?limit=1", "", 200, `"first_id":"`+all[2].ID+`","last_id":"`+all[2].ID+`","has_more":true`)
		f("GET", at+"/items?order=asc&limit=1&after="+all[0].ID, "", 200, `"first_id":"`+all[1].ID)
		f("GET", at+"/items/"+all[1].ID, "", 200, `{"id":"`+all[1].ID+`","type":"function_call"`)
		f("DELETE", at+"/items/"+all[1].ID, "", 200, `{"id":"`+v.ID+`","object":"conversation"`)
		f("GET", at+"/items/"+all[1].ID, "", 404, `Item with id '`+all[1].ID+`' not found.`)
		f("DELETE", at+"/items/"+all[1].ID, "", 404, `Item with id '`)
		f("DELETE", at, "", 200, `{"id":"`+v.ID+`","object":"conversation.deleted","deleted":true}`)
		for _, gone := range [][3]string{{"GET", "", ""}, {"DELETE", "", ""}, {"POST", "", `{"metadata":{}}`}, {"GET", "/items", ""}, {"POST", "/items", `{"items":[]}`},
			{"GET", "/items/" + all[0].ID, ""}, {"DELETE", "/items/" + all[0].ID, ""}} {
			f(gone[0], at+gone[1], gone[2], 404, `Conversation with id '`+v.ID+`' not found.`)
		}
	}
}

// TestConversation_Include shows log probabilities and encrypted reasoning on demand alone.
func TestConversation_Include(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 20, Tokens: pool.Sampler{Mean: 100}}})
	v := begin(t, url, conversationsPath, `{"items":[{"role":"assistant","content":[]}]}`)
	v.ask(`"input":"a","include":["message.output_text.logprobs","reasoning.encrypted_content"]`)
	f := func(query string, logprobs, sealed bool) {
		t.Helper()
		all := v.items(query)
		if len(all) != 4 {
			t.Fatalf("items are %+v", all)
		}
		if thought, said := all[2], all[3]; (thought.Sealed != nil) != sealed || (len(said.Content[0].Logprobs) > 0) != logprobs || said.Content[0].Text == "" {
			t.Errorf("%s: %+v, %+v", query, thought, said)
		}
	}
	f("", false, false)
	f("&include=message.output_text.logprobs", true, false)
	f("&include[]=reasoning.encrypted_content&include[]=message.output_text.logprobs", true, true)
	f("&include=reasoning.encrypted_content", false, true)
}

// TestConversation_Deterministic wants the request alone to determine the answer.
func TestConversation_Deterministic(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}})
	v := begin(t, url, conversationsPath, `{}`)
	for _, id := range []string{v.ID, "conv_of_another_server"} {
		body := fmt.Sprintf(`{"conversation":%q,"input":"a"}`, id)
		_, first := post(t, url+responsesPath, body)
		if _, again := post(t, url+responsesPath, body); string(first) != string(again) {
			t.Errorf("%s\n%s", first, again)
		}
	}
	if got := v.said(); got != "message user, message assistant, message user, message assistant" {
		t.Errorf("items are %s", got)
	}
}

func TestConversation_Refuses(t *testing.T) {
	url := serve(t, fast.Config{})
	v := begin(t, url, conversationsPath, ``)
	f := func(path, body string, status int, param, code, message string) {
		t.Helper()
		res, answer := exchange(t, url, request("POST", path, "", body))
		wantEnvelope(t, body, res, answer, status, param, code, message)
	}
	at := conversationsPath + "/" + v.ID
	for _, path := range []string{conversationsPath, at + "/items"} {
		f(path, `{`, 400, "", "", "We could not parse the JSON body")
		f(path, `{"items":7}`, 400, `"items"`, `"invalid_type"`, "Invalid type for 'items': expected an array of input items, but got an integer instead.")
		f(path, `{"items":[7]}`, 400, `"items[0]"`, `"invalid_type"`, "Invalid type for 'items[0]': expected an object")
		f(path, `{"items":[{"content":7}]}`, 400, `"items[0].content"`, `"invalid_type"`, "Invalid type for 'items[0].content'")
		f(path, `{"items":[{"content":"`+strings.Repeat("long", 1<<17)+`"}]}`, 400, "", `"invalid_value"`, "The conversation is too long to be kept.")
		f(path, `{"metadata":7}`, 400, `"metadata"`, `"invalid_type"`, "Invalid type for 'metadata': expected an object")
	}
	f(at, `{}`, 400, `"metadata"`, `"missing_required_parameter"`, "Missing required parameter: 'metadata'.")
	f(at+"/items", `{}`, 400, `"items"`, `"missing_required_parameter"`, "Missing required parameter: 'items'.")
	f(responsesPath, `{"conversation":"conv_x","input":"a"}`, 404, "", "", "Conversation with id 'conv_x' not found.")
	f(responsesPath, `{"conversation":{"id":"conv_x"}}`, 404, "", "", "Conversation with id 'conv_x' not found.")
	f(responsesPath, `{"conversation":{}}`, 400, `"conversation.id"`, `"missing_required_parameter"`, "Missing required parameter: 'conversation.id'.")
	f(responsesPath, `{"conversation":"conv_x","previous_response_id":"resp_x"}`, 400, "", `"mutually_exclusive_parameters"`,
		"Mutually exclusive parameters: ''. Ensure you are only providing one of: 'pre..._id' or 'conversation'.")
	if status, _ := post(t, url+"/api/v1/responses", `{"conversation":"conv_x","input":"a"}`); status != 200 {
		t.Errorf("OpenRouter, which has no conversations, answers %d", status)
	}
}

func TestStrictRefuses_Conversation(t *testing.T) {
	f := refuser(t)
	for _, path := range []string{conversationsPath, conversationsPath + "/conv_x/items"} {
		f(path, `{"items":[],"nobody_knows":1}`, 400, `"nobody_knows"`, `"unknown_parameter"`, "Unknown parameter: 'nobody_knows'.")
		f(path, `{"items":[`+strings.Repeat(`{"role":"user","content":"a"},`, 20)+`{"role":"user","content":"a"}]}`, 400, `"items"`, `"array_above_max_length"`, "Invalid 'items': array too long.")
		f(path, `{"items":[{"role":"nobody","content":"a"}]}`, 400, `"items[0]"`, `"invalid_value"`, "Invalid value: 'nobody'.")
	}
	f(conversationsPath+"/conv_x/items", `{}`, 400, `"items"`, missing, "Missing required parameter: 'items'.")
	f(conversationsPath+"/conv_x", `{"metadata":{"a":1}}`, 400, `"metadata.a"`, `"invalid_type"`, "Invalid type for 'metadata.a'")
	f(conversationsPath+"/conv_x", `{"metadata":{}}`, 404, "", "", "Conversation with id 'conv_x' not found.")
}
