package fast_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/journal"
	"mock-openai/pool"
)

// TestCohere_StreamEqualsWhole wants a stream to make the message that the whole answer to
// the same request is, paced or not.
func TestCohere_StreamEqualsWhole(t *testing.T) {
	for _, config := range []fast.Config{
		{}, {Answers: fast.Answers{Text: pool.Rich, StreamTokensMin: 2, StreamTokensMax: 9}},
		{Timing: fast.Timing{ResponseDelay: time.Microsecond}, Answers: fast.Answers{ReasoningTokens: 40, ToolCallRate: 0.5}},
	} {
		url := serve(t, config)
		f := func(members string) {
			t.Helper()
			var whole cohereAnswer
			postJSON(t, url+cohereChatPath, `{`+members+`}`, &whole)
			_, stream := post(t, url+cohereChatPath, `{"stream":true,`+members+`}`)
			got := cohereAssembled(t, stream)
			if a, b := joinedLogprobs(got.Logprobs), joinedLogprobs(whole.Logprobs); string(dump(a)) != string(dump(b)) {
				t.Errorf("%s: stream has\n%v\nwhole answer has\n%v", members, a, b)
			}
			for _, a := range []*cohereAnswer{&whole, &got} {
				if len(a.ID) != 36 || a.Message.Role != "assistant" || a.Usage.Billed != a.Usage.Tokens {
					t.Errorf("%s: %+v", members, a)
				}
				if len(a.Message.Content) == 0 {
					a.Message.Content = nil // may be absent
				}
				a.ID, a.Logprobs = "", nil
			}
			if a, b := string(dump(got)), string(dump(whole)); a != b {
				t.Errorf("%s: stream makes\n%s\nwhole answer is\n%s", members, a, b)
			}
		}
		for seed := range 4 {
			s := fmt.Sprintf(`"seed":%d,`, seed)
			f(s + cohereHello)
			f(s + fmt.Sprintf(`"max_tokens":%d,"stop_sequences":["the ","\n"]`, 20*seed))
			f(s + cohereHello + `,` + twoTools)
			f(s + cohereHello + `,` + twoTools + `,"tool_choice":"REQUIRED","thinking":{"type":"disabled"}`)
			f(s + fmt.Sprintf(`"max_tokens":%d,%s,"tool_choice":"REQUIRED"`, 4*seed, twoTools))
			f(s + cohereHello + `,"thinking":{"type":"enabled","token_budget":9}`)
			f(s + cohereHello + `,"logprobs":true,` + cohereDocuments)
			f(s + cohereHello + `,"response_format":{"type":"json_object","json_schema":` + mailSchema + `}`)
			f(s + `"model":"echo","messages":[{"role":"user","content":[{"type":"text","text":"say \u00e9 this"}]}],` + cohereDocuments)
		}
	}
}

// TestCohere_Chat wants of an answer what its request asks for.
func TestCohere_Chat(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(members string) (a cohereAnswer) {
		t.Helper()
		postJSON(t, url+cohereChatPath, `{"model":"m",`+members+`}`, &a)
		return a
	}
	if a := f(cohereHello + `,"max_tokens":7`); a.Usage.Tokens != (cohereTokens{3, 7}) || a.Finish != "MAX_TOKENS" {
		t.Errorf("at most 7 tokens are %+v", a)
	}
	if a := f(cohereHello + `,"stop_sequences":["e"]`); a.Finish != "STOP_SEQUENCE" || strings.Contains(string(dump(a.Message.Content)), "e\"}]e") {
		t.Errorf("the text before a stop sequence is %+v", a)
	}
	if a := f(`"model":"echo",` + cohereHello); a.Message.Content[0].Text != "hello there" || a.Finish != "COMPLETE" {
		t.Errorf("echo says %+v", a)
	}
	if a := f(cohereHello + `,"thinking":{"type":"enabled","token_budget":5}`); len(a.Message.Content) != 2 || pool.Tokens(len(a.Message.Content[0].Thinking)) > 5 {
		t.Errorf("a thought of 5 tokens is in %+v", a)
	}
	for _, choice := range []string{"REQUIRED", "required"} {
		a := f(cohereHello + `,` + twoTools + `,"tool_choice":"` + choice + `"`)
		for _, call := range a.Message.Calls {
			wantCall(t, call.Function.Name, call.Function.Arguments)
			if !strings.HasPrefix(call.ID, call.Function.Name+"_") || call.Type != "function" {
				t.Errorf("a call is %+v", call)
			}
		}
		if len(a.Message.Calls) == 0 || a.Message.Plan == "" || a.Finish != "TOOL_CALL" || len(a.Message.Content) > 0 {
			t.Errorf("no tool is called in %+v", a)
		}
	}
	if a := f(cohereHello + `,` + twoTools + `,"tool_choice":"NONE"`); len(a.Message.Calls) > 0 {
		t.Errorf("a tool is called in %+v", a)
	}
	wantValid(t, mailSchema, f(cohereHello + `,"response_format":{"type":"json_object","json_schema":` + mailSchema + `}`).Message.Content[0].Text)
	wantValid(t, `{"type":"object"}`, f(cohereHello + `,"response_format":{"type":"json_object"}`).Message.Content[0].Text)
}

