package fast_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mock-openai/fast"
)

const responsesPath = "/v1/responses"

// TestResponse_Settings checks that responses repeat the settings of requests, on one line.
func TestResponse_Settings(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(name, value, want string) {
		t.Helper()
		for _, members := range []string{fmt.Sprintf("%q:%s", name, value), fmt.Sprintf(`"stream":true,%q:%s`, name, value)} {
			_, body := post(t, url+responsesPath, `{`+members+`}`)
			if strings.HasPrefix(members, `"stream"`) {
				events := responseEvents(t, body)
				body = events[0].Response
			}
			var a map[string]json.RawMessage
			if err := json.Unmarshal(body, &a); err != nil || string(a[name]) != want {
				t.Errorf("%s: %s comes back, want %s (%v)", members, a[name], want, err)
			}
		}
	}
	for _, name := range []string{"instructions", "max_output_tokens", "max_tool_calls", "previous_response_id", "prompt_cache_key", "safety_identifier"} {
		f(name, `null`, `null`)
	}
	f("background", `true`, `true`)
	f("background", `null`, `false`)
	f("instructions", `"a\u000ab"`, `"a\u000ab"`)
	f("max_output_tokens", `4e1`, `4e1`)
	f("metadata", "{\r\n \"a\":\n\t\"b c\" }", "{ \"a\":\t\"b c\" }")
	f("metadata", `null`, `{}`)
	f("parallel_tool_calls", `false`, `false`)
	f("previous_response_id", `"resp_x"`, `"resp_x"`)
	f("prompt", `{"id":"p"}`, `{"id":"p"}`)
	f("prompt", `null`, ``)
	f("reasoning", `{"effort":"low"}`, `{"effort":"low","summary":null}`)
	f("reasoning", `{"mode":"pro","context":"all_turns","a":1}`, `{"effort":null,"summary":null,"context":"all_turns","mode":"pro"}`)
	f("reasoning", `null`, `{"effort":null,"summary":null}`)
	f("service_tier", `"auto"`, `"default"`)
	f("service_tier", `"flex"`, `"flex"`)
	f("service_tier", `"fast"`, `"priority"`)
	f("conversation", `null`, ``)
	f("prompt_cache_options", `{"mode":"explicit","ttl":"30m"}`, `{"mode":"explicit","ttl":"30m"}`)
	f("prompt_cache_options", `null`, ``)
	f("store", `false`, `false`)
	f("temperature", `null`, `1.0`)
	f("text", `{}`, `{"format":{"type":"text"},"verbosity":"medium"}`)
	f("text", `{"format":{"type":"json_object"},"verbosity":"low"}`, `{"format":{"type":"json_object"},"verbosity":"low"}`)
	f("tool_choice", `{"type":"web_search_preview"}`, `{"type":"web_search_preview"}`)
	f("tools", `[{"type":"function","name":"f"},{"type":"web_search"}]`, `[{"type":"function","name":"f","parameters":null,"strict":true},{"type":"web_search"}]`)
	f("tools", `[{"type":"function","name":"f","strict":false,"parameters":{}}]`, `[{"type":"function","name":"f","strict":false,"parameters":{}}]`)
	f("top_p", `0.25`, `0.25`)
	f("truncation", `"auto"`, `"auto"`)
	f("user", `"u"`, `"u"`)
	f("user", `null`, ``)
}

func TestResponse_InputTokens(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(members string, want int64) {
		t.Helper()
		if got := respondWith(t, url, members).Usage.InputTokens; got != want {
			t.Errorf("%s: %d input tokens, want %d", members, got, want)
		}
	}
	f(`"input":null`, 0)
	f(`"input":"12345"`, 2)
	f(`"instructions":"1234","input":"5678"`, 2)
	f(`"input":[]`, 0)
	f(`"input":[{"role":"user","content":"1234"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"5678"}]}]`, 2)
	f(`"input":[{"type":"function_call","name":"f","arguments":"{}","call_id":"c"},{"type":"function_call_output","call_id":"c","output":"1234"}]`, 1)
	f(`"input":[{"type":"function_call_output","output":[{"type":"input_text","text":"1234"},{"type":"input_image","image_url":"data:"}]}]`, 1)
	f(`"input":[{"type":"computer_call_output","output":{"type":"computer_screenshot"}},{"type":"item_reference","id":"msg_1"},{"type":"reasoning","summary":[],"content":null}]`, 0)
}

