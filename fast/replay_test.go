package fast_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/latency"
	"mock-openai/pool"
)

// fetch makes a GET and checks for status 200.
func fetch(t testing.TB, url string) []byte {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v: %s", url, res.StatusCode, err, body)
	}
	return body
}

// idOf returns the id of the response in a stream or an answer.
func idOf(t testing.TB, body []byte) string {
	t.Helper()
	_, rest, found := strings.Cut(string(body), `"id":"resp_`)
	id, _, _ := strings.Cut(rest, `"`)
	if !found {
		t.Fatalf("no id in %s", body)
	}
	return "resp_" + id
}

// TestResponse_Replay checks that the replayed stream of a stored response has the events of
// the original, byte for byte, from any event on.
func TestResponse_Replay(t *testing.T) {
	f := func(c fast.Config, members string) {
		t.Helper()
		url := serve(t, c)
		status, stream := post(t, url+responsesPath, `{"stream":true,`+members+`}`)
		if status != http.StatusOK {
			t.Fatalf("%s: status %d: %s", members, status, stream)
		}
		post(t, url+chatPath, `{}`) // what is drawn in between must not matter
		kept := url + responsesPath + "/" + idOf(t, stream) + "?stream=true"
		if again := fetch(t, kept); string(again) != string(stream) {
			t.Errorf("%s: the stream was\n%s\nand is\n%s", members, stream, again)
		}
		events := strings.SplitAfter(string(stream), "\n\n")
		for _, after := range []int{0, 1, 3, len(events) - 3, len(events) - 2, 1000} {
			want := strings.Join(events[min(after+1, len(events)):], "")
			if got := fetch(t, fmt.Sprintf("%s&starting_after=%d", kept, after)); string(got) != want {
				t.Errorf("%s: after event %d\n%s\nwant\n%s", members, after, got, want)
			}
		}
		whole := fetch(t, url+responsesPath+"/"+idOf(t, stream))
		all := responseEvents(t, stream)
		if last := all[len(all)-1].Response; string(last) != string(whole) {
			t.Errorf("%s: ended with %s, kept is %s", members, last, whole)
		}
	}
	f(fast.Config{}, `"input":"hi"`)
	f(fast.Config{}, `"input":"hi","background":true`)
	f(fast.Config{}, `"instructions":"Be brief.","max_output_tokens":20,"input":[{"role":"user","content":"hi"}]`)
	f(fast.Config{}, `"seed":7,"stream_options":{"include_obfuscation":true},"input":"hi"`)
	f(fast.Config{}, `"include":["message.output_text.logprobs"],"top_logprobs":2,"max_output_tokens":20,"input":"hi"`)
	f(fast.Config{}, `"tool_choice":"required",`+flatTools)
	f(fast.Config{}, `"model":"echo","input":"say it again"`)
	f(fast.Config{}, `"model":"gpt-4o:tokens=30,ttft=1ms","input":"hi"`)
	f(fast.Config{Answers: fast.Answers{ReasoningTokens: 20}}, `"reasoning":{"effort":"low","summary":"auto"},"input":"hi"`)
	f(fast.Config{Answers: fast.Answers{Text: pool.Rich}}, `"text":{"format":{"type":"json_object"}},"input":"hi"`)
	f(fast.Config{Answers: fast.Answers{Deterministic: true}}, `"input":"hi"`)
	f(fast.Config{Timing: fast.Timing{ResponseDelay: time.Microsecond}}, `"input":"hi"`)
}

// TestResponse_ReplayWhole checks that a response that was not streamed can be replayed as a
// stream with the same text.
func TestResponse_ReplayWhole(t *testing.T) {
	url := serve(t, fast.Config{})
	_, body := post(t, url+responsesPath, `{"input":"hi"}`)
	all := responseEvents(t, fetch(t, url+responsesPath+"/"+idOf(t, body)+"?stream=true"))
	if last := all[len(all)-1].Response; string(last) != string(body) {
		t.Errorf("answered %s, the stream ends with %s", body, last)
	}
	res, body := exchange(t, url, request("GET", responsesPath+"/"+idOf(t, body)+"?stream=true&starting_after=x", "", ""))
	wantEnvelope(t, "starting_after=x", res, body, 400, `"starting_after"`, `"invalid_type"`, "Invalid type for 'starting_after'")
	res, body = exchange(t, url, request("GET", responsesPath+"/resp_none?stream=true", "", ""))
	wantEnvelope(t, "no response", res, body, 404, "", "", "Response with id 'resp_none' not found.")
}

