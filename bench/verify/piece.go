package verify

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// piece is a part of a text.
type piece struct {
	forms [3][]byte // the piece in each form
	chars int
}

// form is how a text is written.
type form uint8

const (
	unquoted form = iota // as is
	shortest             // the inside of a JSON string, as most servers write it
	sent                 // the same with unnecessary escapes
)

// words are 1,024 words, each of a first and a last part.
var words = func() (all [1024]piece) {
	first := strings.Fields("ba ce di fo gu ka le mi no pu ra se ti vo wu za bre cli dro sta tri flo gra ple ske swi cha she tho qua je yo")
	last := strings.Fields("n r l s t m x ck nd st rt lf mp ng sh th ne re le se te me ve ke by dy fy gy my ty ly ry")
	for i := range all {
		word := first[i%len(first)] + last[i/len(first)]
		switch i % 16 {
		case 3:
			word += ","
		case 9:
			word += "."
		}
		text := []byte(word + " ")
		all[i] = piece{[3][]byte{text, text, text}, len(text)}
	}
	return all
}()

// rich pieces are what breaks careless gateways. Each is there twice: the second time the
// request has it in ASCII, with escapes that it does not need.
var rich = func() (all []piece) {
	raw := []string{
		"日本語のテキスト、", "漢字仮名交じり文。", "중국어와 한국어 ", "繁體與简体，", "𠮷野家で𩸽 ", "ｆｕｌｌ　ｗｉｄｔｈ ",
		"😀😃😄 ", "👩‍👩‍👧‍👦 family ", "🏳️‍🌈 flag ", "🇯🇵🇧🇷🇩🇪 ", "👍🏽👍🏿 ", "🧑🏻‍🚀→🌍 ", "❤️‍🔥 ", "1️⃣2️⃣3️⃣ ",
		"e\u0301 a\u0308 n\u0303 ", "Z\u0335\u0321a\u0337\u0322l\u0334\u0323g\u0338o\u0336 ", "각 (각) ", "ก็ ที่ นี่ ", "क्षत्रिय ", "தமிழ் ",
		"مرحبا بالعالم ", "שלום עולם ", "\u202bRTL\u202c \u200f\u200e ", "עִבְרִית ", "ﷺ ", "فارسی\u200cنیم\u200cفاصله ",
		"line\u2028separator ", "paragraph\u2029separator ", "nbsp\u00a0thin\u2009zero\u200bwidth ", "\ufeffmark ", "soft\u00adhyphen ", "\u0085next ",
		`"quoted" `, `'single' `, `back\slash `, `C:\temp\new\u0041 `, `\\server\share `, `{"json":["in","text"]} `,
		"tab\tand\nnewline\r\nend ", "\b\f\v\x00\x1f\x7f ", "\n\ndata: [DONE]\n\n", "data: {\"id\":\"x\"}\n\n", "event: error\n", ": comment\n\n",
		"<b>&amp;</b> ", "</script><!-- ", "a/b//c ", "100% %s %d %00 ", "$HOME `id` ${x} ", "{{unique}} {{.}} ", "0x7fffffffffffffff 1e400 ", "null undefined NaN ",
		"naïve façade ", "Ελληνικά ", "Кириллица ", "ſtraße İıI ", "ﬁ ﬂ ﬀ ", "∀x∈ℝ: ⌈x⌉≠∅ ", "½ ¾ ² ₂ ", "\ufffd\uffff\ue000\U0010ffff ",
	}
	for _, ascii := range [...]bool{false, true} {
		for _, s := range raw {
			all = append(all, piece{[3][]byte{[]byte(s), appendEscaped(nil, s, false), appendEscaped(nil, s, ascii)}, utf8.RuneCountInString(s)})
		}
	}
	return all
}()

// appendEscaped appends s as the inside of a JSON string, in the shortest way or
// in ASCII alone. s must be UTF-8.
func appendEscaped(dst []byte, s string, ascii bool) []byte {
	unit := func(r rune) { dst = fmt.Appendf(dst, `\u%04x`, r) }
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case r == '/' && ascii:
			dst = append(dst, `\/`...)
		case r < ' ' || ascii && r >= utf8.RuneSelf && r <= 0xffff:
			unit(r)
		case ascii && r > 0xffff:
			high, low := utf16.EncodeRune(r)
			unit(high)
			unit(low)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}