func TestResponse_Format(t *testing.T) {
	url := serve(t, fast.Config{})
	for seed := range 20 {
		a := respondWith(t, url, fmt.Sprintf(`"seed":%d,"text":{"format":{"type":"json_schema","name":"w","strict":true,"schema":%s}}`, seed, weatherSchema))
		wantValid(t, weatherSchema, a.OutputText())
	}
	wantValid(t, `{"type":"object"}`, respondWith(t, url, `"text":{"format":{"type":"json_object"}}`).OutputText())
	if said := respondWith(t, url, `"text":{"format":{"type":"json_schema","name":"n"}}`).OutputText(); !strings.HasPrefix(said, `{"text":`) {
		t.Errorf("without a schema the object is %s", said)
	}
	a := respondWith(t, url, `"max_output_tokens":3,"text":{"format":{"type":"json_object"}}`)
	if a.Status != "incomplete" || a.IncompleteDetails.Reason != "max_output_tokens" || a.Output[0].Status != "incomplete" || a.Usage.OutputTokens != 3 {
		t.Errorf("response is %s", dump(a))
	}
}

func TestResponse_Logprobs(t *testing.T) {
	url := serve(t, fast.Config{})
	a := respondWith(t, url, `"include":["message.output_text.logprobs"],"top_logprobs":3,"max_output_tokens":7`)
	said := a.Output[0].Content[0]
	text := ""
	for _, p := range said.Logprobs {
		text += p.Token
		if p.Logprob > 0 || len(p.TopLogprobs) != 3 || len(p.Bytes) != len(p.Token) {
			t.Errorf("log probability is %s", dump(p))
		}
	}
	if len(said.Logprobs) != 7 || text != said.Text {
		t.Errorf("tokens are %q, the text is %q", text, said.Text)
	}
	if said := respondWith(t, url, `"top_logprobs":3`).Output[0].Content[0]; len(said.Logprobs) != 0 {
		t.Errorf("log probabilities that nobody asked for: %s", dump(said))
	}
}

// TestResponse_InputItems reads the pages in both orders.
func TestResponse_InputItems(t *testing.T) {
	url := serve(t, fast.Config{})
	a := respondWith(t, url, `"input":[{"role":"system","content":"a"},{"id":"msg_own","type":"message","role":"user","content":[{"type":"input_text","text":"b"}]},`+
		`{"role":"assistant","content":"c"},{"type":"function_call","call_id":"k","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"k","output":"d"}]`)
	walk := func(order string) (all []string) {
		after := ""
		for more := true; more; {
			var page struct {
				Object  string
				Data    []struct{ ID, Type, Status string }
				FirstID string `json:"first_id"`
				LastID  string `json:"last_id"`
				HasMore bool   `json:"has_more"`
			}
			res, body := exchange(t, url, request("GET", responsesPath+"/"+a.ID+"/input_items?limit=2&order="+order+"&after="+after, "", ""))
			if err := json.Unmarshal(body, &page); err != nil || res.StatusCode != http.StatusOK || len(page.Data) == 0 {
				t.Fatalf("status %d, %v: %s", res.StatusCode, err, body)
			}
			for _, it := range page.Data {
				all = append(all, it.Type+" "+it.ID)
				if it.Status != "completed" {
					t.Errorf("status of a %s is %q", it.Type, it.Status)
				}
			}
			if page.Object != "list" || page.FirstID != page.Data[0].ID || page.LastID != page.Data[len(page.Data)-1].ID {
				t.Errorf("page is %s", body)
			}
			after, more = page.LastID, page.HasMore
		}
		return all
	}
	up, down := walk("asc"), walk("")
	slices.Reverse(down)
	if len(up) != 5 || up[1] != "message msg_own" || !strings.HasPrefix(up[3], "function_call fc_") || !slices.Equal(up, down) {
		t.Errorf("input is %q, and backwards %q", up, down)
	}
}

