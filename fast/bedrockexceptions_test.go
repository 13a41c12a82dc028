package fast_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestBedrock_NamedExceptions checks that a fault can be any exception of the service, over
// HTTP with the status that it has there, and within streams.
func TestBedrock_NamedExceptions(t *testing.T) {
	url := serve(t, fast.Config{})
	paths := []string{conversePath, converseStream, invokePath, invokeStream}
	for name, status := range map[string]int{
		"AccessDeniedException": 403, "ConflictException": 400, "InternalServerException": 500, "ModelErrorException": 424,
		"ModelNotReadyException": 429, "ModelStreamErrorException": 424, "ModelTimeoutException": 408, "ResourceNotFoundException": 404,
		"ServiceQuotaExceededException": 400, "ServiceUnavailableException": 503, "ThrottlingException": 429, "ValidationException": 400,
	} {
		for _, path := range paths {
			res, body := exchange(t, url, request("POST", path, "X-Mock-Fault: error:type="+name+"\r\n", `{}`))
			wantException(t, path+" "+name, res, body, status, name, " ")
		}
	}
	res, body := exchange(t, url, request("POST", conversePath, "X-Mock-Fault: error:status=418,type=ThrottlingException\r\n", `{}`))
	wantException(t, "with a status", res, body, 418, "ThrottlingException", "Too many requests")

	for spec, want := range map[string]string{
		"type=modelStreamErrorException": "modelStreamErrorException", "type=ModelStreamErrorException": "modelStreamErrorException",
		"type=throttlingException": "throttlingException", "type=serviceUnavailableException": "serviceUnavailableException",
		"type=validationException": "validationException", "type=internalServerException": "internalServerException", "status=408": "modelTimeoutException",
	} {
		for path, body := range map[string]string{converseStream: converseRequest, invokeStream: invokeRequest} {
			want := want
			if path == converseStream && want == "modelTimeoutException" {
				want = "modelStreamErrorException" // Converse knows no other
			}
			_, stream := exchange(t, url, request("POST", path, "X-Mock-Fault: error-event:after=2,"+spec+"\r\n", body))
			all := wantMessages(t, stream)
			if last := all[len(all)-1]; len(all) != 3 || !last.failed || last.kind != want || !strings.Contains(string(last.payload), `{"message":"`) {
				t.Errorf("%s, %s: %d messages, the last is %s %s", path, spec, len(all), last.kind, last.payload)
			}
		}
	}
}

// TestBedrock_CountTokens checks that both forms of input count as many tokens as the
// answers to them say.
func TestBedrock_CountTokens(t *testing.T) {
	url := serve(t, fast.Config{})
	strict := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"us.anthropic.claude-sonnet-4-20250514-v1:0"}}})
	path := bedrockModel + "/count-tokens"
	invoked := func(body string) string {
		return `{"input":{"invokeModel":{"body":"` + strings.ReplaceAll(base64.StdEncoding.EncodeToString([]byte(body)), "/", `\/`) + `"}}}`
	}
	var whole converseAnswer
	postJSON(t, url+conversePath, converseRequest, &whole)
	var message struct {
		ID    string
		Usage struct {
			InputTokens int `json:"input_tokens"`
		}
	}
	if postJSON(t, url+invokePath, invokeRequest, &message); !strings.HasPrefix(message.ID, "msg_bdrk_") {
		t.Errorf("the id of a message is %s", message.ID)
	}
	for input, want := range map[string]int{
		`{"input":{"converse":` + converseRequest + `}}`: int(whole.Usage.InputTokens), invoked(invokeRequest): message.Usage.InputTokens, `{"input":{"converse":{}}}`: 0,
	} {
		var counted struct{ InputTokens *int }
		if postJSON(t, url+path, input, &counted); counted.InputTokens == nil || *counted.InputTokens != want {
			t.Errorf("%s: %v tokens, want %d", input, counted.InputTokens, want)
		}
	}
	f := func(url, body, name string) {
		t.Helper()
		res, answer := exchange(t, url, request("POST", path, "", body))
		wantException(t, body, res, answer, 400, name, "")
	}
	for _, body := range []string{`{}`, `{"input":{}}`, `{"input":7}`, `{"input":{"converse":{},"invokeModel":{"body":""}}}`, invoked(`{"messages":7}`), `{"input":{"invokeModel":{}}}`} {
		f(url, body, "ValidationException")
	}
	for _, body := range []string{`{`, `[]`, `{"input":{"converse":7}}`, `{"input":{"converse":{"messages":7}}}`, `{"input":{"invokeModel":{"body":7}}}`, `{"input":{"invokeModel":7}}`,
		`{"input":{"invokeModel":{"body":"?"}}}`, invoked(`{`), invoked(`[]`), `{"input":{"invokeModel":{"body":""}}}`} {
		f(url, body, "SerializationException")
	}
	f(strict, `{"input":{"converse":{}}}`, "ValidationException")
	for _, body := range []string{`{}`, `{"prompt":"hi"}`, strings.Replace(invokeRequest, "{", `{"smell":1,`, 1)} { // InvokeModel refuses the same
		f(strict, invoked(body), "ValidationException")
		res, answer := exchange(t, strict, request("POST", invokePath, "", body))
		wantException(t, body, res, answer, 400, "ValidationException", "")
	}
	if res, answer := exchange(t, strict, request("POST", path, "", invoked(invokeRequest))); res.StatusCode != 200 {
		t.Errorf("strict: status %d, %s", res.StatusCode, answer)
	}
	res, answer := exchange(t, strict, request("POST", "/model/other/count-tokens", "", `{}`))
	wantException(t, "unknown model", res, answer, 400, "ValidationException", "model identifier")
}

