package fast_test

import (
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/journal"
)

// TestJournal_Model wants the journal to name the model that answered, wherever the request
// names it, without settings.
func TestJournal_Model(t *testing.T) {
	j := journal.New(nil)
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"first", "gpt-4o"}}, Observation: fast.Observation{Journal: j}})
	f := func(path, body, want string) {
		t.Helper()
		j.Clear()
		exchange(t, url, request("POST", path, "anthropic-version: 2023-06-01\r\n", body))
		if all := j.Last(); len(all) != 1 || all[0].Model != want {
			t.Errorf("%s %s: recorded %+v, want %q", path, body, all, want)
		}
	}
	f(chatPath, `{"model":"m"}`, "m")
	f(chatPath, `{"model":"m\u0022~tokens=3","stream":true}`, `m"`)
	f(chatPath, `{}`, "first")
	f(chatPath, `{"model":"m","n":"many"}`, "m")
	f(chatPath, `{"model":"m~tokens=many"}`, "m")
	f(messagesPath, `{"model":"claude","max_tokens":9,"messages":[]}`, "claude")
	f("/v1beta/models/gemini-2.5-flash:tokens=9:generateContent", `{}`, "gemini-2.5-flash")
	f("/openai/deployments/mine/chat/completions?api-version=1", `{"model":"other"}`, "mine")
	f("/model/anthropic.claude-v2/converse", `{"messages":[]}`, "anthropic.claude-v2")
	f("/api/chat", `{"model":"llama"}`, "llama")
	f("/v1/nowhere", `{"model":"m"}`, "m")
	f("/v1/nowhere", `nonsense`, "")
}