// TestResponse_InputItemsFilled checks that the API fills in missing members of parts and
// items, and that it keeps the others.
func TestResponse_InputItemsFilled(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(item, want string) {
		t.Helper()
		a := respondWith(t, url, `"input":[`+item+`]`)
		_, body := exchange(t, url, request("GET", responsesPath+"/"+a.ID+"/input_items", "", ""))
		var page struct{ Data []map[string]any }
		var wanted map[string]any
		if err := cmp.Or(json.Unmarshal(body, &page), json.Unmarshal([]byte(want), &wanted)); err != nil || len(page.Data) != 1 {
			t.Fatalf("%v in %s", err, body)
		}
		if delete(page.Data[0], "id"); !reflect.DeepEqual(page.Data[0], wanted) {
			t.Errorf("%s is listed as\n%s, want\n%s", item, dump(page.Data[0]), dump(wanted))
		}
	}
	const message = `{"type":"message","status":"completed","role":"%s","content":[%s]}`
	said := func(role, part, want string) {
		t.Helper()
		f(fmt.Sprintf(`{"role":%q,"content":[%s]}`, role, part), fmt.Sprintf(message, role, want))
	}
	said("assistant", `{"type":"output_text","text":"x"}`, `{"type":"output_text","text":"x","annotations":[],"logprobs":[]}`)
	said("assistant", `{"type":"output_text","text":"x","annotations":null,"logprobs":[{"token":"x"}]}`, `{"type":"output_text","text":"x","annotations":[],"logprobs":[{"token":"x"}]}`)
	said("assistant", `{"type":"refusal","refusal":"no"}`, `{"type":"refusal","refusal":"no"}`)
	said("user", `{"type":"input_image","image_url":"https://a/b.png"}`, `{"type":"input_image","image_url":"https://a/b.png","detail":"auto"}`)
	said("user", `{"type":"input_image","file_id":"f","detail":"low"},{"type":"input_text","text":"x"}`, `{"type":"input_image","file_id":"f","detail":"low"},{"type":"input_text","text":"x"}`)
	f(`{"type":"function_call_output","call_id":"k","output":[{"type":"input_image","image_url":"u"}]}`,
		`{"type":"function_call_output","status":"completed","call_id":"k","output":[{"type":"input_image","image_url":"u","detail":"auto"}]}`)
	f(`{"type":"reasoning","id":"rs_1"}`, `{"type":"reasoning","summary":[]}`)
}

func TestResponse_Errors(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(method, path, body string, status int, param, code, message string) {
		t.Helper()
		raw := request(method, responsesPath+path, "", body)
		res, answer := exchange(t, url, raw)
		wantEnvelope(t, raw, res, answer, status, param, code, message)
	}
	bad := func(body, param, message string) {
		t.Helper()
		f("POST", "", body, 400, `"`+param+`"`, badType, message)
	}
	for _, body := range []string{"", "{", "[]", "null", `{"input":"a"`, `{"input":[{"content":"a"`, `{"metadata":{"a"}}`, `{"tools":[{]}`, `{"text":{"format":}}`} {
		f("POST", "", body, 400, "", "", "We could not parse the JSON body of your request.")
	}
	bad(`{"input":7}`, "input", "Invalid type for 'input': expected one of a string or array of objects, but got an integer instead.")
	bad(`{"input":{}}`, "input", "")
	bad(`{"input":["a"]}`, "input[0]", "Invalid type for 'input[0]': expected an object, but got a string instead.")
	bad(`{"input":[{},{"content":5}]}`, "input[1].content", "")
	bad(`{"input":[{"content":["a"]}]}`, "input[0].content[0]", "")
	bad(`{"input":[{"type":"function_call_output","output":5}]}`, "input[0].output", "")
	bad(`{"model":7}`, "model", "")
	bad(`{"instructions":["a"]}`, "instructions", "Invalid type for 'instructions': expected a string, but got an array instead.")
	bad(`{"max_output_tokens":"5"}`, "max_output_tokens", "Invalid type for 'max_output_tokens': expected an integer, but got a string instead.")
	bad(`{"max_output_tokens":1.5}`, "max_output_tokens", "Invalid type for 'max_output_tokens': expected an integer, but got a decimal number instead.")
	bad(`{"temperature":"hot"}`, "temperature", "Invalid type for 'temperature': expected a decimal, but got a string instead.")
	bad(`{"metadata":[]}`, "metadata", "")
	bad(`{"parallel_tool_calls":"no"}`, "parallel_tool_calls", "")
	bad(`{"previous_response_id":5}`, "previous_response_id", "")
	bad(`{"reasoning":"low"}`, "reasoning", "")
	bad(`{"store":1}`, "store", "")
	bad(`{"stream":1}`, "stream", "")
	bad(`{"stream_options":[]}`, "stream_options", "")
	bad(`{"text":"json"}`, "text", "")
	bad(`{"text":{"format":"json"}}`, "text.format", "Invalid type for 'text.format': expected an object, but got a string instead.")
	bad(`{"tool_choice":5}`, "tool_choice", "")
	bad(`{"tools":{}}`, "tools", "")
	bad(`{"tools":["f"]}`, "tools[0]", "")
	bad(`{"top_logprobs":true}`, "top_logprobs", "")
	f("POST", "", `{`+flatTools+`,"tool_choice":{"type":"function","name":"none"}}`, 400, `"tool_choice"`, "", "Tool choice 'none' not found in 'tools' parameter.")
	f("POST", "", `{"tools":[{"type":"function","name":"f","parameters":{"type":"string","enum":[]}}]}`, 400, `"tools[0].parameters"`, `"invalid_function_parameters"`, "Invalid schema for function 'f'")
	f("POST", "", `{"text":{"format":{"type":"json_schema","name":"s","schema":{"enum":[]}}}}`, 400, `"text.format.schema"`, "", "Invalid schema for response_format 's'")

	const unknown = "/resp_000000000000000000000000"
	for _, id := range []string{unknown, "/resp_1", "/x", "/resp_%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00"} {
		f("GET", id, "", 404, "", "", "Response with id '")
		f("DELETE", id, "", 404, "", "", "Response with id '")
		f("POST", id+"/cancel", "", 404, "", "", "Response with id '")
		f("GET", id+"/input_items", "", 404, "", "", "Response with id '")
	}
	f("GET", unknown, "", 404, "", "", "Response with id 'resp_000000000000000000000000' not found.")
	f("GET", "", "", 426, "", "", "This endpoint is a WebSocket")
	f("PUT", unknown, "", 405, "", "", "Not allowed to PUT on ")
	f("GET", unknown+"/nothing", "", 404, "", "", "Invalid URL (GET /v1/responses/")
	kept := "/" + respondWith(t, url, ``).ID
	f("POST", kept+"/cancel", "", 400, "", "", "Cannot cancel a synchronous response.")
	f("GET", kept+"/input_items?limit=0", "", 400, `"limit"`, below, "")
	f("GET", kept+"/input_items?limit=101", "", 400, `"limit"`, above, "")
}

