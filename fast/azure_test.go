package fast_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/journal"
	"mock-openai/pool"
)

const (
	azureVersion  = "?api-version=2024-10-21"
	azureChatPath = "/openai/deployments/gpt-4o/chat/completions" + azureVersion
	azureTextPath = "/openai/deployments/gpt-4o/completions" + azureVersion
	azureV1Path   = "/openai/v1/chat/completions"

	azureResponsesPath = "/openai/v1/responses"
)

// filtered is what Azure adds to an answer or to an event.
type filtered struct {
	ID, Model, Object string
	Created           int
	Fingerprint       *string `json:"system_fingerprint"`
	Prompts           []struct {
		Index   int            `json:"prompt_index"`
		Results map[string]any `json:"content_filter_results"`
	} `json:"prompt_filter_results"`
	Choices []struct {
		Index   int
		Text    string
		Message *struct{ Content *string }
		Delta   *struct {
			Role, Content *string
			Calls         []json.RawMessage `json:"tool_calls"`
		}
		Finish  *string        `json:"finish_reason"`
		Results map[string]any `json:"content_filter_results"`
	}
	Usage *usage
}

func readFiltered(t *testing.T, raw []byte) (r filtered) {
	t.Helper()
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return r
}

// wantSafe wants the four categories to be there and safe.
func wantSafe(t *testing.T, results map[string]any, in []byte) {
	t.Helper()
	for _, category := range []string{"hate", "self_harm", "sexual", "violence"} {
		if got := fmt.Sprint(results[category]); got != "map[filtered:false severity:safe]" {
			t.Errorf("%s is %s in %s", category, got, in)
		}
	}
}

func TestAzure_Answers(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, members, model string, choices int) {
		t.Helper()
		res, body := exchange(t, url, request("POST", path, "", `{`+members+`}`))
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: status %d: %s", path, members, res.StatusCode, body)
		}
		r := readFiltered(t, body)
		if r.Model != model || len(r.Choices) != choices || len(r.Prompts) != 1 || r.Usage == nil || strings.Contains(string(body), "service_tier") {
			t.Errorf("%s %s: %s", path, members, body)
		}
		wantSafe(t, r.Prompts[0].Results, body)
		for _, c := range r.Choices {
			wantSafe(t, c.Results, body)
		}
		uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
		own, trace := res.Header.Get("X-Request-Id"), res.Header.Get("Apim-Request-Id")
		if !uuid.MatchString(own) || !uuid.MatchString(trace) || own == trace || res.Header.Get("X-Ms-Region") == "" || res.Header.Get("X-Ms-Rai-Invoked") != "true" {
			t.Errorf("headers are %v", res.Header)
		}
		if name, _, _ := strings.Cut(model, ":tokens"); res.Header.Get("X-Ms-Deployment-Name") != name {
			t.Errorf("deployment is %q, want %q", res.Header.Get("X-Ms-Deployment-Name"), name)
		}
	}
	f(azureChatPath, `"messages":[]`, "gpt-4o", 1)
	f(azureChatPath, `"model":"other","n":2`, "gpt-4o", 2)
	f(azureChatPath, aTool+`,"tool_choice":"required"`, "gpt-4o", 1)
	f(azureChatPath, `"logprobs":true`, "gpt-4o", 1)
	f(azureTextPath, `"prompt":"a","n":2`, "gpt-4o", 2)
	f(azureTextPath, `"prompt":"a","logprobs":2`, "gpt-4o", 1)
	f("/openai/deployments/my%2Fown/chat/completions"+azureVersion, `"n":1`, "my/own", 1)
	f("/openai/deployments/a/b/chat/completions"+azureVersion, `"n":1`, "a/b", 1)
	f("/openai/deployments/x%3Atokens%3D3/chat/completions?a=b&api-version=preview", `"n":1`, "x:tokens=3", 1)
	f(azureV1Path, `"model":"my-gpt"`, "my-gpt", 1)
	f("/openai/v1/completions", `"model":"my-gpt"`, "my-gpt", 1)
}

// TestAzure_Prompts wants each prompt of a completion to have results, streamed or not.
func TestAzure_Prompts(t *testing.T) {
	url := serve(t, fast.Config{})
	for _, n := range []int{1, 2, 300} {
		prompts := `["a"` + strings.Repeat(`,"b"`, n-1) + `]`
		_, whole := exchange(t, url, request("POST", azureTextPath, "", `{"max_tokens":1,"prompt":`+prompts+`}`))
		_, stream := exchange(t, url, request("POST", azureTextPath, "", `{"max_tokens":1,"stream":true,"prompt":`+prompts+`}`))
		for _, body := range [][]byte{whole, []byte(events(t, stream)[0])} {
			r := readFiltered(t, body)
			if len(r.Prompts) != n || r.Prompts[n-1].Index != n-1 {
				t.Errorf("%d prompts: %.300s", n, body)
			}
			wantSafe(t, r.Prompts[n-1].Results, body)
		}
	}
}

