package fast

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/tokenizer"
	"mock-openai/pool"
)

// byteTokens is a Tokenizer whose tokens are bytes.
type byteTokens struct{}

func (byteTokens) Count(text []byte) int { return len(text) }

func (byteTokens) AppendEnds(ends []uint32, text []byte) []uint32 {
	for i := range text {
		ends = append(ends, uint32(i+1))
	}
	return ends
}

func (byteTokens) AppendIDs(ids []uint32, text []byte) []uint32 {
	for _, b := range text {
		ids = append(ids, uint32(b))
	}
	return ids
}

func (byteTokens) AppendToken(dst []byte, id uint32) ([]byte, bool) {
	return append(dst, byte(id)), id < 256
}

var (
	_ pool.Tokenizer = byteTokens{}
	_ pool.Tokenizer = (*tokenizer.Tokenizer)(nil)
)

// TestTokenizer wants a tokenizer's counts in every usage of every dialect, and in what counts
// tokens alone.
func TestTokenizer(t *testing.T) {
	answers := Answers{Models: []string{"gpt-4o"}, Deterministic: true}
	plain := handlerFor(t, Config{Answers: answers})
	answers.Tokenizer = byteTokens{}
	s, err := New(Config{Answers: answers})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Shutdown(context.Background()) })
	counted := s.Handler()
	prompt := regexp.MustCompile(`"(prompt_tokens|input_tokens|inputTokens|promptTokenCount|prompt_eval_count|totalTokens|count|inputTokenCount)": ?(\d+)`)
	completion := regexp.MustCompile(`"(completion_tokens|output_tokens|outputTokens|candidatesTokenCount|eval_count|outputTokenCount)": ?(\d+)`)
	usages := 0
	for _, r := range rowsOf(t, s) {
		if strings.HasSuffix(r.path, "/detokenize") || strings.HasSuffix(r.path, "/compact") {
			continue
		}
		for _, asked := range []string{"7", "600"} {
			status, before := r.ask(plain, "gpt-4o", "X-Mock-Tokens", asked)
			again, after := r.ask(counted, "gpt-4o", "X-Mock-Tokens", asked)
			if status != 200 || again != 200 {
				t.Errorf("%s: status %d and %d: %s", r.path, status, again, after)
			}
			for i, m := range prompt.FindAllSubmatch(after, -1) {
				usages++
				said := "hi there"
				if !strings.Contains(r.members, said) {
					said = "hi"
				}
				switch {
				case strings.Contains(r.path, "rerank"):
					said = "hi" + "hi" + "there" // the query and the documents
				case string(m[1]) == "totalTokens" && r.makesText():
					continue // of prompt and answer
				}
				if was := prompt.FindAllSubmatch(before, -1)[i][2]; string(m[2]) != strconv.Itoa(len(said)) && string(was) != "0" {
					t.Errorf("%s: %s, of a prompt of %d bytes; was %s", r.path, m[0], len(said), was)
				}
			}
			all := completion.FindAllSubmatch(after, -1)
			for i, m := range all {
				if r.makesText() && i == len(all)-1 && string(m[2]) != asked {
					t.Errorf("%s: %s, of %s", r.path, m[0], asked)
				}
			}
		}
	}
	if usages < 40 {
		t.Errorf("only %d usages were compared", usages)
	}
}