func TestStrict_Response(t *testing.T) {
	at := refuser(t)
	f := func(parameters, param, code, message string) {
		t.Helper()
		at(responsesPath, `{"model":"m","input":"hi"`+parameters+`}`, 400, param, code, message)
	}
	at(responsesPath, `{"input":"hi"}`, 400, `"model"`, missing, "Missing required parameter: 'model'.")
	at(responsesPath, `{"model":"m"}`, 400, `"input"`, missing, "")
	at(responsesPath, `{"model":"x","input":"hi"}`, 404, "", `"model_not_found"`, "")
	f(`,"bogus":1`, `"bogus"`, `"unknown_parameter"`, "Unknown parameter: 'bogus'.")
	f(`,"messages":[]`, `"messages"`, `"unknown_parameter"`, "")
	f(`,"max_output_tokens":15`, `"max_output_tokens"`, below, "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 15 instead.")
	f(`,"temperature":3`, `"temperature"`, `"decimal_above_max_value"`, "")
	f(`,"tools":[{}]`, `"tools[0].type"`, missing, "")
	f(`,"tools":[{"type":"function"}]`, `"tools[0].name"`, missing, "")
	f(`,"tool_choice":"must"`, `"tool_choice"`, badEnum, "")
	f(`,"text":{"format":{"type":"json_schema","name":"s"}}`, `"text.format.schema"`, missing, "Missing required parameter: 'text.format.schema'.")
	f(`,"text":{"format":{"type":"xml"}}`, `"text.format.type"`, badEnum, "")
	f(`,"reasoning":{"effort":"some"}`, `"reasoning.effort"`, badEnum, "")
	f(`,"previous_response_id":"resp_1"`, `"previous_response_id"`, `"previous_response_not_found"`, "Previous response with id 'resp_1' not found.")
	f(`,"stream_options":{}`, `"stream_options"`, "", "The 'stream_options' parameter")

	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true}})
	first := respondWith(t, url, `"model":"gpt-4o","input":"hi"`)
	respondWith(t, url, `"model":"gpt-4-mock","previous_response_id":"`+first.ID+`","tools":[{"type":"web_search"},{"type":"function","name":"f","parameters":{}}],`+
		`"include":["reasoning.encrypted_content"],"max_output_tokens":16,"reasoning":{"effort":"low","summary":null},"text":{"format":{"type":"text"}}`)
}

// TestResponse_Functions wants each member of a function once, with the value that a response
// has in place of null.
func TestResponse_Functions(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(members, want string) {
		t.Helper()
		_, answer := post(t, url+responsesPath, `{"input":"hi","tools":[{"type":"function","name":"f"`+members+`}]}`)
		if want = `"tools":[{"type":"function","name":"f"` + want + `}]`; !strings.Contains(string(answer), want) {
			t.Errorf("%s: %s, want %s", members, answer, want)
		}
	}
	f(``, `,"parameters":null,"strict":true`)
	f(`,"strict":false,"parameters":{"type":"object"}`, `,"strict":false,"parameters":{"type":"object"}`)
	f(`,"strict":null,"parameters":null`, `,"strict":true,"parameters":null`)
	f(`,"strict": null , "parameters":{}`, `,"strict": true , "parameters":{}`)
}