// TestResponse_ReplayPending loses the stream of a background response. The replay must send
// each of the other events when it is due, not before.
func TestResponse_ReplayPending(t *testing.T) {
	const wait = 100 * time.Millisecond
	url := serve(t, fast.Config{Timing: fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: wait}}}})
	f := func(members string) {
		t.Helper()
		begin := time.Now()
		res, err := http.Post(url+responsesPath, "application/json", strings.NewReader(`{"background":true,"input":"hi"`+members+`}`))
		if err != nil {
			t.Fatal(err)
		}
		first := make([]byte, 200)
		io.ReadFull(res.Body, first)
		res.Body.Close()
		all := responseEvents(t, fetch(t, url+responsesPath+"/"+idOf(t, first)+"?stream=true"))
		if took := time.Since(begin); took < wait {
			t.Errorf("%s: all of it is there after %v of %v", members, took, wait)
		}
		if kind := all[len(all)-1].Type; kind != "response.completed" {
			t.Errorf("%s: ends with %s", members, kind)
		}
	}
	f(``)
	f(`,"stream":true`)
}

// TestResponse_ReplayHead asks for the headers of a stream that waits. No body may follow them.
func TestResponse_ReplayHead(t *testing.T) {
	url := serve(t, fast.Config{Timing: fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: time.Second}}}})
	_, body := post(t, url+responsesPath, `{"background":true,"input":"hi"}`)
	conn := dial(t, url)
	in := bufio.NewReader(conn)
	for _, method := range []string{"HEAD", "GET"} {
		io.WriteString(conn, request(method, responsesPath+"/"+idOf(t, body)+"?stream=true", "", ""))
		if res, err := http.ReadResponse(in, &http.Request{Method: method}); err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v, %v", method, res, err)
		}
	}
}

// TestResponse_ReplayCancelled checks that a canceled response replays only its beginning.
func TestResponse_ReplayCancelled(t *testing.T) {
	url := serve(t, fast.Config{Timing: fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: time.Hour}}}})
	_, body := post(t, url+responsesPath, `{"background":true,"input":"hi"}`)
	kept := url + responsesPath + "/" + idOf(t, body)
	if status, body := post(t, kept+"/cancel", ""); status != http.StatusOK {
		t.Fatalf("status %d: %s", status, body)
	}
	if stream := string(fetch(t, kept+"?stream=true")); strings.Count(stream, "event: ") != 2 || strings.Contains(stream, "completed\"") {
		t.Errorf("the stream is %s", stream)
	}
}

// TestResponse_InputOnly checks the endpoints that take an input and generate no response.
func TestResponse_InputOnly(t *testing.T) {
	url := serve(t, fast.Config{})
	const conversation = `{"model":"m","instructions":"1234","input":[{"role":"user","content":"5678"},{"role":"assistant","content":"x"},{"role":"user","content":[{"type":"input_text","text":"90"}]}]}`
	var count struct {
		Object string
		Tokens int `json:"input_tokens"`
	}
	postJSON(t, url+responsesPath+"/input_tokens", conversation, &count)
	if count.Object != "response.input_tokens" || count.Tokens != 3 {
		t.Errorf("counted %+v", count)
	}
	var compaction struct {
		ID, Object string
		Output     []map[string]json.RawMessage
		Usage      map[string]json.RawMessage
	}
	postJSON(t, url+responsesPath+"/compact", conversation, &compaction)
	if compaction.Object != "response.compaction" || !strings.HasPrefix(compaction.ID, "resp_") || len(compaction.Output) != 3 {
		t.Fatalf("compacted to %+v", compaction)
	}
	for i, want := range []string{`"message"`, `"message"`, `"compaction"`} {
		if got := string(compaction.Output[i]["type"]); got != want {
			t.Errorf("item %d is a %s, want %s", i, got, want)
		}
	}
	if len(compaction.Output[2]["encrypted_content"]) != 258 || string(compaction.Usage["output_tokens"]) != "64" || string(compaction.Usage["total_tokens"]) != "67" {
		t.Errorf("compaction is %s, usage %s", compaction.Output[2]["encrypted_content"], compaction.Usage)
	}
	if res, body := exchange(t, url, request("GET", responsesPath+"/input_tokens", "", "")); res.StatusCode != 405 {
		t.Errorf("GET: status %d: %s", res.StatusCode, body)
	}
}
