package fast_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/latency"
)

// TestStoredChat_Stream checks that a stream is stored as the answer without streaming, from
// the time when its last token is due.
func TestStoredChat_Stream(t *testing.T) {
	f := func(wait time.Duration, n int, members string) {
		t.Helper()
		url := serve(t, fast.Config{Timing: fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: wait}}}})
		_, stream := post(t, url+chatPath, `{"stream":true,"store":true,"stream_options":{"include_usage":true}`+members+`}`)
		texts, _, total := joined(t, stream)
		var kept struct {
			Data []struct {
				Choices []struct{ Message struct{ Content string } }
				Usage   usage
			}
		}
		decodeJSON(t, fetch(t, url+chatPath), &kept)
		if len(kept.Data) != 1 || len(kept.Data[0].Choices) != n || kept.Data[0].Usage != *total {
			t.Fatalf("kept is %+v, streamed %+v", kept, total)
		}
		for i, text := range texts[:n] {
			if kept.Data[0].Choices[i].Message.Content != text {
				t.Errorf("choice %d is %q, was streamed as %q", i, kept.Data[0].Choices[i].Message.Content, text)
			}
		}
	}
	f(0, 1, ``)
	f(0, 3, `,"n":3`)
	f(0, 1, `,"logprobs":true`)
	f(20*time.Millisecond, 1, ``)
}

// TestStoredChat_Bounded checks that new completions replace the oldest.
func TestStoredChat_Bounded(t *testing.T) {
	url := serve(t, fast.Config{})
	for range 40 {
		if status, body := post(t, url+chatPath, `{"store":true,"max_tokens":1,"messages":[{"role":"user","content":"`+strings.Repeat("x", 900_000)+`"}]}`); status != 200 {
			t.Fatalf("status %d: %s", status, body)
		}
	}
	if kept := strings.Count(string(fetch(t, url+chatPath+"?limit=100")), `"object":"chat.completion"`); kept == 0 || kept > 16 {
		t.Errorf("%d are kept", kept)
	}
	if status, _ := post(t, url+chatPath, `{"store":"yes"}`); status != 400 {
		t.Errorf("store is a string: status %d", status)
	}
}

// TestStoredChat_Deterministic wants equal requests, whose answers have one id, to be kept
// once.
func TestStoredChat_Deterministic(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}})
	var one struct{ ID string }
	for range 3 {
		postJSON(t, url+chatPath, `{"store":true,"max_tokens":1}`, &one)
	}
	if kept := strings.Count(string(fetch(t, url+chatPath)), one.ID); kept != 3 { // first_id and last_id, too
		t.Errorf("the list has %s %d times", one.ID, kept)
	}
	postJSON(t, url+chatPath+"/"+one.ID, `{"metadata":{"a":"b"}}`, &one)
	if body := string(fetch(t, url+chatPath+"/"+one.ID)); !strings.Contains(body, `"metadata":{"a":"b"}`) {
		t.Errorf("after an update: %s", body)
	}
	for _, want := range []int{200, 404} {
		if res, body := exchange(t, url, request("DELETE", chatPath+"/"+one.ID, "", "")); res.StatusCode != want {
			t.Errorf("status %d: %s", res.StatusCode, body)
		}
	}
}

func decodeJSON(t testing.TB, body []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(body, v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
}

// TestStoredChat_LongMetadata wants a completion to stay as it is if its new metadata is too
// long to be kept.
func TestStoredChat_LongMetadata(t *testing.T) {
	url := serve(t, fast.Config{})
	var one struct{ ID string }
	postJSON(t, url+chatPath, `{"store":true}`, &one)
	kept := fetch(t, url+chatPath+"/"+one.ID)
	if status, answer := post(t, url+chatPath+"/"+one.ID, `{"metadata":{"a":"`+strings.Repeat("b", 1<<20)+`"}}`); status != 400 {
		t.Errorf("status %d: %.200s", status, answer)
	}
	if got := fetch(t, url+chatPath+"/"+one.ID); string(got) != string(kept) {
		t.Errorf("%s, was %s", got, kept)
	}
}
