package fast_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/pool"
)

// richText returns a configuration with a seed and short events.
func richText() fast.Config {
	seed := uint64(1)
	return fast.Config{Answers: fast.Answers{Text: pool.Rich, StreamTokensMax: 3, Seed: &seed}}
}

// TestRichText asks for everything that is cut from articles. Streams must equal whole
// answers, and tokens must be counted correctly.
func TestRichText(t *testing.T) {
	t.Parallel()
	for _, delay := range []time.Duration{0, time.Microsecond} {
		config := richText()
		config.Timing.ResponseDelay = delay
		url := serve(t, config)
		counted := func(seed int, path, members string) richAnswer {
			t.Helper()
			a := ask(t, url+path, fmt.Sprintf(`"seed":%d,%s`, seed, members))
			tokens := 0
			for _, c := range a.Choices {
				for _, said := range spoken(c) {
					tokens += pool.Tokens(utf8.RuneCountInString(said))
				}
			}
			if tokens != a.Usage.CompletionTokens {
				t.Errorf("%s: %d tokens sent, %d counted", members, tokens, a.Usage.CompletionTokens)
			}
			return a
		}
		custom := `"tools":[{"type":"custom","custom":{"name":"c"}}],"tool_choice":"required"`
		for seed := range seeds(20) {
			counted(seed, chatPath, `"n":3`)
			counted(seed, chatPath, fmt.Sprintf(`"max_tokens":%d`, 1+seed))
			counted(seed, chatPath, `"modalities":["text","audio"],"audio":{"voice":"alloy","format":"wav"}`)
			counted(seed, chatPath, custom)
			counted(seed, chatPath, twoTools+`,"tool_choice":"required"`)
			counted(seed, chatPath, `"response_format":{"type":"json_schema","json_schema":{"name":"m","schema":`+mailSchema+`}}`)
			counted(seed, completionPath, `"prompt":["a","é"],"n":2`)

			a := counted(seed, chatPath, `"response_format":{"type":"json_object"}`)
			var object struct{ Text string }
			if err := json.Unmarshal([]byte(*a.Choices[0].Message.Content), &object); err != nil || len(object.Text) < 20 {
				t.Errorf("object %q: %v", *a.Choices[0].Message.Content, err)
			}
		}
	}
}

// spoken returns the text of a choice from all its members.
func spoken(c richChoice) []string {
	said := []string{c.Text}
	if c.Message.Content != nil {
		said = append(said, *c.Message.Content)
	}
	if c.Message.Audio != nil {
		said = append(said, c.Message.Audio.Transcript)
	}
	for _, one := range c.Message.ToolCalls {
		said = append(said, one.Function.Arguments+one.Custom.Input)
	}
	return said
}

// TestRichText_Classes looks for each class of text, and each way to write it,
// in a few answers as they come over the wire.
func TestRichText_Classes(t *testing.T) {
	url := serve(t, richText())
	var wire, said strings.Builder
	for seed := range 50 {
		_, body := post(t, url+chatPath, fmt.Sprintf(`{"seed":%d}`, seed))
		var a answer
		if err := json.Unmarshal(body, &a); err != nil || !utf8.Valid(body) {
			t.Fatalf("%v in %q", err, body)
		}
		wire.Write(body)
		said.WriteString(a.Choices[0].Message.Content)
	}
	f := func(class, expr string, in *strings.Builder) {
		t.Helper()
		if !regexp.MustCompile(expr).MatchString(in.String()) {
			t.Errorf("no %s in 50 answers", class)
		}
	}
	for _, c := range [][2]string{
		{"quotation mark", `"`}, {"newline", `\n`}, {"tab", `\t`}, {"backslash", `\\`},
		{"heading", `(?m)^#+ `}, {"list", `(?m)^[-*] `}, {"numbered list", `(?m)^2\. `}, {"code", "(?m)^```[a-z]+\n"}, {"table", `(?m)^\|(:?-+:?\|)+$`},
		{"Chinese", `\p{Han}`}, {"Japanese", `\p{Hiragana}`}, {"Korean", `\p{Hangul}`},
		{"emoji", `[\x{1F600}-\x{1F64F}]`}, {"emoji sequence", `\x{200D}`}, {"flag", `[\x{1F1E6}-\x{1F1FF}]{2}`},
		{"combining mark", `[a-z]\p{Mn}`}, {"Arabic", `\p{Arabic}`}, {"Hebrew", `\p{Hebrew}`},
		{"line separator", `\x{2028}`}, {"paragraph separator", `\x{2029}`},
	} {
		f(c[0], c[1], &said)
	}
	for _, c := range [][2]string{
		{"raw U+2028", `\x{2028}`}, {"escaped U+2028", `\\u2028`}, {"raw U+2029", `\x{2029}`}, {"escaped U+2029", `\\u2029`},
		{"raw emoji", `[\x{1F600}-\x{1F64F}]`}, {"surrogate pair", `\\ud83d\\u[cdef]`}, {"surrogate pair in capitals", `\\uD83D\\u[CDEF]`},
		{"raw Han", `\p{Han}`}, {"escaped slash", `\\/`}, {"escaped ASCII", `\\u003[ceCE]`},
	} {
		f(c[0], c[1], &wire)
	}
}

// TestRichText_SameSeed checks that two servers with one seed give the same text, and that an
// oracle predicts it.
func TestRichText_SameSeed(t *testing.T) {
	config := fast.Config{Answers: fast.Answers{Deterministic: true, Text: pool.Rich, Articles: 64}}
	oracle, err := fast.NewOracle(config)
	if err != nil {
		t.Fatal(err)
	}
	url := serve(t, config)
	for _, body := range []string{`{}`, `{"stream":true}`, `{"n":4,"stop":"\n\n"}`} {
		status, answer := post(t, url+chatPath, body)
		if _, want := oracle.Answer(chatPath, []byte(body)); status != http.StatusOK || !bytes.Equal(answer, want) {
			t.Errorf("%s: %d %s, foretold %s", body, status, answer, want)
		}
	}
	if _, err := fast.New(fast.Config{Answers: fast.Answers{Text: pool.Rich + 1}}); err == nil {
		t.Error("a text that there is not is no error")
	}
}