func getJSON(t *testing.T, url, path string, v any) {
	t.Helper()
	res, body := exchange(t, url, request("GET", path, "", ""))
	if err := json.Unmarshal(body, v); err != nil || res.StatusCode != 200 {
		t.Fatalf("%s: status %d: %v in %s", path, res.StatusCode, err, body)
	}
}

// TestBedrock_FoundationModels checks the lists of models, which the control plane has.
func TestBedrock_FoundationModels(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"anthropic.claude-3-haiku-20240307-v1:0", "amazon.nova-pro-v1:0", "gpt-4o", "amazon.titan-embed-text-v2:0", "bge-m3"}}})
	f := func(query string, want int) {
		t.Helper()
		var list struct {
			ModelSummaries []struct {
				ModelID, ModelARN, ModelName, ProviderName string
				ResponseStreamingSupported                 bool
				OutputModalities                           []string
				ModelLifecycle                             struct{ Status string }
			}
		}
		getJSON(t, url, "/foundation-models"+query, &list)
		if len(list.ModelSummaries) != want {
			t.Errorf("%q: %+v", query, list)
		}
		for _, m := range list.ModelSummaries {
			if !strings.HasSuffix(m.ModelARN, ":foundation-model/"+m.ModelID) || m.ProviderName == "" || m.ModelLifecycle.Status != "ACTIVE" {
				t.Errorf("%+v", m)
			}
			embeds := m.ModelID == "bge-m3" || strings.Contains(m.ModelID, "embed")
			if want := map[bool]string{true: "EMBEDDING", false: "TEXT"}[embeds]; !slices.Equal(m.OutputModalities, []string{want}) || m.ResponseStreamingSupported == embeds {
				t.Errorf("%+v, want %s", m, want)
			}
		}
	}
	f("", 5)
	f("?byOutputModality=TEXT", 3)
	f("?byOutputModality=EMBEDDING", 2)
	f("?byOutputModality=EMBEDDING&byProvider=amazon", 1)
	f("?byProvider=Anthropic", 1)
	f("?byProvider=amazon&byOutputModality=TEXT&byInferenceType=ON_DEMAND", 1)
	f("?byProvider=Meta", 0)
	f("?byOutputModality=IMAGE", 0)
	f("?byInferenceType=PROVISIONED", 0)
	f("?byCustomizationType=FINE_TUNING", 0)
	res, body := exchange(t, url, request("GET", "/foundation-models?byOutputModality=SMELL", "", ""))
	wantException(t, "modality", res, body, 400, "ValidationException", "enum value set: [TEXT, IMAGE, EMBEDDING]")
	for _, id := range []string{"amazon.nova-pro-v1:0", "amazon.nova-pro-v1%3A0", "arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Famazon.nova-pro-v1%3A0"} {
		var one struct{ ModelDetails struct{ ModelID string } }
		if getJSON(t, url, "/foundation-models/"+id, &one); one.ModelDetails.ModelID != "amazon.nova-pro-v1:0" {
			t.Errorf("%s: %+v", id, one)
		}
	}
	res, body = exchange(t, url, request("GET", "/foundation-models/none", "", ""))
	wantException(t, "unknown model", res, body, 404, "ResourceNotFoundException", "")
}
