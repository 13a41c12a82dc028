package fast_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/pool"
)

// routed holds the members that OpenRouter adds to an answer or an event.
type routed struct {
	ID, Provider, Model, Object string
	Choices                     []struct {
		Index   int
		Text    string
		Finish  *string `json:"finish_reason"`
		Native  *string `json:"native_finish_reason"`
		Message map[string]json.RawMessage
		Delta   struct {
			Role, Content *string
			Calls         []json.RawMessage `json:"tool_calls"`
			Audio         json.RawMessage
		}
	}
	Usage *struct {
		usage
		Cost    float64
		IsBYOK  *bool              `json:"is_byok"`
		Details map[string]float64 `json:"cost_details"`
	}
}

// wantRouted checks what every answer and event has.
func wantRouted(t *testing.T, r *routed, raw string) {
	t.Helper()
	if !regexp.MustCompile(`^gen-[a-z0-9]{24}$`).MatchString(r.ID) || r.Provider == "" || r.Model != "org/m:free" {
		t.Errorf("id %q, provider %q, model %q in %s", r.ID, r.Provider, r.Model, raw)
	}
	if strings.Contains(raw, `"annotations"`) {
		t.Errorf("annotations in %s", raw)
	}
	for _, c := range r.Choices {
		if c.Message != nil && string(c.Message["reasoning"]) != "null" {
			t.Errorf("no reasoning in %s", raw)
		}
		if !strings.Contains(raw, `"native_finish_reason"`) || (c.Finish == nil) != (c.Native == nil) || c.Finish != nil && *c.Finish != *c.Native {
			t.Errorf("finish reasons differ in %s", raw)
		}
	}
}

// wantCost checks that the cost is that of the tokens at the listed prices.
func wantCost(t *testing.T, r *routed, raw string) {
	t.Helper()
	if r.Usage == nil || r.Usage.IsBYOK == nil || *r.Usage.IsBYOK {
		t.Fatalf("no usage, or is_byok is not false, in %s", raw)
	}
	want := (float64(r.Usage.PromptTokens) + 2*float64(r.Usage.CompletionTokens)) / 1e6
	sum := r.Usage.Details["upstream_inference_prompt_cost"] + r.Usage.Details["upstream_inference_completions_cost"]
	if math.Abs(r.Usage.Cost-want) > 1e-12 || math.Abs(sum-want) > 1e-12 || !strings.Contains(raw, `"upstream_inference_cost":null`) {
		t.Errorf("cost %g, sum of details %g, want %g in %s", r.Usage.Cost, sum, want, raw)
	}
}

const aTool = `"tools":[{"type":"function","function":{"name":"f"}}]`

func TestOpenRouter_Answers(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, object, parameters, reason string, choices int) {
		t.Helper()
		body := `{"model":"org/m:free","messages":[{"role":"user","content":"hello"}],"prompt":"hello",` + parameters + `}`
		res, answer := exchange(t, url, request("POST", path, "", body))
		var r routed
		if err := json.Unmarshal(answer, &r); err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d, %v: %s", body, res.StatusCode, err, answer)
		}
		wantRouted(t, &r, string(answer))
		wantCost(t, &r, string(answer))
		if r.Object != object || len(r.Choices) != choices || *r.Choices[choices-1].Finish != reason {
			t.Errorf("%s: unexpected answer %s", body, answer)
		}
		if got := res.Header.Get("X-Generation-Id"); got != r.ID {
			t.Errorf("%s: X-Generation-Id is %q, id %q", body, got, r.ID)
		}
	}
	f("/api/v1/chat/completions", "chat.completion", `"n":1`, "stop", 1)
	f("/api/v1/chat/completions", "chat.completion", `"n":3,"max_tokens":2`, "length", 3)
	f("/api/v1/chat/completions", "chat.completion", aTool+`,"tool_choice":"required","n":2`, "tool_calls", 2)
	f("/api/v1/chat/completions", "chat.completion", `"response_format":{"type":"json_object"}`, "stop", 1)
	f("/api/v1/chat/completions", "chat.completion", `"logprobs":true`, "stop", 1)
	f("/api/v1/chat/completions", "chat.completion", `"modalities":["text","audio"]`, "stop", 1)
	f("/api/v1/completions", "text_completion", `"n":1`, "stop", 1)
	f("/api/v1/completions", "text_completion", `"n":2,"max_tokens":2`, "length", 2)
	f("/api/v1/completions", "text_completion", `"n":2,"max_tokens":2,"logprobs":1`, "length", 2)
}