// TestTokenizer_Cut wants answers of exactly max_tokens tokens, of one token an event, and no
// part of a character.
func TestTokenizer_Cut(t *testing.T) {
	handler := handlerFor(t, Config{Answers: Answers{Tokenizer: byteTokens{}, StreamTokensMax: 1}})
	text := regexp.MustCompile(`"content":"([^"]*)"`)
	f := func(body string, tokens int, pieces ...string) {
		t.Helper()
		_, _, all := ask(t, handler, "/v1/chat/completions", "", body)
		answer := string(all)
		var got []string
		for _, m := range text.FindAllStringSubmatch(answer, -1) {
			if m[1] != "" {
				got = append(got, m[1])
			}
		}
		if len(pieces) > 0 && strings.Join(got, "|") != strings.Join(pieces, "|") {
			t.Errorf("%s: pieces %q, not %q", body, got, pieces)
		}
		if len(pieces) == 0 && len(strings.Join(got, "")) != tokens {
			t.Errorf("%s: %q, not of %d tokens", body, got, tokens)
		}
		if usage := `"completion_tokens":` + strconv.Itoa(tokens) + ","; !strings.Contains(answer, usage) {
			t.Errorf("%s: no %s in %s", body, usage, answer)
		}
	}
	const echo = `"model":"echo","messages":[{"role":"user","content":"aé👍z"}]`
	const usage = `"stream":true,"stream_options":{"include_usage":true},`
	f(`{"max_tokens":9,"messages":[]}`, 9)
	f(`{`+usage+`"max_tokens":9,"messages":[]}`, 9)
	f(`{`+echo+`}`, 8, "aé👍z")
	f(`{`+usage+echo+`}`, 8, "a", "é", "👍", "z")
	f(`{"max_tokens":2,`+echo+`}`, 2, "a")
	f(`{"max_tokens":6,`+echo+`}`, 6, "aé")
	f(`{"max_tokens":7,`+echo+`}`, 7, "aé👍")
	f(`{"stop":"👍",`+echo+`}`, 3, "aé")
}

// TestTokenizer_NoTokens embeds texts of which no token counts.
func TestTokenizer_NoTokens(t *testing.T) {
	handler := handlerFor(t, Config{Answers: Answers{Models: []string{"embed-v4.0"}, Tokenizer: byteTokens{}}})
	for _, side := range []string{"START", "END"} {
		r := row{path: "/v2/embed", members: `"texts":["hi there"],"input_type":"clustering","max_tokens":0,"truncate":"` + side + `"`}
		if status, body := r.ask(handler, "embed-v4.0"); status != 200 || !strings.Contains(string(body), `"input_tokens":0`) {
			t.Errorf("%s: status %d: %.200s", side, status, body)
		}
	}
}

// TestTokenizer_IDs wants the ids of the tokenizer from /tokenize, and their text from
// /detokenize.
func TestTokenizer_IDs(t *testing.T) {
	handler := handlerFor(t, Config{Answers: Answers{Tokenizer: byteTokens{}}})
	f := func(path, body, want string) {
		t.Helper()
		if _, _, got := ask(t, handler, path, "", body); !strings.Contains(string(got), want) {
			t.Errorf("%s %s: %s, want %s", path, body, got, want)
		}
	}
	f("/tokenize", `{"prompt":"a\u00e9","return_token_strs":true}`, `{"count":3,"max_model_len":131072,"tokens":[97,195,169],"token_strs":["a","�","�"]}`)
	f("/tokenize", `{"messages":[{"role":"system","content":"a"},{"role":"user","content":[{"type":"text","text":"b"}]}]}`, `"tokens":[97,98],"token_strs":null`)
	f("/tokenize", `{"prompt":""}`, `"count":0,"max_model_len":131072,"tokens":[]`)
	f("/v1/tokenize", `{"text":"a\u00e9"}`, `{"tokens":[97,195,169],"token_strings":["a","�","�"],"meta"`)
	f("/v1/detokenize", `{"tokens":[97,195,169,195]}`, `{"text":"aé�","meta"`)
	f("/detokenize", `{"tokens":[97,195,169,195]}`, `{"prompt":"aé�"}`)
	f("/detokenize", `{"tokens":[97,256]}`, `256 is the id of no token`)
	f("/detokenize", `{"tokens":[99999999999]}`, `is the id of no token`)
	f("/v1/completions", `{"model":"gpt-4o","echo":true,"prompt":"éa","logprobs":0,"max_tokens":1}`, `"text_offset":[0,0,1,2]`)
	f("/v1/responses", `{"model":"gpt-4o","input":"`+strings.Repeat("é", 10)+`"}`, `"input_tokens":20`)
}

// handlerFor returns the handler of a server with that Config.
func handlerFor(t *testing.T, c Config) fasthttp.RequestHandler {
	t.Helper()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Shutdown(context.Background()) })
	return s.Handler()
}
