package fast_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/journal"
)

const signature = "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261128/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=00\r\n"

// wantException checks an error in the form of Bedrock.
func wantException(t *testing.T, what string, res *http.Response, body []byte, status int, name, message string) {
	t.Helper()
	var e map[string]string
	if err := json.Unmarshal(body, &e); err != nil || res.StatusCode != status || len(e) != 1 || !strings.Contains(e["message"], message) {
		t.Errorf("%s: status %d, want %d: %s: %v", what, res.StatusCode, status, body, err)
	}
	if kind, _, _ := strings.Cut(res.Header.Get("X-Amzn-ErrorType"), ":"); kind != name || !isUUID.MatchString(res.Header.Get("X-Amzn-RequestId")) {
		t.Errorf("%s: %v, want %s", what, res.Header, name)
	}
}

var isUUID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// TestBedrock_Errors checks the exceptions for bad requests and for injected errors.
func TestBedrock_Errors(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, headers, body string, status int, name, message string) {
		t.Helper()
		res, answer := exchange(t, url, request("POST", path, headers, body))
		wantException(t, path+" "+headers+body, res, answer, status, name, message)
	}
	const validation, serialization = "ValidationException", "SerializationException"
	for _, path := range []string{conversePath, converseStream} {
		f(path, "", `{"messages":7}`, 400, serialization, "NUMBER_VALUE cannot be converted to List")
		f(path, "", `{"messages":[{"content":{}}]}`, 400, serialization, "Start of structure")
		f(path, "", `{"messages":[{"content":[{"text":[]}]}]}`, 400, serialization, "Start of list")
		f(path, "", `{"inferenceConfig":{"maxTokens":"1"}}`, 400, serialization, "STRING_VALUE cannot be converted to Integer")
		f(path, "", `{"toolConfig":{"toolChoice":{"tool":{"name":"none"}},`+converseSpecs+`}}`, 400, validation, "none")
		f(path, "", `{"toolConfig":{"tools":[{"toolSpec":{"name":"a","inputSchema":{"json":{"type":"object","properties":7}}}}]}}`, 400, validation, "toolConfig.tools.0")
		f(path, "", `{"outputConfig":{"textFormat":{"structure":{"jsonSchema":{"schema":"{"}}}}}`, 400, validation, "jsonSchema.schema")
	}
	for _, path := range []string{conversePath, converseStream, invokePath, invokeStream} {
		f(path, "", `{`, 400, serialization, "not valid JSON")
		f(path, "", `[]`, 400, serialization, "not a JSON object")
		f(path, "X-Mock-Nonsense: 1\r\n", `{}`, 400, validation, "")
		for status, name := range map[string]string{
			"400": validation, "401": "UnrecognizedClientException", "403": "AccessDeniedException", "404": "ResourceNotFoundException",
			"408": "ModelTimeoutException", "424": "ModelErrorException", "429": "ThrottlingException", "500": "InternalServerException",
			"503": "ServiceUnavailableException", "599": "InternalServerException",
		} {
			res, body := exchange(t, url, request("POST", path, "X-Mock-Fault: error:status="+status+"\r\n", `{}`))
			wantException(t, path+" "+status, res, body, res.StatusCode, name, "")
		}
		f(path, "X-Mock-Fault: content-filter\r\n", `{}`, 400, validation, "Output blocked")
	}
	f(invokePath, "", `{"max_tokens":"a"}`, 400, validation, "max_tokens: Input should be a valid integer")
	f("/model/a", "", `{}`, 404, "UnknownOperationException", "")
	res, body := exchange(t, url, request("GET", conversePath, "", ""))
	wantException(t, "GET", res, body, 405, validation, "Not allowed")
}

// TestBedrock_Keys checks that the key is the access key id of a signature, or a bearer
// token, and that a model which is not listed does not exist under Strict.
func TestBedrock_Keys(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"AKIDEXAMPLE", "bedrock-api-key-1"}}, Answers: fast.Answers{Strict: true, Models: []string{"us.anthropic.claude-sonnet-4-20250514-v1:0", "arn:aws:bedrock:us-east-1:1:inference-profile/a"}}})
	for path, body := range map[string]string{conversePath: converseRequest, converseStream: converseRequest, invokePath: invokeRequest, invokeStream: invokeRequest} {
		f := func(path, headers string, status int, name string) {
			t.Helper()
			res, answer := exchange(t, url, request("POST", path, headers, body))
			if status == 200 && res.StatusCode != 200 {
				t.Errorf("%s %s: status %d: %s", path, headers, res.StatusCode, answer)
			} else if status != 200 {
				wantException(t, path+" "+headers, res, answer, status, name, "")
			}
		}
		f(path, signature, 200, "")
		f(path, "Authorization: Bearer bedrock-api-key-1\r\n", 200, "")
		f(path, "", 403, "MissingAuthenticationTokenException")
		f(path, strings.Replace(signature, "AKIDEXAMPLE", "AKIDOTHER", 1), 403, "UnrecognizedClientException")
		f(path, "Authorization: Bearer other\r\n", 403, "UnrecognizedClientException")
		f(strings.Replace(path, "v1%3A0", "v1:0", 1), signature, 200, "")
		f(strings.Replace(path, bedrockModel, "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fa", 1), signature, 200, "")
		f(strings.Replace(path, bedrockModel, "/model/arn:aws:bedrock:us-east-1:1:inference-profile/a", 1), signature, 200, "")
		f(strings.Replace(path, "claude", "other", 1), signature, 400, "ValidationException")
	}
}

