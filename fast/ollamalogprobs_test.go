package fast_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// ollamaTokens are the log probabilities in an answer of Ollama's, or in a line.
type ollamaTokens struct {
	Message  ollamaMessage
	Response string
	Logprobs []struct {
		Token   string
		Logprob float64
		Bytes   []int // of the token
		Top     []struct {
			Token   string
			Logprob float64
		} `json:"top_logprobs"`
	}
}

// TestOllama_Logprobs wants log probabilities of all tokens of the text, the same in a
// stream, with as many alternatives as the request asks for.
func TestOllama_Logprobs(t *testing.T) {
	for _, text := range []pool.Text{pool.Ascii, pool.Rich} {
		url := serve(t, fast.Config{Answers: fast.Answers{Text: text, Profiles: map[string]profile.Profile{"m": {Tokens: pool.Sampler{Mean: 30}, StreamTokensMin: 1, StreamTokensMax: 5}}}})
		for _, path := range []string{"/api/chat", "/api/generate"} {
			for top, asked := range map[int]string{0: "", 3: `"top_logprobs":3,`} {
				members := asked + `"logprobs":true,"model":"m","options":{"seed":7},"messages":[{"role":"user","content":"a"}],"prompt":"a"}`
				var whole, streamed ollamaTokens
				postJSON(t, url+path, `{"stream":false,`+members, &whole)
				_, stream := post(t, url+path, `{`+members)
				said := ""
				for line := range strings.Lines(string(stream)) {
					var one ollamaTokens
					if err := json.Unmarshal([]byte(line), &one); err != nil {
						t.Fatal(err)
					}
					in := ""
					for _, token := range one.Logprobs {
						in += token.Token
					}
					if in != one.Message.Content+one.Response {
						t.Errorf("the line %q has the tokens of %q", line, in)
					}
					said += in
					streamed.Logprobs = append(streamed.Logprobs, one.Logprobs...)
				}
				if said != whole.Message.Content+whole.Response || string(dump(streamed.Logprobs)) != string(dump(whole.Logprobs)) {
					t.Errorf("%s: stream has\n%s\nwhole answer has\n%s", path, dump(streamed.Logprobs), dump(whole.Logprobs))
				}
				for _, token := range whole.Logprobs {
					if len(token.Bytes) != len(token.Token) || token.Logprob > 0 || len(token.Top) != top {
						t.Errorf("a token is %+v", token)
					}
				}
			}
		}
		status, body := post(t, url+"/api/chat", `{"logprobs":true,"top_logprobs":21,"messages":[{"role":"user","content":"a"}]}`)
		if status != 400 || string(body) != `{"error":"top_logprobs must be between 0 and 20"}` {
			t.Errorf("status %d: %s", status, body)
		}
	}
}

// TestOllama_Processes wants all listed models to be loaded.
func TestOllama_Processes(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"alpha", "beta"}}})
	var list struct {
		Models []struct {
			Name, Digest string
			VRAM         int64 `json:"size_vram"`
			Context      int   `json:"context_length"`
		}
	}
	decodeJSON(t, fetch(t, url+"/api/ps"), &list)
	if len(list.Models) != 2 || list.Models[1].Name != "beta" || len(list.Models[0].Digest) != 64 || list.Models[0].VRAM == 0 || list.Models[0].Context == 0 {
		t.Errorf("the models are %+v", list)
	}
}

// TestFault_EmptyWhole wants answers in one piece to lose what they say, whatever holds it.
func TestFault_EmptyWhole(t *testing.T) {
	_, url := troubled(t, "empty-choices", 0)
	f := func(path, body, want string) {
		t.Helper()
		if _, answer := post(t, url+path, body); !strings.Contains(string(answer), want) {
			t.Errorf("%s is answered with %s", path, answer)
		}
	}
	f("/api/chat", `{"stream":false,"messages":[{"role":"user","content":"a"}]}`, `"message":{"role":"assistant","content":""}`)
	f("/api/generate", `{"stream":false,"prompt":"a"}`, `"response":""`)
	f("/api/embed", `{"input":"a"}`, `"embeddings":[]`)
	f(cohereChatPath, `{`+cohereHello+`}`, `"content":[]`)
	f(cohereEmbedPath, `{"texts":["a"]}`, `"embeddings":{}`)
	f(cohereRerankPath, `{"query":"a","documents":["b"]}`, `"results":[]`)
	f(sharedRerankPath, `{"query":"a","documents":["b"]}`, `"results":[]`)
}