// TestCohere_Citations wants every citation to be a part of the text, with a document of
// the request as its source.
func TestCohere_Citations(t *testing.T) {
	for _, answers := range []fast.Answers{{}, {Text: pool.Rich}, {Tokens: pool.Sampler{Mean: 2}}, {ReasoningTokens: 9}} {
		url := serve(t, fast.Config{Answers: answers})
		for range 20 {
			var a cohereAnswer
			postJSON(t, url+cohereChatPath, `{`+cohereHello+`,`+cohereDocuments+`}`, &a)
			want := []map[string]string{
				{"id": "a", "text": "The sky is green.", "title": `é "sky"`}, {"id": "doc:1", "text": "just a text"}, {"id": "doc:2", "text": "a string"},
			}
			if len(a.Message.Citations) == 0 {
				t.Errorf("nothing is cited in %+v", a)
			}
			for i, c := range a.Message.Citations {
				text := []rune(a.Message.Content[c.Index].Text)
				if c.End > len(text) || c.Start >= c.End || string(text[c.Start:c.End]) != c.Text {
					t.Errorf("%q is cited from %d to %d of %q", c.Text, c.Start, c.End, string(text))
				}
				if s := c.Sources; len(s) != 1 || s[0].Type != "document" || s[0].ID != want[i]["id"] || fmt.Sprint(s[0].Document) != fmt.Sprint(want[i]) {
					t.Errorf("source %d is %+v", i, s)
				}
			}
			var none cohereAnswer
			postJSON(t, url+cohereChatPath, `{`+cohereHello+`,"citation_options":{"mode":"OFF"},`+cohereDocuments+`}`, &none)
			if len(none.Message.Citations) > 0 {
				t.Errorf("citations that are not wanted: %+v", none)
			}
		}
	}
}

