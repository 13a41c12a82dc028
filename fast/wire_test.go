package fast_test

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/pool"
)

// envelope is OpenAI's error object; the pointers tell null from absent with
// the raw keys beside them.
type envelope struct {
	Error map[string]json.RawMessage
}

// wantEnvelope wants body to be an error of the provider's form.
func wantEnvelope(t *testing.T, what string, res *http.Response, body []byte, status int, param, code, message string) {
	t.Helper()
	if res.StatusCode != status || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%.80q: status %d, type %q, want %d: %s", what, res.StatusCode, res.Header.Get("Content-Type"), status, body)
	}
	if !regexp.MustCompile(`^req_[0-9a-f]{32}$`).MatchString(res.Header.Get("X-Request-Id")) {
		t.Errorf("%.80q: x-request-id is %q", what, res.Header.Get("X-Request-Id"))
	}
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil || len(e.Error) != 4 {
		t.Fatalf("%.80q: no envelope of four keys: %v in %s", what, err, body)
	}
	var said string
	if err := json.Unmarshal(e.Error["message"], &said); err != nil || !strings.HasPrefix(said, message) || said == "" {
		t.Errorf("%.80q: message %q does not begin with %q", what, said, message)
	}
	for key, want := range map[string]string{"type": `"invalid_request_error"`, "param": param, "code": code} {
		if want == "" {
			want = "null"
		}
		if string(e.Error[key]) != want {
			t.Errorf("%.80q: %s is %s, want %s", what, key, e.Error[key], want)
		}
	}
}

func request(method, path, headers, body string) string {
	return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n%s", method, path, headers, len(body), body)
}