// TestOpenRouter_Streams checks that a stream has a comment, the events, and the usage with
// the last choices repeated, whether or not the client asks for usage.
func TestOpenRouter_Streams(t *testing.T) {
	f := func(url, path, parameters, reason string, choices int) {
		t.Helper()
		body := `{"model":"org/m:free","stream":true,` + parameters + `}`
		res, answer := exchange(t, url, request("POST", path, "", body))
		stream, ok := strings.CutPrefix(string(answer), ": OPENROUTER PROCESSING\n\n")
		if !ok {
			t.Fatalf("stream begins with %.80q", answer)
		}
		all := events(t, []byte(stream))
		texts := make([]string, choices)
		for i, event := range all {
			var r routed
			if err := json.Unmarshal([]byte(event), &r); err != nil {
				t.Fatalf("%v in %s", err, event)
			}
			wantRouted(t, &r, event)
			if r.ID != res.Header.Get("X-Generation-Id") {
				t.Errorf("X-Generation-Id is %q, id %q", res.Header.Get("X-Generation-Id"), r.ID)
			}
			for _, c := range r.Choices {
				texts[c.Index] += c.Text
				if c.Delta.Content != nil {
					texts[c.Index] += *c.Delta.Content
				}
				if chat := strings.Contains(path, "chat"); chat != (c.Delta.Role != nil) {
					t.Errorf("a delta without its role in %s", event)
				}
			}
			if i < len(all)-1 {
				if len(r.Choices) != 1 || strings.Contains(event, `"usage"`) {
					t.Errorf("event %d is %s", i, event)
				}
				continue
			}
			wantCost(t, &r, event)
			tokens := 0
			for _, text := range texts {
				tokens += pool.Tokens(len(text))
			}
			if len(r.Choices) != choices || *r.Choices[choices-1].Finish != reason || r.Usage.CompletionTokens != tokens {
				t.Errorf("last event, after %d tokens, is %s", tokens, event)
			}
		}
	}
	for _, delay := range []time.Duration{0, time.Microsecond} {
		url := serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: delay}})
		f(url, "/api/v1/chat/completions", `"response_format":{"type":"json_object"}`, "stop", 1)
		f(url, "/api/v1/chat/completions", `"logprobs":true,"n":2`, "stop", 2)
		f(url, "/api/v1/completions", `"logprobs":1,"n":2`, "stop", 2)
		for _, path := range []string{"/api/v1/chat/completions", "/api/v1/completions"} {
			f(url, path, `"n":1`, "stop", 1)
			f(url, path, `"n":3,"max_tokens":70,"stream_options":{"include_usage":true}`, "length", 3)
			f(url, path, `"max_tokens":0,"stream_options":{"include_usage":false}`, "length", 1)
		}
	}
}