// TestAzure_Responses wants responses under both paths, with what the content filters have
// found once they are complete.
func TestAzure_Responses(t *testing.T) {
	type response struct {
		ID, Status string
		Filters    []struct {
			Blocked bool
			Source  string         `json:"source_type"`
			Results map[string]any `json:"content_filter_results"`
		} `json:"content_filters"`
	}
	url := serve(t, fast.Config{})
	check := func(body []byte) (r response) {
		t.Helper()
		if err := json.Unmarshal(body, &r); err != nil || len(r.Filters) != 2 || r.Filters[0].Source != "prompt" || r.Filters[1].Source != "completion" || r.Filters[0].Blocked {
			t.Fatalf("%v: %s", err, body)
		}
		wantSafe(t, r.Filters[1].Results, body)
		return r
	}
	for path, query := range map[string]string{"/openai/v1/responses": "", "/openai/responses": azureVersion} {
		f := func(method, at, body string, status int) []byte {
			t.Helper()
			res, answer := exchange(t, url, request(method, path+at, "", body))
			if res.StatusCode != status {
				t.Errorf("%s %s: status %d: %s", method, path+at, res.StatusCode, answer)
			}
			return answer
		}
		r := check(f("POST", query, `{"model":"gpt-4o","input":"a"}`, 200))
		check(f("POST", query, `{"model":"gpt-4o","input":"a","max_output_tokens":1}`, 200))
		check(f("GET", "/"+r.ID+query, "", 200))
		f("GET", "/"+r.ID+"/input_items"+query, "", 200)
		f("DELETE", "/"+r.ID+query, "", 200)
		f("GET", "/"+r.ID+query, "", 404)
		stream := string(f("POST", query, `{"model":"gpt-4o","input":"a","stream":true}`, 200))
		if strings.Count(stream, `"content_filters":null`) != 2 {
			t.Errorf("%s: %s", path, stream)
		}
		var last struct{ Response json.RawMessage }
		if err := json.Unmarshal([]byte(stream[strings.LastIndex(stream, "data: ")+len("data: "):]), &last); err != nil {
			t.Fatal(err)
		}
		check(last.Response)
		res, refused := exchange(t, url, request("POST", path+query, "X-Mock-Fault: content-filter\r\n", `{"input":"a"}`))
		if res.StatusCode != 400 || !json.Valid(refused) || !strings.Contains(string(refused), `"code":"content_filter","content_filters":[{"blocked":true,"source_type":"prompt",`) {
			t.Errorf("%s: refused with %d: %s", path, res.StatusCode, refused)
		}
	}
	for _, path := range []string{"/openai/responses", "/openai/responses?api-version="} {
		if res, body := exchange(t, url, request("POST", path, "", `{"input":"a"}`)); res.StatusCode != 404 {
			t.Errorf("%s: status %d: %s", path, res.StatusCode, body)
		}
	}
	if _, body := exchange(t, url, request("POST", responsesPath, "", `{"input":"a"}`)); strings.Contains(string(body), "content_filters") {
		t.Errorf("OpenAI answers %s", body)
	}
}

// TestAzure_Recorded wants the members that a published recording of gpt-5-nano has.
func TestAzure_Recorded(t *testing.T) {
	url := serve(t, fast.Config{})
	_, body := exchange(t, url, request("POST", "/openai/deployments/gpt-5-nano/chat/completions"+azureVersion, "", `{"messages":[{"role":"user","content":"Hello!"}]}`))
	for _, member := range []string{
		`"system_fingerprint":null,`, `"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}],`, `"logprobs":null,"content_filter_results":{},"finish_reason":"stop"`,
	} {
		if !strings.Contains(string(body), member) {
			t.Errorf("no %s in %s", member, body)
		}
	}
}

// TestAzure_Streams wants the results of the prompt first, and those of each choice.
func TestAzure_Streams(t *testing.T) {
	f := func(url, path, members string, choices int) {
		t.Helper()
		_, body := exchange(t, url, request("POST", path, "", `{"model":"gpt-4o","stream":true,"stream_options":{"include_usage":true},`+members+`}`))
		all := events(t, body)
		first := readFiltered(t, []byte(all[0]))
		if first.ID+first.Model+first.Object != "" || first.Created != 0 || len(first.Choices) != 0 || len(first.Prompts) != 1 {
			t.Fatalf("%s %s: first event is %s", path, members, all[0])
		}
		wantSafe(t, first.Prompts[0].Results, []byte(all[0]))
		texts := make([]string, choices)
		tokens := 0
		for i, event := range all[1:] {
			r := readFiltered(t, []byte(event))
			if i == len(all)-2 {
				for _, text := range texts {
					tokens += pool.Tokens(len(text))
				}
				if r.Usage == nil || len(r.Choices) != 0 || r.Usage.CompletionTokens < tokens {
					t.Errorf("%s %s: after %d tokens the last event is %s", path, members, tokens, event)
				}
				continue
			}
			c := r.Choices[0]
			if r.Prompts != nil || c.Results == nil {
				t.Errorf("%s %s: %s", path, members, event)
			}
			said := c.Text
			if c.Delta != nil && c.Delta.Content != nil {
				said = *c.Delta.Content
			}
			if said != "" {
				wantSafe(t, c.Results, []byte(event))
			}
			texts[c.Index] += said
		}
	}
	for _, delay := range []time.Duration{0, time.Microsecond} {
		url := serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: delay}})
		for _, path := range []string{azureChatPath, azureTextPath, azureV1Path, "/openai/v1/completions"} {
			f(url, path, `"n":1`, 1)
			f(url, path, `"n":3`, 3)
			f(url, path, `"max_tokens":0`, 1)
		}
		f(url, azureChatPath, `"logprobs":true`, 1)
		f(url, azureTextPath, `"logprobs":1`, 1)
		f(url, azureChatPath, aTool+`,"tool_choice":"required"`, 1)
	}
}