func TestErrors(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{MaxBody: 10_000}})
	f := func(raw string, status int, param, code, message string) {
		t.Helper()
		res, body := exchange(t, url, raw)
		wantEnvelope(t, raw, res, body, status, param, code, message)
		if status == http.StatusMethodNotAllowed && res.Header.Get("Allow") == "" {
			t.Errorf("%.80q: no Allow header", raw)
		}
	}
	const bad = "We could not parse the JSON body of your request."
	chat := func(body string) string { return request("POST", "/v1/chat/completions", "", body) }

	f(request("GET", "/nowhere", "", ""), 404, "", `"unknown_url"`, "Unknown request URL: GET /nowhere.")
	f(request("POST", "/v1/nowhere", "", "{}"), 404, "", "", "Invalid URL (POST /v1/nowhere)")
	f(request("GET", "/v1/models/none", "", ""), 404, "", `"model_not_found"`, "The model `none` does not exist")
	f(request("DELETE", "/v1/models/", "", ""), 404, "", "", "Invalid URL (DELETE /v1/models/)")
	f(request("PUT", "/v1/chat/completions", "", ""), 405, "", "", "Not allowed to PUT on /v1/chat/completions")
	f(request("DELETE", "/v1/models/none", "", ""), 404, "", `"model_not_found"`, "The model `none` does not exist")
	f(request("PUT", "/v1/models", "", ""), 405, "", "", "Not allowed to PUT on /v1/models")
	f(request("POST", "/health", "", ""), 405, "", "", "Not allowed to POST on /health")

	for _, path := range []string{"/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/moderations"} {
		for _, body := range []string{"", "{", `{"model":"a"`, `{"model":"a",}`, "{}x", "{'a':1}", `{"a":01}`, "\x00", "nul", `{"model":"` + "\n" + `"}`, `{"a":"\x"}`, `{"a":tru}`, strings.Repeat("[", 9000), `{"stop":["a"`, `{"messages":[{"content":"x"`, `{"input":["a",`} {
			f(request("POST", path, "", body), 400, "", "", bad)
		}
		for _, body := range []string{"[]", "null", `"x"`, "1", "true"} {
			f(request("POST", path, "", body), 400, "", "", bad)
		}
		f(request("POST", path, "", `{"model":7}`), 400, `"model"`, `"invalid_type"`, "Invalid type for 'model': expected a string, but got an integer instead.")
	}

	f(chat(`{"messages":"hi"}`), 400, `"messages"`, `"invalid_type"`, "Invalid type for 'messages': expected an array of objects, but got a string instead.")
	f(chat(`{"messages":{}}`), 400, `"messages"`, `"invalid_type"`, "")
	f(chat(`{"messages":["hi"]}`), 400, `"messages[0]"`, `"invalid_type"`, "Invalid type for 'messages[0]': expected an object")
	f(chat(`{"messages":[{"content":"a"},{"content":5}]}`), 400, `"messages[1].content"`, `"invalid_type"`, "")
	f(chat(`{"messages":[{"content":["a"]}]}`), 400, `"messages[0].content[0]"`, `"invalid_type"`, "")
	f(chat(`{"stream":1}`), 400, `"stream"`, `"invalid_type"`, "Invalid type for 'stream': expected a boolean, but got an integer instead.")
	f(chat(`{"stream":"true"}`), 400, `"stream"`, `"invalid_type"`, "")
	f(chat(`{"stream_options":true}`), 400, `"stream_options"`, `"invalid_type"`, "")
	f(chat(`{"stream_options":{"include_usage":1}}`), 400, `"stream_options.include_usage"`, `"invalid_type"`, "")
	f(chat(`{"max_tokens":"5"}`), 400, `"max_tokens"`, `"invalid_type"`, "")
	f(chat(`{"max_completion_tokens":1.5}`), 400, `"max_completion_tokens"`, `"invalid_type"`, "Invalid type for 'max_completion_tokens': expected an integer, but got a decimal number instead.")
	f(chat(`{"n":0}`), 400, `"n"`, `"integer_below_min_value"`, "Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead.")
	f(chat(`{"n":-3}`), 400, `"n"`, `"integer_below_min_value"`, "")
	f(chat(`{"n":129}`), 400, `"n"`, `"integer_above_max_value"`, "")
	f(chat(`{"n":1e300}`), 400, `"n"`, `"integer_above_max_value"`, "")
	f(chat(`{"n":"2"}`), 400, `"n"`, `"invalid_type"`, "")
	f(chat(`{"stop":5}`), 400, `"stop"`, `"invalid_type"`, "")
	f(chat(`{"stop":["a",5]}`), 400, `"stop[1]"`, `"invalid_type"`, "")
	f(chat(`{"stop":[`+strings.Repeat(`"a",`, 16)+`"a"]}`), 400, `"stop"`, `"array_above_max_length"`, "")

	completion := func(body string) string { return request("POST", "/v1/completions", "", body) }
	f(completion(`{"prompt":5}`), 400, `"prompt"`, `"invalid_type"`, "")
	f(completion(`{"prompt":{}}`), 400, `"prompt"`, `"invalid_type"`, "")
	f(completion(`{"prompt":["a",1]}`), 400, `"prompt[1]"`, `"invalid_type"`, "")
	f(completion(`{"prompt":[1,"a"]}`), 400, `"prompt"`, `"invalid_type"`, "")
	f(completion(`{"prompt":[[1,"a"]]}`), 400, `"prompt"`, `"invalid_type"`, "")
	f(completion(`{"prompt":[`+strings.Repeat(`"a",`, 20)+`"a"],"n":128}`), 400, `"prompt"`, `"array_above_max_length"`, "")

	embeddings := func(body string) string { return request("POST", "/v1/embeddings", "", body) }
	f(embeddings(`{}`), 400, `"input"`, `"missing_required_parameter"`, "Missing required parameter: 'input'.")
	f(embeddings(`{"input":[]}`), 400, `"input"`, `"empty_array"`, "Invalid 'input': empty array. Expected an array with minimum length 1, but got an empty array instead.")
	f(embeddings(`{"input":[`), 400, "", "", bad)
	f(embeddings(`{"input":""}`), 400, `"input"`, `"invalid_value"`, "Invalid 'input': input cannot be an empty string.")
	f(embeddings(`{"input":["a",""]}`), 400, `"input"`, `"invalid_value"`, "")
	f(embeddings(`{"input":["a",null]}`), 400, `"input[1]"`, `"invalid_type"`, "")
	f(embeddings(`{"input":[`+strings.Repeat(`"a",`, 2048)+`"a"]}`), 400, `"input"`, `"array_above_max_length"`, "")
	f(embeddings(`{"input":"a","dimensions":0}`), 400, `null`, `null`, "0 is less than the minimum of 1 - 'dimensions'")
	f(embeddings(`{"input":"a","dimensions":100000}`), 400, `"dimensions"`, `"integer_above_max_value"`, "")
	f(embeddings(`{"input":"a","encoding_format":"hex"}`), 400, `"encoding_format"`, `"invalid_value"`, "")

	moderations := func(body string) string { return request("POST", "/v1/moderations", "", body) }
	f(moderations(`{}`), 400, `"input"`, `"missing_required_parameter"`, "Missing required parameter: 'input'.")
	f(moderations(`{"input":null}`), 400, `"input"`, `"missing_required_parameter"`, "")
	f(moderations(`{"input":[]}`), 400, `"input"`, `"empty_array"`, "")
	f(moderations(`{"input":5}`), 400, `"input"`, `"invalid_type"`, "")
	f(moderations(`{"input":["a",{}]}`), 400, `"input[1]"`, `"invalid_type"`, "")
	f(moderations(`{"input":[{"type":"text","text":"a"},"b"]}`), 400, `"input[1]"`, `"invalid_type"`, "Invalid type for 'input[1]': expected an object, but got a string instead.")
	f(moderations(`{"input":[{"type":"video"}]}`), 400, `"input"`, `"invalid_value"`, "")
	f(moderations(`{"input":[{"type":"text"`), 400, "", "", bad)

	f(chat(`{"x":"`+strings.Repeat("a", 10_000)+`"}`), 413, "", "", "The request body is too large.")
	f(request("GET", "/health", "X-Long: "+strings.Repeat("a", 20_000)+"\r\n", ""), 431, "", "", "The request headers are too large.")
}