// TestCohere_Embed wants all types of an embedding to be of the same vector.
func TestCohere_Embed(t *testing.T) {
	url := serve(t, fast.Config{})
	type answer struct {
		ID         string
		Texts      []string
		Embeddings struct {
			Float                        [][]float64
			Int8, Uint8, Binary, Ubinary [][]int
			Base64                       []string
		}
		Meta struct {
			Billed struct {
				Input  int `json:"input_tokens"`
				Images int
			} `json:"billed_units"`
		}
		Type string `json:"response_type"`
	}
	f := func(members string) (a answer) {
		t.Helper()
		postJSON(t, url+cohereEmbedPath, `{"model":"embed-v4.0","input_type":"search_query",`+members+`}`, &a)
		return a
	}
	const types = `"embedding_types":["float","int8","uint8","binary","ubinary","base64"]`
	for _, dimension := range []int{8, 21, 256, 1536} {
		a := f(`"texts":["hello","a\nb"],"output_dimension":` + strconv.Itoa(dimension) + `,` + types)
		if len(a.ID) != 36 || !slices.Equal(a.Texts, []string{"hello", "a\nb"}) || a.Meta.Billed.Input != 3 || a.Type != "embeddings_by_type" {
			t.Errorf("the answer is %+v", a)
		}
		for i, vector := range a.Embeddings.Float {
			raw, _ := base64.StdEncoding.DecodeString(a.Embeddings.Base64[i])
			if len(vector) != dimension || len(raw) != 4*dimension || len(a.Embeddings.Ubinary[i]) != (dimension+7)/8 {
				t.Fatalf("%d dimensions are %d numbers, %d bytes and %d bits", dimension, len(vector), len(raw), 8*len(a.Embeddings.Ubinary[i]))
			}
			for k, v := range vector {
				bits := a.Embeddings.Ubinary[i][k/8]
				if math.Float32bits(float32(v)) != binary.LittleEndian.Uint32(raw[4*k:]) || (bits>>(7-k%8)&1 == 1) != (v > 0) ||
					a.Embeddings.Binary[i][k/8] != bits-128 || a.Embeddings.Uint8[i][k]-128 != a.Embeddings.Int8[i][k] || float64(a.Embeddings.Int8[i][k])*v < 0 {
					t.Fatalf("number %d of %d differs by type", k, dimension)
				}
			}
		}
		if b := f(`"inputs":[{"content":[{"type":"text","text":"a\u000ab"}]}],"output_dimension":` + strconv.Itoa(dimension)); !slices.Equal(b.Embeddings.Float[0], a.Embeddings.Float[1]) {
			t.Error("the same text has another embedding as an input")
		}
	}
	if a := f(`"images":["data:image/png;base64,AA=="],"embedding_types":["int8"]`); len(a.Embeddings.Int8) != 1 || a.Embeddings.Float != nil || a.Meta.Billed.Images != 1 {
		t.Errorf("an image is %+v", a)
	}
	long := f(`"texts":["aaaabbbbcccc","aaaabbbb","bbbbcccc"],"max_tokens":2`)
	if long.Meta.Billed.Input != 6 || !slices.Equal(long.Embeddings.Float[0], long.Embeddings.Float[1]) {
		t.Error("a text is not truncated at its end")
	}
	long = f(`"texts":["aaaabbbbcccc","aaaabbbb","bbbbcccc"],"max_tokens":2,"truncate":"START"`)
	if !slices.Equal(long.Embeddings.Float[0], long.Embeddings.Float[2]) {
		t.Error("a text is not truncated at its start")
	}
}

// TestCohere_Rerank wants scores that depend on the query and the document alone, the best
// first.
func TestCohere_Rerank(t *testing.T) {
	url := serve(t, fast.Config{})
	type answer struct {
		ID, Object, Model string
		Results           []struct {
			Index    int
			Score    *float64 `json:"relevance_score"`
			Document map[string]string
		}
		Usage struct {
			Total int `json:"total_tokens"`
		}
		Meta struct {
			API    struct{ Version string } `json:"api_version"`
			Billed struct {
				Units int `json:"search_units"`
			} `json:"billed_units"`
		}
	}
	f := func(path, headers, members string, scores map[int]float64) (a answer) {
		t.Helper()
		res, body := exchange(t, url, request("POST", path, headers, `{"model":"rerank-v4.0","query":"q\u00e9",`+members+`}`))
		decodeJSON(t, body, &a)
		last := 1.0
		for _, r := range a.Results {
			if r.Score == nil || *r.Score > last || *r.Score < 0 {
				t.Errorf("%s has %+v after %v", path, r, last)
				continue
			}
			last = *r.Score
			if known, ok := scores[r.Index]; ok && known != last {
				t.Errorf("%s: document %d has the scores %v and %v", path, r.Index, known, last)
			}
			scores[r.Index] = last
		}
		if res.StatusCode != http.StatusOK || len(a.ID) != 36 || a.Meta.Billed.Units != 1 {
			t.Errorf("%s: status %d, %s", path, res.StatusCode, body)
		}
		return a
	}
	const documents = `"documents":["one","two","thr\u0065e"]`
	scores := map[int]float64{}
	a := f(cohereRerankPath, "", documents, scores)
	if len(a.Results) != 3 || a.Results[0].Document != nil || a.Object != "" || a.Meta.API.Version != "2" {
		t.Errorf("Cohere's answer is %+v", a)
	}
	if a := f(cohereRerankPath, "", documents+`,"top_n":2,"return_documents":true`, scores); len(a.Results) != 2 || a.Results[0].Document["text"] == "" {
		t.Errorf("the best two are %+v", a)
	}
	a = f(sharedRerankPath, "", documents, scores)
	if len(a.Results) != 3 || a.Results[0].Document["text"] == "" || a.Object != "list" || a.Model != "rerank-v4.0" || a.Usage.Total != 5 || a.Meta.API.Version != "1" {
		t.Errorf("the answer for Jina and vLLM is %+v", a)
	}
	a = f(sharedRerankPath, "", `"documents":[{"text":"one"},{"text":"two"},"three"],"return_documents":false,"top_n":0`, scores)
	if len(a.Results) != 3 || a.Results[0].Document != nil {
		t.Errorf("the answer without documents is %+v", a)
	}
	a = f(sharedRerankPath, "X-Fern-SDK-Name: cohere-ai\r\n", documents, scores)
	if a.Object != "" || a.Results[0].Document != nil {
		t.Errorf("the answer for Cohere's client is %+v", a)
	}
	if len(scores) != 3 || scores[0] == scores[1] {
		t.Errorf("the scores are %v", scores)
	}
	if _, body := post(t, url+sharedRerankPath, `{"query":"q"}`); !strings.HasPrefix(string(body), `{"error":{`) {
		t.Errorf("without documents: %s", body)
	}
}

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