func TestAzure_OtherEndpoints(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"gpt-4o", "org/m"}}})
	f := func(method, path, body, want string) string {
		t.Helper()
		res, answer := exchange(t, url, request(method, path, "", body))
		if res.StatusCode != http.StatusOK || !strings.Contains(string(answer), want) {
			t.Errorf("%s %s: status %d: %s", method, path, res.StatusCode, answer)
		}
		return string(answer)
	}
	f("POST", "/openai/deployments/embed/embeddings"+azureVersion, `{"input":"a","dimensions":3}`, `"model":"embed"`)
	f("POST", "/openai/v1/embeddings", `{"input":"a","model":"embed","dimensions":3}`, `"model":"embed"`)
	f("GET", "/openai/v1/models", "", `"id":"org/m"`)
	f("GET", "/openai/v1/models/org%2Fm", "", `"id":"org/m"`)
	var response struct{ ID string }
	if err := json.Unmarshal([]byte(f("POST", "/openai/v1/responses", `{"input":"a","model":"gpt-4o"}`, `"object":"response"`)), &response); err != nil {
		t.Fatal(err)
	}
	f("GET", "/openai/v1/responses/"+response.ID, "", response.ID)
	f("DELETE", "/openai/v1/responses/"+response.ID, "", response.ID)
}

// TestAzure_Models wants a resource to list its models and its deployments as Azure does.
func TestAzure_Models(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"gpt-4o", "org/embed", "all-minilm"}}})
	f := func(path string, status int, wants ...string) {
		t.Helper()
		res, body := exchange(t, url, request("GET", path, "", ""))
		if res.StatusCode != status || !json.Valid(body) {
			t.Errorf("%s: status %d: %s", path, res.StatusCode, body)
		}
		for _, want := range wants {
			if !strings.Contains(string(body), want) {
				t.Errorf("%s: no %s in %s", path, want, body)
			}
		}
	}
	const chats = `{"status":"succeeded","capabilities":{"fine_tune":false,"inference":true,"completion":true,"chat_completion":true,"embeddings":false},` +
		`"lifecycle_status":"generally-available","deprecation":{"fine_tune":4891363200,"inference":4891363200},"id":"gpt-4o",`
	const embeds = `"completion":false,"chat_completion":false,"embeddings":true}`
	f("/openai/models"+azureVersion, 200, `{"data":[`+chats, embeds, `],"object":"list"}`)
	f("/openai/models/gpt-4o"+azureVersion, 200, chats)
	f("/openai/models/org%2Fembed"+azureVersion, 200, `"id":"org/embed"`, embeds)
	f("/openai/models/all-minilm"+azureVersion, 200, embeds)
	f("/openai/models/none"+azureVersion, 404, `"code":"DeploymentNotFound"`)
	const deployed = `{"scale_settings":{"scale_type":"standard"},"model":"gpt-4o","owner":"organization-owner","id":"gpt-4o","status":"succeeded",`
	f("/openai/deployments"+azureVersion, 200, `{"data":[`+deployed, `"id":"org/embed"`)
	f("/openai/deployments/gpt-4o"+azureVersion, 200, deployed)
	f("/openai/deployments/none"+azureVersion, 404, `"code":"DeploymentNotFound"`)
	f("/openai/deployments/gpt-4o/nowhere"+azureVersion, 404, `"Resource not found"`)
	for _, path := range []string{"/openai/models", "/openai/models/gpt-4o", "/openai/deployments", "/openai/deployments/gpt-4o?api-version="} {
		f(path, 404, `"Resource not found"`)
	}
}

// TestAzure_Dialect wants the journal and the metrics to say in which words a request
// came.
func TestAzure_Dialect(t *testing.T) {
	j := journal.New(nil)
	url := serve(t, fast.Config{Observation: fast.Observation{Journal: j}})
	exchange(t, url, request("POST", azureChatPath, "", "{}"))
	if all := j.Last(); len(all) != 1 || all[0].Dialect != "azure" {
		t.Errorf("the journal has %v", all)
	}
	_, metrics := exchange(t, url, request("GET", "/metrics", "", ""))
	if want := `endpoint="/openai/deployments/{id}/chat/completions"`; !strings.Contains(string(metrics), want) || !strings.Contains(string(metrics), `dialect="azure"`) {
		t.Errorf("no %s in the metrics", want)
	}
}
