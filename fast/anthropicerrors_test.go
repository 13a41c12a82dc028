package fast_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/journal"
)

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
