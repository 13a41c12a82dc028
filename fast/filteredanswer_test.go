package fast_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/pool"
)

// TestFilteredAnswer checks how a content filter ends the answers of each provider: whole and
// streamed, with text before the filter and with none, and in place of a call.
func TestFilteredAnswer(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true, Tokens: pool.Sampler{Mean: 40}}})
	const (
		chat     = `{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]`
		called   = chat + `,"tool_choice":"required","tools":[{"type":"function","function":{"name":"ring"}}]`
		claude   = `{"model":"claude-sonnet-4-5","max_tokens":900,"messages":[{"role":"user","content":"hi"}]`
		stream   = `,"stream":true`
		converse = `{"messages":[{"role":"user","content":[{"text":"hi"}]}]`
		ends     = `"finish_reason":"content_filter"`
	)
	for _, at := range []string{"0", "0.5"} {
		for _, c := range []struct{ path, body, want string }{
			{chatPath, chat, ends},
			{chatPath, called, ends},
			{"/v1/completions", `{"model":"gpt-3.5-turbo-instruct","prompt":"hi"`, ends},
			{responsesPath, `{"model":"gpt-4o","input":"hi"`, `"incomplete_details":{"reason":"content_filter"}`},
			{"/v1/messages", claude, `"stop_reason":"refusal"`},
			{"/model/a.b/converse", converse, `"stopReason":"content_filtered"`},
			{"/openai/v1/chat/completions", chat, `"violence":{"filtered":true,`},
			{"/openai/v1/chat/completions", called, ends},
			{"/api/v1/chat/completions", chat, `"native_finish_reason":"content_filter"}],"usage"`},
			{geminiWhole, strings.TrimSuffix(geminiRequest, "}"), `"finishReason":"SAFETY"`},
		} {
			headers := "X-Mock-Fault: filtered-answer:at=" + at + "\r\n"
			_, whole := exchange(t, url, request("POST", c.path, headers, c.body+"}"))
			if !strings.Contains(string(whole), c.want) || !json.Valid(whole) {
				t.Errorf("%s, at %s: %s", c.path, at, whole)
			}
			path, body := c.path, c.body+stream+"}"
			switch path {
			case "/model/a.b/converse":
				path += "-stream"
			case geminiWhole:
				path, body = geminiEvents, geminiRequest
			}
			if _, events := exchange(t, url, request("POST", path, headers, body)); strings.Count(string(events), c.want) != 1 {
				t.Errorf("%s, at %s: %s", path, at, events)
			}
		}
	}
}

// TestFilteredAnswer_Sockets checks the same over WebSocket: the message that the filter ends
// is incomplete, as its response is, and counts as many tokens as it has.
func TestFilteredAnswer_Sockets(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true, Tokens: pool.Sampler{Mean: 40}}})
	for _, at := range []string{"0", "0.5"} {
		s := dialSocket(t, url, realtimePath, "X-Mock-Fault", "filtered-answer:at="+at)
		for _, tools := range []string{"", `,"tool_choice":"required","tools":[{"type":"function","name":"ring"}]`} {
			s.say(`{"type":"response.create","response":{"output_modalities":["text"]%s}}`, tools)
			said := ""
			all := s.realtimeUntil("response.done")
			for _, e := range all {
				said += e.Delta
			}
			done := all[len(all)-1].Response
			if done.Status != "incomplete" || done.Details.Reason != "content_filter" || len(done.Output) != 1 || done.Output[0].Type != "message" || done.Output[0].Status != "incomplete" {
				t.Errorf("Realtime, at %s, with%s: %+v", at, tools, done)
			}
			if (said == "") != (at == "0" || tools != "") || done.Usage.Output != pool.Tokens(len(said)) {
				t.Errorf("Realtime, at %s, with%s: %d tokens of %q", at, tools, done.Usage.Output, said)
			}
		}
		s = dialSocket(t, url, responsesPath, "X-Mock-Fault", "filtered-answer:at="+at)
		s.say(`{"type":"response.create","model":"gpt-4o","input":"hi"}`)
		if e := s.answer(); e.Type != "response.incomplete" || !strings.Contains(e.raw, `"incomplete_details":{"reason":"content_filter"}`) {
			t.Errorf("Responses, at %s: %s", at, e.raw)
		}
	}
}

// TestGemini_Safety checks the reasons why prompts and answers are blocked, on demand, and
// which answers have safety ratings.
func TestGemini_Safety(t *testing.T) {
	url := serve(t, fast.Config{})
	paths := []string{geminiWhole, geminiEvents, geminiArray, vertexModel + ":generateContent", vertexModel + ":streamGenerateContent"}
	for _, path := range paths {
		scores := strings.HasPrefix(path, vertexModel)
		rated := func(what string, all []geminiRating, blocked string, worst string) {
			t.Helper()
			if len(all) != 4 {
				t.Fatalf("%s, %s: ratings are %+v", path, what, all)
			}
			for i, r := range all {
				want := geminiRating{Category: r.Category, Probability: "NEGLIGIBLE"}
				if i == 3 {
					want.Probability = worst
					want.Blocked = blocked == "blocked"
				}
				if r.Probability != want.Probability || r.Blocked != want.Blocked || !strings.HasPrefix(r.Category, "HARM_CATEGORY_") || (r.Severity != "") != scores {
					t.Errorf("%s, %s: rating is %+v", path, what, r)
				}
			}
		}
		for _, reason := range []string{"SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY"} {
			status, all := askGemini(t, url, path, geminiRequest, "X-Mock-Fault", "content-filter:reason="+reason)
			f := all[0].PromptFeedback
			if status != 200 || len(all) != 1 || len(all[0].Candidates) != 0 || f.BlockReason != reason {
				t.Errorf("%s: %+v", path, all)
			}
			if reason == "SAFETY" {
				rated("prompt", f.SafetyRatings, "", "HIGH")
			} else if f.SafetyRatings != nil {
				t.Errorf("%s: %s with ratings", path, reason)
			}
		}
		for _, reason := range []string{"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "OTHER", "MALFORMED_FUNCTION_CALL"} {
			for _, at := range []string{"0", "0.5"} {
				_, all := askGemini(t, url, path, geminiRequest, "X-Mock-Fault", "filtered-answer:reason="+reason+",at="+at)
				last := all[len(all)-1]
				one := last.Candidates[0]
				streamed := len(all) > 1
				if one.FinishReason != reason || (geminiText(all, 0) != "") != (at != "0") || (streamed || at == "0") && one.Content.Role != "" {
					t.Errorf("%s, %s: ends with %+v", path, reason, one)
				}
				if n := last.UsageMetadata.CandidatesTokenCount; n != pool.Tokens(len([]rune(geminiText(all, 0)))) {
					t.Errorf("%s, %s: counts %d tokens of %q", path, reason, n, geminiText(all, 0))
				}
				if reason == "SAFETY" {
					rated("answer", one.SafetyRatings, "blocked", "HIGH")
				} else if one.SafetyRatings != nil {
					t.Errorf("%s: %s with ratings", path, reason)
				}
			}
		}
		for threshold, want := range map[string]bool{"OFF": false, "BLOCK_NONE": true, "BLOCK_MEDIUM_AND_ABOVE": true} {
			body := strings.Replace(geminiRequest, "{", `{"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"`+threshold+`"}],`, 1)
			_, all := askGemini(t, url, path, body)
			for _, a := range all {
				if ratings := a.Candidates[0].SafetyRatings; want {
					rated(threshold, ratings, "", "NEGLIGIBLE")
				} else if ratings != nil {
					t.Errorf("%s: %s with ratings", path, threshold)
				}
			}
		}
	}
}