func TestErrors_NotHTTP(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(raw string) {
		t.Helper()
		res, body := exchange(t, url, raw)
		wantEnvelope(t, raw, res, body, 400, "", "", "The HTTP request could not be understood.")
	}
	f("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n")
	f("NONSENSE\r\n\r\n")
}

// TestLenient sends what SDK suites send and the real API takes.
func TestLenient(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, body string) {
		t.Helper()
		if status, answer := post(t, url+path, body); status != http.StatusOK || !json.Valid(answer) && !strings.HasPrefix(string(answer), "data: ") {
			t.Errorf("%s: status %d: %.300s", body, status, answer)
		}
	}
	const chat = "/v1/chat/completions"
	f(chat, `{}`)
	f(chat, ` { "model" : null , "messages" : null , "n" : null , "stop" : null , "stream" : null , "max_tokens" : null , "stream_options" : null , "seed" : null } `)
	f(chat, `{"messages":[]}`)
	f(chat, `{"messages":[{"role":"user"},{"content":null},{"content":[]},{"content":[{"type":"image_url","image_url":{"url":"data:"}},{"type":"text","text":"a"},{"type":"input_audio","input_audio":{"data":"","format":"wav"}},{"type":"file","file":{}}]}]}`)
	f(chat, `{"max_tokens":0}`)
	f(chat, `{"max_tokens":-1}`)
	f(chat, `{"max_tokens":1e3,"max_completion_tokens":99999999999999999999}`)
	f(chat, `{"stream_options":{"include_usage":true}}`)
	f(chat, `{"top_logprobs":0,"logprobs":true,"functions":[],"tools":[],"tool_choice":"none","response_format":{"type":"text"},"temperature":9,"metadata":{"a":"b"},"store":true,"user":"u","reasoning_effort":"low","unknown":[{}]}`)
	f(chat, `{"model":"x","model":"y","stop":[]}`)
	f(chat, `{"stop":["",""]}`)
	f(chat, `{"seed":-5.5}`)
	f("/v1/completions", `{}`)
	f("/v1/completions", `{"prompt":null,"suffix":"s","best_of":3,"logprobs":5}`)
	f("/v1/completions", `{"prompt":[1,2,3]}`)
	f("/v1/completions", `{"prompt":[[1],[2,3]],"echo":true}`)
	f("/v1/embeddings", `{"input":[1,2,3]}`)
	f("/v1/embeddings", `{"input":[[1],[2,3]],"dimensions":null,"encoding_format":null}`)
}

func TestPromptTokens(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, body string, want int) {
		t.Helper()
		var a answer
		postJSON(t, url+path, body, &a)
		if a.Usage.PromptTokens != want {
			t.Errorf("%s: %d prompt tokens, want %d", body, a.Usage.PromptTokens, want)
		}
	}
	const chat = "/v1/chat/completions"
	f(chat, `{}`, 0)
	f(chat, `{"messages":[{"content":"1234"}]}`, 1)
	f(chat, `{"messages":[{"content":"12345"}]}`, 2)
	f(chat, `{"messages":[{"content":"12345"},{"role":"user","content":"678"}]}`, 2)
	f(chat, `{"messages":[{"content":"\n\u00e9\"\ud83d\ude00"}]}`, 1)
	f(chat, `{"messages":[{"content":"日本語のテ"}]}`, 2)
	f(chat, `{"messages":[{"content":[{"type":"text","text":"1234"},{"type":"image_url","image_url":{"url":"123456789"}},{"type":"text","text":"5678"}]}]}`, 2)
	f("/v1/completions", `{"prompt":"12345"}`, 2)
	f("/v1/completions", `{"prompt":["12345","1"],"n":3}`, 3)
	f("/v1/completions", `{"prompt":[5,6,7]}`, 3)
	f("/v1/completions", `{"prompt":[[5,6,7],[8]]}`, 4)
	f("/v1/embeddings", `{"input":["12345","1"]}`, 3)
}

