package fast_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestCohere_Errors wants Cohere's envelope and words.
func TestCohere_Errors(t *testing.T) {
	plain := serve(t, fast.Config{})
	f := func(url, path, headers, body string, status int, message string) {
		t.Helper()
		res, answer := exchange(t, url, request("POST", path, headers, body))
		var got map[string]string
		decodeJSON(t, answer, &got)
		if res.StatusCode != status || len(got) != 2 || len(got["id"]) != 36 || got["message"] != message || len(res.Header.Get("X-Debug-Trace-Id")) != 32 {
			t.Errorf("%s %s: status %d, %s", path, body, res.StatusCode, answer)
		}
	}
	f(plain, cohereChatPath, "", ``, 400, "invalid json syntax: unexpected end of JSON input")
	f(plain, cohereChatPath, "", `{model}`, 400, "invalid json syntax: invalid character 'm' looking for beginning of object key string")
	f(plain, cohereChatPath, "", `[]`, 400, "invalid json syntax: the body must be an object")
	f(plain, cohereChatPath, "", `{"model":7}`, 422, "invalid type: parameter 'model' is of type integer but should be of type string")
	f(plain, cohereChatPath, "", `{"messages":{}}`, 422, "invalid type: parameter 'messages' is of type object but should be of type []object")
	f(plain, cohereChatPath, "", `{"stop_sequences":[7]}`, 422, "invalid type: parameter 'stop_sequences[0]' is of type integer but should be of type string")
	f(plain, cohereEmbedPath, "", `{"texts":"a"}`, 422, "invalid type: parameter 'texts' is of type string but should be of type []string")
	f(plain, cohereEmbedPath, "", `{"texts":["a"],"embedding_types":["x"]}`, 400, "invalid request: embedding_types must be one of 'float', 'int8', 'uint8', 'binary', 'ubinary', or 'base64'.")
	f(plain, cohereEmbedPath, "", `{"texts":["aaaaaaaa"],"max_tokens":1,"truncate":"NONE"}`, 400, "too many tokens: total number of tokens in an input cannot exceed 1 - received 2.")
	f(plain, cohereRerankPath, "", `{"query":"a"}`, 400, "invalid request: list of documents must not be empty")
	f(plain, cohereRerankPath, "", `{"query":"\n\t","documents":["a"]}`, 400, "invalid request: query must not be empty or be only whitespace")
	f(plain, cohereRerankPath, "", `{"query":" ","documents":["a"]}`, 400, "invalid request: query must not be empty or be only whitespace")
	f(plain, "/v2/nowhere", "", `{}`, 404, "404 page not found")
	f(plain, cohereChatPath, "X-Mock-Status: 429\r\n", `{}`, 429, "Please wait and try again later")
	f(plain, cohereChatPath, "X-Mock-Status: 500\r\n", `{}`, 500, "internal server error")
	f(plain, cohereChatPath, "X-Mock-Fault: content-filter\r\n", `{}`, 422, "No valid response generated. Try updating messages")
	keys := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"k"}}})
	f(keys, cohereChatPath, "", `{}`, 401, "no api key supplied")
	f(keys, cohereChatPath, "Authorization: Bearer x\r\n", `{}`, 401, "invalid api token")
	f(keys, sharedRerankPath, "X-Fern-SDK-Name: cohere\r\n", `{}`, 401, "no api key supplied")
	f(serve(t, fast.Config{Limits: fast.Limits{TPM: 1}}), cohereChatPath, "", `{}`, 429, "trial token rate limit exceeded, limit is 1 tokens per minute")
}

// TestCohere_Limits wants limits told in Cohere's headers.
func TestCohere_Limits(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{RPM: 1}})
	for i := range 2 {
		res, body := exchange(t, url, request("POST", cohereRerankPath, "", `{"query":"a","documents":["b"]}`))
		if res.Header.Get("X-Trial-Endpoint-Call-Limit") != "1" || res.Header.Get("X-Trial-Endpoint-Call-Remaining") != "0" || res.Header.Get("X-Ratelimit-Limit-Requests") != "" {
			t.Errorf("the headers are %v", res.Header)
		}
		if i == 1 && (res.StatusCode != 429 || res.Header.Get("Retry-After") == "" || !strings.Contains(string(body), "limited to 1 API calls / minute")) {
			t.Errorf("status %d: %s", res.StatusCode, body)
		}
	}
}

// TestCohere_Faults wants what goes wrong in a stream to come in Cohere's events.
func TestCohere_Faults(t *testing.T) {
	for _, delay := range paces {
		f := func(spec string) string {
			t.Helper()
			_, url := troubled(t, spec, delay)
			_, stream := post(t, url+cohereChatPath, `{"stream":true,`+cohereHello+`}`)
			return string(stream)
		}
		events := cohereEvents(t, []byte(f("error-event:status=503,after=3")))
		if last := events[len(events)-1]; len(events) != 4 || last.Type != "message-end" || last.Delta.Finish != "ERROR" || last.Delta.Error != "service unavailable" {
			t.Errorf("an error comes as %+v", events)
		}
		if stream := f("no-done"); strings.Contains(stream, "[DONE]") || !strings.Contains(stream, "message-end") {
			t.Errorf("without an end there are %q", stream)
		}
		if a := cohereAssembled(t, []byte(f("empty-choices"))); len(a.Message.Content) > 0 {
			t.Errorf("an empty answer is %+v", a)
		}
		if stream := f("huge-event:size=1000"); !strings.Contains(stream, strings.Repeat("x", 1000)) {
			t.Errorf("a huge event is missing in %q", stream)
		}
		for _, spec := range []string{"malformed-json:after=2", "malformed-json:after=99"} {
			broken := 0
			for event := range strings.SplitSeq(strings.TrimSuffix(f(spec), "\n\n"), "\n\n") {
				if _, data, _ := strings.Cut(event, "data: "); data != "[DONE]" && !json.Valid([]byte(data)) {
					broken++
				}
			}
			if broken != 1 {
				t.Errorf("%s: %d events are malformed", spec, broken)
			}
		}
	}
}
