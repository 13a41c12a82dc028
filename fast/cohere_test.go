package fast_test

import (
	"fmt"
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

// TestCohere_CitedLines cites a document with line ends in it, which would end an event.
func TestCohere_CitedLines(t *testing.T) {
	url := serve(t, fast.Config{})
	_, body := post(t, url+cohereChatPath, `{`+cohereHello+`,"stream":true,"documents":[{"data":{"a":{`+"\n"+`"b":1}}}]}`)
	if !strings.Contains(string(body), `"a":{"b":1}`) {
		t.Errorf("the document is not cited in %s", body)
	}
	for line := range strings.Lines(string(body)) {
		if line != "\n" && !strings.HasPrefix(line, "event: ") && !strings.HasPrefix(line, "data: ") {
			t.Errorf("a line is %q", line)
		}
	}
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
	for _, query := range []string{"page_size=1000", "endpoint=chat&page_size=20"} {
		if body := f("/v1/models?"+query, ""); !strings.HasPrefix(body, `{"models":[{"name":"alpha",`) {
			t.Errorf("%s gets %s", query, body)
		}
	}
	for _, query := range []string{"", "?limit=1000", "?my_page_size=1"} {
		if body := f("/v1/models"+query, ""); !strings.HasPrefix(body, `{"object":"list"`) {
			t.Errorf("others get %s", body)
		}
	}
	if body := f("/v1/models?key=k&page_size=1", ""); !strings.HasPrefix(body, `{"models":[{"name":"models/alpha",`) {
		t.Errorf("Gemini's clients get %s", body)
	}
	if body := f("/v1/models", "anthropic-version: 2023-06-01\r\n"); !strings.HasPrefix(body, `{"data":[{"type":"model"`) {
		t.Errorf("Anthropic's clients get %s", body)
	}
	post(t, url+cohereChatPath, `{`+cohereHello+`}`)
	if text := string(fetch(t, url+"/metrics")); !strings.Contains(text, `"/v2/chat"`) || !strings.Contains(text, `"/v1/models (cohere)"`) {
		t.Error("the metrics do not name the dialect")
	}
	if all := j.Last(); len(all) < 11 || all[10].Dialect != "cohere" || all[0].Dialect != "cohere" || all[5].Dialect != "openai" {
		t.Errorf("the journal has %+v", all)
	}
}
