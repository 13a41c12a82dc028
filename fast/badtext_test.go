package fast_test

import (
	"iter"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/fast/skim"
)

// badTexts are contents of JSON strings that are not valid text: bytes that are not UTF-8,
// and halves of surrogate pairs.
var badTexts = []string{
	"\xff", "a\xfe\xffb", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "caf\xe9", "日\xe6\x97", "\xf0\x9f\x98\\n",
	`\ud800`, `a\udfff`, `\ude00\ud83d`, `\ud83d\u0041`, `\ud83d\ud83d\ude00`, `\uD83D`,
	strings.Repeat("a", 5000) + "\x80" + strings.Repeat("b", 5000), strings.Repeat("日本", 3000) + "\xe6",
	strings.Repeat("a", 5000) + `\udead` + strings.Repeat("b", 5000), "a\xff\xfe" + strings.Repeat("b", 70_000),
}

// textPlaces are requests with a text at the @, by path.
var textPlaces = map[string][]string{
	"/chat/completions": {
		`{"model":"@"}`, `{"messages":[{"role":"user","content":"@"}]}`, `{"messages":[{"role":"@"}]}`, `{"stop":"@"}`, `{"stop":["a","@"]}`,
		`{"messages":[{"content":[{"type":"text","text":"@"}]}]}`, `{"messages":[{"content":[{"type":"image_url","image_url":{"url":"@"}}]}]}`,
		`{"messages":[{"content":[{"type":"input_audio","@":{}}]}]}`, `{"@":1}`, `{"model":"m","@":[]}`, `{"user":"@"}`, `{"metadata":{"k":"@"}}`,
		`{"metadata":{"@":"v"}}`, `{"unknown":[[{"a":["@"]}]]}`, `{"tools":[{"type":"function","function":{"name":"@"}}]}`,
		`{"tools":[{"type":"function","function":{"name":"f","parameters":{"description":"@"}}}]}`, `{"seed":"@"}`, `{"n":2,"logit_bias":{"@":1}}`,
		`{"response_format":{"type":"json_schema","json_schema":{"name":"@","schema":{}}}}`, `{"stream":true,"messages":[{"name":"@"}]}`,
		`{"stream_options":{"@":1}}`, `{"functions":[{"name":"f","description":"@"}]}`, `{"tool_choice":"@"}`, `{"reasoning_effort":"@"}`,
	},
	"/completions": {`{"prompt":"@"}`, `{"prompt":["a","@"],"echo":true}`, `{"suffix":"@"}`},
	"/embeddings":  {`{"input":"@"}`, `{"input":["a","@"]}`, `{"input":"a","encoding_format":"@"}`, `{"input":"a","user":"@"}`},
	"/moderations": {`{"input":"@"}`, `{"input":[{"type":"text","text":"@"}]}`, `{"input":[{"type":"image_url","image_url":{"url":"@"}}]}`},
	"/responses": {
		`{"input":"@"}`, `{"input":[{"role":"user","content":"@"}]}`, `{"instructions":"@"}`, `{"metadata":{"@":"@"}}`, `{"user":"@","stream":true}`,
		`{"tools":[{"type":"function","name":"@"}]}`, `{"previous_response_id":"@"}`, `{"text":{"format":{"type":"json_schema","name":"@","schema":{}}}}`,
		`{"input":[{"type":"function_call_output","call_id":"c","output":"@"}]}`, `{"prompt":{"id":"@"}}`, `{"safety_identifier":"@"}`,
	},
}

// TestBadText checks that invalid text is refused like any malformed JSON, wherever it
// occurs.
func TestBadText(t *testing.T) {
	for _, scheme := range []string{"http", "h2c"} {
		t.Run(scheme, testBadText)
	}
}

func testBadText(t *testing.T) {
	for _, strict := range []bool{false, true} {
		url := serve(t, fast.Config{Answers: fast.Answers{Strict: strict}})
		for path, body := range badTextBodies(badTexts...) {
			status, answer := post(t, url+"/v1"+path, body)
			if status != http.StatusBadRequest || !strings.Contains(string(answer), "could not parse the JSON") {
				t.Errorf("%s %.100q: status %d: %.200q", path, body, status, answer)
			}
		}
		for path, body := range badTextBodies(badTexts[0]) {
			if path != "/chat/completions" && path != "/completions" {
				continue // OpenRouter has no others
			}
			if status, answer := post(t, url+"/api/v1"+path, body); status != http.StatusBadRequest || !isText(answer) {
				t.Errorf("/api/v1%s %.100q: status %d: %.200q", path, body, status, answer)
			}
		}
	}
}

// badTextBodies yields the requests of textPlaces with each of the texts, by path.
func badTextBodies(texts ...string) iter.Seq2[string, string] {
	return func(yield func(path, body string) bool) {
		for path, places := range textPlaces {
			for _, place := range places {
				for _, text := range texts {
					if !yield(path, strings.ReplaceAll(place, "@", text)) {
						return
					}
				}
			}
		}
	}
}

// TestBadText_Echoed puts invalid text where an answer might repeat it.
func TestBadText_Echoed(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(raw string, status int) {
		t.Helper()
		res, body := exchange(t, url, raw)
		if res.StatusCode != status || !isText(body) {
			t.Errorf("%.120q: status %d, want %d: %q", raw, res.StatusCode, status, body)
		}
		for name, values := range res.Header {
			if !utf8.ValidString(strings.Join(values, "")) {
				t.Errorf("%.120q: %s: %q", raw, name, values)
			}
		}
	}
	for _, bad := range []string{"\xff", "caf\xe9", "%ff%fe", "%ed%a0%80", "\xf0\x9f"} {
		f(request("GET", "/v1/models/"+bad, "", ""), 404)
		f(request("DELETE", "/v1/models/"+bad, "", ""), 404)
		f(request("GET", "/v1/responses/"+bad, "", ""), 404)
		f(request("GET", "/v1/"+bad, "", ""), 404)
		f(request("GET", "/"+bad, "", ""), 404)
		f(request("PATCH", "/v1/models/"+bad, "", ""), 405)
		f(request("GET", "/v1/models?"+bad+"="+bad, "", ""), 200)
	}
	for _, bad := range []string{"\xff", "caf\xe9", "\xf0\x9f"} {
		f(request("POST", "/v1/chat/completions", "X-Client-Request-Id: "+bad+"\r\n", `{}`), 200)
		f(request("POST", "/v1/chat/completions", "X-Mock-Ttft: "+bad+"\r\n", `{}`), 400)
		f(request("POST", "/v1/chat/completions", "X-Mock-"+bad+": 1\r\n", `{}`), 400)
		f(request("POST", "/v1/chat/completions", "X-Mock-Seed: "+bad+"\r\n", `{}`), 200)
		f(request("POST", "/v1/chat/completions", "Content-Encoding: "+bad+"\r\n", `x`), 415)
		f(request("POST", "/v1/chat/completions", "Authorization: Bearer "+bad+"\r\n", `{}`), 200)
	}
	f(request("POST", "/v1/chat/completions", "X-Client-Request-Id: "+strings.Repeat("a", 513)+"\r\n", `{}`), 200)
}

// isText reports whether answer is one JSON value in valid UTF-8.
func isText(answer []byte) bool {
	c := skim.New(answer)
	c.Raw()
	return c.End() == nil
}