// TestBedrock_Limits checks how limits, a model that is loading, and lack of memory are told.
func TestBedrock_Limits(t *testing.T) {
	f := func(c fast.Limits, timing fast.Timing, name, message string) {
		t.Helper()
		url := serve(t, fast.Config{Limits: c, Timing: timing})
		exchange(t, url, request("POST", conversePath, signature, converseRequest))
		res, body := exchange(t, url, request("POST", converseStream, signature, converseRequest))
		wantException(t, name, res, body, 429, name, message)
		if res.Header.Get("Retry-After") == "" || res.Header.Get("X-Ratelimit-Limit-Requests") != "" {
			t.Errorf("%s: %v", name, res.Header)
		}
	}
	f(fast.Limits{RPM: 1}, fast.Timing{}, "ThrottlingException", "Too many requests")
	f(fast.Limits{TPM: 400}, fast.Timing{}, "ThrottlingException", "Too many tokens")
	f(fast.Limits{}, fast.Timing{StartupDelay: fast.StartupDelay{Inference: time.Hour}}, "ModelNotReadyException", "not ready")
}

// TestBedrock_Observed checks that journal and metrics name the dialect, and that the
// journal does not show the signature.
func TestBedrock_Observed(t *testing.T) {
	j := journal.New(nil)
	url := serve(t, fast.Config{Observation: fast.Observation{Journal: j}})
	for path, body := range map[string]string{conversePath: converseRequest, converseStream: converseRequest, invokePath: invokeRequest, invokeStream: invokeRequest} {
		res, _ := exchange(t, url, request("POST", path, signature, body))
		isWhole := path == invokePath
		for _, name := range []string{"Input-Token-Count", "Output-Token-Count", "Invocation-Latency"} {
			if got := res.Header.Get("X-Amzn-Bedrock-" + name); (got != "") != isWhole {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if got := res.Header.Get("X-Amzn-Bedrock-Content-Type"); (got == "application/json") != (path == invokeStream) {
			t.Errorf("%s: content type %q", path, got)
		}
		if want := map[bool]string{true: "application/vnd.amazon.eventstream", false: "application/json"}[strings.Contains(path, "stream")]; res.Header.Get("Content-Type") != want {
			t.Errorf("%s: %v", path, res.Header)
		}
		entries := j.Last()
		e := entries[len(entries)-1]
		if e.Dialect != "bedrock" || e.Path != path || e.ID != res.Header.Get("X-Amzn-RequestId") || strings.Contains(e.Headers["Authorization"], "AKID") {
			t.Errorf("%s: %+v", path, e)
		}
		scrape(t, url).wants(t, `requests_total{endpoint="/model/{id}`+strings.TrimPrefix(path, bedrockModel)+`",status="200"} 1`)
	}
	scrape(t, url).wants(t, `dialect_requests_total{dialect="bedrock"} 4`)
}

// TestBedrock_Strict checks that Strict refuses what Bedrock does, and nothing else.
func TestBedrock_Strict(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	f := func(path, body, message string) {
		t.Helper()
		res, answer := exchange(t, url, request("POST", "/model/m"+path, "", body))
		if message == "" && res.StatusCode != 200 {
			t.Errorf("%s: status %d: %s", body, res.StatusCode, answer)
		} else if message != "" {
			wantException(t, body, res, answer, 400, "ValidationException", message)
		}
	}
	converse := func(members, message string) {
		t.Helper()
		f("/converse", `{`+members+`}`, message)
		f("/converse-stream", `{`+members+`}`, message)
	}
	const user, call = `{"role":"user","content":[{"text":"a"}]}`, `{"role":"assistant","content":[{"text":"b"},{"toolUse":{"toolUseId":"t1","name":"time","input":{}}}]}`
	const result = `{"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"c"}]}}]}`
	converse(`"messages":[`+user+`],"nobodyKnows":1`, "")
	converse(`"messages":[`+user+`,`+call+`,`+result+`],`+converseTools, "")
	converse(`"messages":[]`, "must start with a user message")
	converse(`"messages":[`+call+`],`+converseTools, "must start with a user message")
	converse(`"messages":[`+user+`,`+user+`]`, "must alternate")
	converse(`"messages":[{"role":"system","content":[{"text":"a"}]}]`, "enum value set: [user, assistant]")
	converse(`"messages":[{"role":"user","content":[]}]`, "messages.0 is empty")
	converse(`"messages":[{"role":"user","content":[{"text":"a"},{"text":" \n"}]}]`, "messages.0.content.1 is blank")
	converse(`"messages":[`+user+`,`+call+`,`+result+`]`, "toolConfig field must be defined")
	converse(`"messages":[`+user+`,`+call+`,`+user+`],`+converseTools, "Expected toolResult blocks at messages.2.content for the following Ids: t1")
	converse(`"messages":[`+result+`],`+converseTools, "exceeds the number of toolUse blocks")
	converse(`"messages":[`+user+`],"inferenceConfig":{"maxTokens":0}`, "Value '0' at 'inferenceConfig.maxTokens'")
	converse(`"messages":[`+user+`],"inferenceConfig":{"temperature":1.5}`, "Member must have value less than or equal to 1")
	for _, path := range []string{"/invoke", "/invoke-with-response-stream"} {
		f(path, invokeRequest, "")
		f(path, `{"anthropic_version":"2026-10-21",`+messageMembers+`}`, "") // as AnthropicBedrock 2.14 says
		f(path, `{"anthropic_beta":["x"],`+invokeRequest[1:], "")
		f(path, `{`+messageMembers+`}`, "anthropic_version: Field required")
		f(path, `{"model":"m",`+invokeRequest[1:], "model: Extra inputs are not permitted")
		f(path, `{"stream":true,`+invokeRequest[1:], "stream: Extra inputs are not permitted")
		f(path, `{"anthropic_version":"bedrock-2023-05-31","messages":[]}`, "max_tokens: Field required")
	}
}