func TestMaxTokens(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(params string, tokens int, reason string) {
		t.Helper()
		var a answer
		postJSON(t, url+"/v1/chat/completions", params, &a)
		said := a.Choices[0]
		if got := pool.Tokens(utf8.RuneCountInString(said.Message.Content)); got != a.Usage.CompletionTokens || (tokens >= 0 && got != tokens) {
			t.Errorf("%s: %d tokens sent, %d counted, want %d", params, got, a.Usage.CompletionTokens, tokens)
		}
		if *said.FinishReason != reason {
			t.Errorf("%s: finish_reason %q, want %q", params, *said.FinishReason, reason)
		}
	}
	f(`{"max_tokens":10}`, 10, "length")
	f(`{"max_tokens":10,"max_completion_tokens":5}`, 5, "length")
	f(`{"max_tokens":5,"max_completion_tokens":10}`, 5, "length")
	f(`{"max_tokens":0}`, 0, "length")
	f(`{"max_tokens":100000}`, -1, "stop")
}

func TestStop(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(stop string, sequences ...string) {
		t.Helper()
		for seed := range 10 {
			var whole, cut answer
			postJSON(t, url+"/v1/chat/completions", fmt.Sprintf(`{"seed":%d}`, seed), &whole)
			postJSON(t, url+"/v1/chat/completions", fmt.Sprintf(`{"seed":%d,"stop":%s}`, seed, stop), &cut)
			want := whole.Choices[0].Message.Content
			for _, sequence := range sequences {
				want, _, _ = strings.Cut(want, sequence)
			}
			if got := cut.Choices[0].Message.Content; got != want || *cut.Choices[0].FinishReason != "stop" {
				t.Errorf("stop %s: %q, want %q", stop, got, want)
			}
			if tokens := pool.Tokens(utf8.RuneCountInString(want)); cut.Usage.CompletionTokens != tokens {
				t.Errorf("stop %s: %d tokens counted, %d sent", stop, cut.Usage.CompletionTokens, tokens)
			}
		}
	}
	f(`" the"`, " the")
	f(`["zzz", "\u0065 "]`, "e ")
	f(`"\n\n"`, "\n\n")
	f(`"\n"`, "\n")
	f(`["n","\\"]`, "n")
	f(`"\\n"`, `\n`)
	f(`["is","a","",". "]`, "is", "a", ". ")
}

// TestSeed checks that a seed in the request fixes the answer, that one of the server fixes
// the sequence of answers over restarts, and that nothing is fixed without one.
func TestSeed(t *testing.T) {
	say := func(url, body string) (said string) {
		for range 4 { // one answer may come again by chance
			var a answer
			postJSON(t, url+"/v1/chat/completions", body, &a)
			said += a.Choices[0].Message.Content
		}
		return said
	}
	f := func(c fast.Config, body string, wantSame bool) {
		t.Helper()
		a, b := serve(t, c), serve(t, c)
		first, second := say(a, body), say(a, body)
		if same := say(b, body) == first && say(b, body) == second; same != wantSame {
			t.Errorf("seed %v, %s: two servers alike: %v, want %v", c.Answers.Seed, body, same, wantSame)
		}
		if again := first == second; again != strings.Contains(body, "seed") {
			t.Errorf("seed %v, %s: two answers of one server alike: %v", c.Answers.Seed, body, again)
		}
	}
	seed := uint64(0)
	f(fast.Config{}, `{}`, false)
	f(fast.Config{Answers: fast.Answers{Seed: &seed}}, `{}`, true)
	f(fast.Config{Answers: fast.Answers{Seed: &seed}}, `{"seed":1}`, true)
}

func TestModels_Escaped(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"org/name:free"}}})
	for _, path := range []string{"org/name:free", "org%2Fname:free", "org%2Fname%3Afree"} {
		res, body := exchange(t, url, request("GET", "/v1/models/"+path, "", ""))
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d: %s", path, res.StatusCode, body)
		}
	}
}

func TestHealth(t *testing.T) {
	res, body := exchange(t, serve(t, fast.Config{}), request("GET", "/health", "", ""))
	if res.StatusCode != http.StatusOK || !json.Valid(body) {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
}

func TestNew_Failure(t *testing.T) {
	f := func(c fast.Config) {
		t.Helper()
		if _, err := fast.New(c); err == nil {
			t.Errorf("New(%+v) gives no error", c)
		}
	}
	f(fast.Config{Answers: fast.Answers{Models: []string{}}})
	f(fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: -1}}})
	f(fast.Config{Answers: fast.Answers{StreamTokensMin: -1}})
	f(fast.Config{Answers: fast.Answers{StreamTokensMin: 10, StreamTokensMax: 5}})
	f(fast.Config{Timing: fast.Timing{ResponseDelay: -1}})
	f(fast.Config{Limits: fast.Limits{MaxBody: -1}})
	f(fast.Config{Transport: fast.Transport{TLS: &tls.Config{}}})
	f(fast.Config{Transport: fast.Transport{TLS: serverTLS, H2C: true}})
	f(fast.Config{Limits: fast.Limits{APIKeys: []string{"a", ""}}})
	f(fast.Config{Answers: fast.Answers{Articles: -1}})
}
