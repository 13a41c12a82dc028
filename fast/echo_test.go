package fast_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/pool"
)

// TestEcho sends contents as they may stand in a request, in every escaping.
func TestEcho(t *testing.T) {
	echo := serve(t, fast.Config{Answers: fast.Answers{Echo: true, StreamTokensMax: 2}})
	plain := serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 2}})
	f := func(content string) {
		t.Helper()
		var want string
		if err := json.Unmarshal([]byte(content), &want); err != nil {
			t.Fatal(err)
		}
		ask := func(url, path, members string) {
			t.Helper()
			a := ask(t, url+path, members)
			got := a.Choices[0].Text
			if m := a.Choices[0].Message.Content; m != nil {
				got = *m
			}
			if got != want || a.Choices[0].Reason != "stop" {
				t.Errorf("%s: %q comes back as %q, %s", members, want, got, a.Choices[0].Reason)
			}
			if tokens := pool.Tokens(utf8.RuneCountInString(want)); a.Usage.CompletionTokens != tokens {
				t.Errorf("%s: %d tokens counted, want %d", members, a.Usage.CompletionTokens, tokens)
			}
		}
		messages := `"messages":[{"role":"user","content":"no"},{"role":"user","content":` + content + `},{"content":"no","role":"assistant"}]`
		ask(echo, chatPath, messages)
		ask(plain, chatPath, messages+`,"model":"echo"`)
		ask(echo, completionPath, `"prompt":`+content)
		ask(plain, completionPath, `"model":"echo","prompt":[`+content+`]`)
	}
	f(`""`)
	f(`"Hello, world!"`)
	f(`"a\nb\tc\\d\"e\/f\b\f\r"`)
	f(`"\u0041\u00e9\u0000\u001f\u2028\ud83d\ude00x\uD83D\uDE00"`)
	f(`"日本語のテキスト😀 and more 😀😀😀😀😀"`)
	long, _ := json.Marshal(strings.Repeat("é\"\n\u0001😀 word ", 1500))
	f(string(long))
}

func TestEcho_Parts(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(messages, want string) {
		t.Helper()
		if got := *ask(t, url+chatPath, `"model":"echo"`+messages).Choices[0].Message.Content; got != want {
			t.Errorf("%s: %q, want %q", messages, got, want)
		}
	}
	f(`,"messages":[{"content":[{"type":"text","text":"a\n"},{"type":"image_url","image_url":{"url":"x"}},{"text":"b","type":"text"}],"role":"user"}]`, "a\nb")
	f(`,"messages":[{"role":"user","content":null}]`, "")
	f(`,"messages":[{"role":"system","content":"s"}]`, "")
	f(`,"messages":[]`, "")
	f(`,"messages":null`, "")
	f(``, "")
	f(`, "messages" : [ { "role" : "user" , "content" : "spaced" } ] `, "spaced")
	f(`,"messages":[{"role":"user","content":"first"}],"messages":[{"role":"user","content":"last"}]`, "last")
}

// TestEcho_Cut ends echoes early.
func TestEcho_Cut(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 1}})
	f := func(content, members, want, reason string) {
		t.Helper()
		for path, text := range map[string]string{
			chatPath:       fmt.Sprintf(`"messages":[{"role":"user","content":%s}]`, content),
			completionPath: fmt.Sprintf(`"prompt":%s`, content),
		} {
			a := ask(t, url+path, `"model":"echo",`+text+members)
			got := a.Choices[0].Text
			if m := a.Choices[0].Message.Content; m != nil {
				got = *m
			}
			if got != want || a.Choices[0].Reason != reason || a.Usage.CompletionTokens != pool.Tokens(utf8.RuneCountInString(want)) {
				t.Errorf("%s%s: %q, %s, %d tokens; want %q, %s", content, members, got, a.Choices[0].Reason, a.Usage.CompletionTokens, want, reason)
			}
		}
	}
	f(`"0123456789"`, `,"max_tokens":2`, "01234567", "length")
	f(`"0123456789"`, `,"max_tokens":3`, "0123456789", "stop")
	f(`"😀\u00e9\n\ud83d\ude00 and"`, `,"max_tokens":1`, "😀é\n😀", "length")
	f(`"0123456789"`, `,"max_tokens":0`, "", "length")
	f(`"one, two, three"`, `,"stop":"two"`, "one, ", "stop")
	f(`"one, two, three"`, `,"stop":"two","max_tokens":1`, "one,", "length")
	f(`"one, \u0074wo"`, `,"stop":["tw"]`, "one, ", "stop")
	f(`"a\u001fb 001f u n\nn \\u001f"`, `,"stop":["001f"]`, "a\x1fb ", "stop")
	f(`"a\u001fb u \\u001f"`, `,"stop":["u001f"]`, `a`+"\x1fb u \\", "stop")
	f(`"a\u001fb"`, `,"stop":["0","1","f","u","\\"]`, "a\x1fb", "stop")
	f(`"a\u001fb"`, `,"stop":["\u001F"]`, "a", "stop")
}