// TestCohere_Settings wants settings in names and headers to hold, the same bytes for the
// same body, old HTTP versions to be answered, and events to wait.
func TestCohere_Settings(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}})
	var a cohereAnswer
	postJSON(t, url+cohereChatPath, `{"model":"m:tokens=7",`+cohereHello+`}`, &a)
	if a.Usage.Tokens.Output != 7 {
		t.Errorf("7 tokens are %+v", a)
	}
	for _, body := range []string{cohereRequest, `{"stream":true,` + cohereRequest[1:]} {
		_, first := post(t, url+cohereChatPath, body)
		if _, again := post(t, url+cohereChatPath, body); string(first) != string(again) {
			t.Errorf("%s is answered with\n%s\nand\n%s", body, first, again)
		}
	}
	old := strings.Replace(request("POST", cohereChatPath, "", `{"stream":true,`+cohereHello+`}`), "HTTP/1.1", "HTTP/1.0", 1)
	if _, stream := exchange(t, url, old); cohereAssembled(t, stream).Finish != "COMPLETE" {
		t.Errorf("over HTTP/1.0 the stream is %s", stream)
	}
	paced := serve(t, fast.Config{})
	start := time.Now()
	const first, between = 20 * time.Millisecond, 2 * time.Millisecond
	headers := fmt.Sprintf("X-Mock-TTFT: %s\r\nX-Mock-ITL: %s\r\n", first, between)
	_, stream := exchange(t, paced, request("POST", cohereChatPath, headers, `{"stream":true,"max_tokens":10,"thinking":{"type":"enabled","token_budget":5},`+cohereHello+`}`))
	if took := time.Since(start); took < first+9*between {
		t.Errorf("10 tokens took %v: %s", took, stream)
	}
}

// TestCohere_Models wants models in Cohere's form for its clients alone, and requests
// counted and recorded as Cohere's.
func TestCohere_Models(t *testing.T) {
	j := journal.New(nil)
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"alpha", "org/be ta"}}, Observation: fast.Observation{Journal: j}})
	f := func(path, headers string) string {
		t.Helper()
		_, body := exchange(t, url, request("GET", path, headers, ""))
		return string(body)
	}
	const client = "X-Fern-SDK-Name: cohere\r\n"
	if body := f("/v1/models", client); !strings.HasPrefix(body, `{"models":[{"name":"alpha",`) {
		t.Errorf("Cohere's clients get %s", body)
	}
	if body := f("/v1/models/org/be%20ta", client); !strings.HasPrefix(body, `{"name":"org/be ta",`) {
		t.Errorf("Cohere's clients get %s", body)
	}
	if body := f("/v1/models/none", client); !strings.Contains(body, "model 'none' not found") {
		t.Errorf("Cohere's clients get %s", body)
	}
	if body := f("/v1/models", ""); !strings.HasPrefix(body, `{"object":"list"`) {
		t.Errorf("others get %s", body)
	}
	if body := f("/v1/models", "anthropic-version: 2023-06-01\r\n"); !strings.HasPrefix(body, `{"data":[{"type":"model"`) {
		t.Errorf("Anthropic's clients get %s", body)
	}
	post(t, url+cohereChatPath, `{`+cohereHello+`}`)
	if text := string(fetch(t, url+"/metrics")); !strings.Contains(text, `"/v2/chat"`) || !strings.Contains(text, `"/v1/models (cohere)"`) {
		t.Error("the metrics do not name the dialect")
	}
	if all := j.Last(); len(all) < 6 || all[5].Dialect != "cohere" || all[0].Dialect != "cohere" || all[3].Dialect != "openai" {
		t.Errorf("the journal has %+v", all)
	}
}