// TestOpenRouter_Processing checks that the comment comes at once and is repeated until the
// first event is due.
func TestOpenRouter_Processing(t *testing.T) {
	url := serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: 550 * time.Millisecond}})
	res, err := http.Post(url+"/api/v1/chat/completions", "application/json", strings.NewReader(`{"stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() // hangs up: this test does not need the rest of the stream
	lines, comments := bufio.NewScanner(res.Body), 0
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "data: ") {
		if lines.Text() == ": OPENROUTER PROCESSING" {
			comments++
		} else if lines.Text() != "" {
			t.Errorf("line %q before the first event", lines.Text())
		}
	}
	if comments != 3 { // at 0, 250 and 500 ms
		t.Errorf("%d comments before the first event, want 3", comments)
	}
}

func TestOpenRouter_Models(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"m", "org/m:free"}}})
	keys := strings.Fields("id canonical_slug name created description context_length architecture pricing top_provider per_request_limits supported_parameters default_parameters supported_voices links")
	check := func(model map[string]json.RawMessage, id string) {
		t.Helper()
		if string(model["id"]) != fmt.Sprintf("%q", id) || len(model) != len(keys) {
			t.Errorf("model is %s", model)
		}
		for _, key := range keys {
			if model[key] == nil {
				t.Errorf("no %s in %s", key, model)
			}
		}
		var pricing map[string]string
		if err := json.Unmarshal(model["pricing"], &pricing); err != nil || pricing["prompt"] != "0.000001" || pricing["completion"] != "0.000002" {
			t.Errorf("%v in pricing %s", err, model["pricing"])
		}
	}
	var list struct {
		Data  []map[string]json.RawMessage
		Total int             `json:"total_count"`
		Links map[string]*int `json:"links"`
	}
	_, body := exchange(t, url, request("GET", "/api/v1/models", "", ""))
	if err := json.Unmarshal(body, &list); err != nil || len(list.Data) != 2 || list.Total != 2 || len(list.Links) != 1 {
		t.Fatalf("%v in %s", err, body)
	}
	check(list.Data[0], "m")
	check(list.Data[1], "org/m:free")
	for _, id := range []string{"m", "org/m:free", "org%2Fm%3Afree"} {
		var one struct{ Data map[string]json.RawMessage }
		_, body := exchange(t, url, request("GET", "/api/v1/model/"+id, "", ""))
		if err := json.Unmarshal(body, &one); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		check(one.Data, strings.NewReplacer("%2F", "/", "%3A", ":").Replace(id))
	}
}

func TestOpenRouter_Errors(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"sk-or"}, MaxBody: 1000}})
	f := func(raw string, status int, message string) {
		t.Helper()
		res, body := exchange(t, url, raw)
		var e struct {
			Error struct {
				Code    int
				Message string
			}
		}
		if err := json.Unmarshal(body, &e); err != nil || res.StatusCode != status || e.Error.Code != status || !strings.HasPrefix(e.Error.Message, message) {
			t.Errorf("%.80q: status %d, want %d: %s", raw, res.StatusCode, status, body)
		}
		if res.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%.80q: type is %q", raw, res.Header.Get("Content-Type"))
		}
	}
	const key = "Authorization: Bearer sk-or\r\n"
	f(request("POST", "/api/v1/chat/completions", "", "{}"), 401, "You didn't provide an API key.")
	f(request("POST", "/api/v1/chat/completions", "Authorization: Bearer x\r\n", "{}"), 401, "Incorrect API key provided: x.")
	f(request("POST", "/api/v1/chat/completions", key, "{"), 400, "We could not parse")
	f(request("POST", "/api/v1/completions", key, `{"n":0}`), 400, "Invalid 'n'")
	f(request("GET", "/api/v1/chat/completions", key, ""), 405, "Not allowed to GET")
	f(request("GET", "/api/v1/model/none", key, ""), 404, "The model `none` does not exist")
	f(request("GET", "/api/v1/nowhere", key, ""), 404, "Invalid URL (GET /api/v1/nowhere)")
	f(request("POST", "/api/v1/completions", key, strings.Repeat(" ", 1001)), 413, "The request body is too large.")
}

// TestOpenRouter_Responses wants responses that are kept nowhere, and errors in OpenRouter's
// envelope.
func TestOpenRouter_Responses(t *testing.T) {
	const path = "/api/v1/responses"
	f := func(url, headers, body string, status int, wants ...string) string {
		t.Helper()
		res, answer := exchange(t, url, request("POST", path, headers, body))
		if res.StatusCode != status || status == 200 && !strings.HasPrefix(res.Header.Get("X-Generation-Id"), "gen-") {
			t.Errorf("%s: status %d: %v %s", body, res.StatusCode, res.Header, answer)
		}
		for _, want := range wants {
			if !strings.Contains(string(answer), want) {
				t.Errorf("%s: no %s in %s", body, want, answer)
			}
		}
		return string(answer)
	}
	url := serve(t, fast.Config{})
	f(url, "", `{"model":"m","input":"a","provider":{"sort":"price"}}`, 200, `"object":"response"`, `"status":"completed"`, `"store":false`, `"frequency_penalty":0,"presence_penalty":0}`)
	f(url, "", `{"model":"m","input":[{"role":"user","content":"a"}],"store":true,"background":true}`, 200, `"store":false`)
	f(url, "", `{"model":"m","input":"a","stream":true}`, 200, "event: response.created\n", "event: response.completed\n", `"store":false`)
	f(url, "", `{"model":"m","input":7}`, 400, `{"error":{"code":400,"message":"`)
	f(url, "X-Mock-Fault: error:status=429\r\n", `{"input":"a"}`, 429, `{"error":{"code":429,"message":"`)
	res, body := exchange(t, url, request("GET", path+"/resp_a", "", ""))
	if res.StatusCode != 404 {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}

	strict := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	f(strict, "", `{"model":"m:nitro","models":["m"],"input":"a","bogus":1,"provider":{"sort":"price"},"plugins":[{"id":"web"}],"reasoning":{"effort":"high"},"tools":[{"type":"function","name":"f"}]}`, 200)
	f(strict, "", `{"model":"none","input":"a"}`, 400, `none is not a valid model ID`)
	f(strict, "", `{"model":"m","input":7}`, 400, `input: Invalid input`)
	f(strict, "", `{"model":"m","input":"a","provider":{"a":1}}`, 400, `provider: Unrecognized key: \"a\"`)
	f(strict, "", `{"model":"m","input":"a","text":{"verbosity":"loud"}}`, 400, `text.verbosity: Invalid option`)
}
