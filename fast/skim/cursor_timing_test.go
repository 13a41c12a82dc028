package skim

import (
	"encoding/json"
	"testing"

	gojson "github.com/goccy/go-json"
)

// countChat walks through a chat request as the server does and returns the
// number of characters of its messages.
func countChat(c *Cursor) (chars int) {
	c.Object()
	for key, ok := c.NextKey(); ok; key, ok = c.NextKey() {
		switch string(key) {
		case "messages":
			for c.Array(); c.NextElem(); {
				c.Object()
				for key, ok := c.NextKey(); ok; key, ok = c.NextKey() {
					if string(key) == "content" && c.Kind() == String {
						chars += c.String().Chars
					} else {
						c.Raw()
					}
				}
			}
		default:
			c.Raw()
		}
	}
	if c.End() != nil {
		return 0
	}
	return chars
}

func BenchmarkWalk(b *testing.B) {
	b.Run("240B", benchmark(chatRequest))
	b.Run("100kB", benchmark(longRequest("The quick brown fox jumps over the lazy dog and then goes home to sleep. ")))
	b.Run("100kB-escapes", benchmark(longRequest("The quick brown fox jumps over the lazy dog and then goes home to sleep, yes.\\n")))
	b.Run("100kB-code", benchmark(longRequest(`func f(s string) int {\n\treturn strings.Index(s, \"x\") // \u003c 0\n}\n\n`)))
	b.Run("100kB-French", benchmark(longRequest("Dès Noël, où un zéphyr haï me vêt de glaçons würmiens, je dîne d’exquis rôtis de bœuf. ")))
	b.Run("100kB-CJK", benchmark(longRequest("敏捷的棕色狐狸跳过懒狗，然后回家睡觉。")))
	b.Run("100kB-CJK-escaped", benchmark(longRequest(`\u654f\u6377\u7684\u68d5\u8272\u72d0\u72f8\u8df3\u8fc7\u61d2\u72d7`)))
}

func benchmark(request string) func(b *testing.B) {
	src := []byte(request)
	return func(b *testing.B) {
		b.Run("skim", func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if c := New(src); countChat(&c) == 0 {
					b.Fatal("counts nothing")
				}
			}
		})
		b.Run("marked", func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			var m Marks
			for b.Loop() {
				var c Cursor
				if c.Reset(src, &m); countChat(&c) == 0 {
					b.Fatal("counts nothing")
				}
			}
		})
		b.Run("goccy", func(b *testing.B) {
			var to struct {
				Model     string            `json:"model"`
				Messages  gojson.RawMessage `json:"messages"`
				Stream    bool              `json:"stream"`
				MaxTokens gojson.RawMessage `json:"max_tokens"`
			}
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if err := gojson.Unmarshal(src, &to); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("json.Valid", func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if !json.Valid(src) {
					b.Fatal("not JSON")
				}
			}
		})
	}
}
