package pool

// The blocks of rich text. @n stands for a number of one to four digits, which every block
// has. @subject, @verb, @object and @tail stand for words. Invisible characters are written as
// escapes.

// kinds are the kinds of blocks. A kind without templates is a paragraph of prose.
var kinds = [...][]string{
	{}, quotations, backslashes, headings, lists, programs, tables, eastAsian, emoji, accents, rightToLeft, separators,
}

var quotations = []string{
	`"@Subject @verb @object," she wrote on page @n, "and it's a 'classic', isn't it?"`,
	"“@Subject @verb @object” — page @n — “that’s the ‘naïve’ part…”",
	"«@Subject» @verb @object: €@n, ±½ %, says the café’s menu.",
	`Use <a href="/search?q=@n&lang=en">@object</a> & escape <, > and "&" @tail.`,
}

var backslashes = []string{
	`On Windows it is C:\new\table\u0041\@n.txt, and not /new/table.`,
	`The pattern ^\d{@n}\\\s*"[^"\\]*"$ matches @object.`,
	`In LaTeX, \(\frac{\alpha}{@n} \neq \sqrt{\beta}\) means that @subject @verb @object.`,
	"A line that ends with \\\ngoes on @n columns later; \\\\ is one backslash, \\n is none.",
}

var headings = []string{
	"## @n. @Object\n\n@Subject @verb @object @tail.",
	"### @Object\n\n> @Subject @verb @object.\n>\n> — Note @n",
	"# @Subject, `v1.@n`\n\n---\n\n@Subject @verb **@object**.",
}

var lists = []string{
	"- **@Subject** @verb @object.\n- *@Subject* has `@n` of them.\n\t- [x] @Tail\n\t- [ ] @Tail",
	"1. @Subject @verb @object.\n2. @Subject @verb [@object](https://example.com/?page=@n).\n3. ~~@Object~~",
	"* @Subject\n    * @n × @object\n    * @Tail",
}

var programs = []string{
	"```go\nfunc main() {\n\tfmt.Printf(\"%d\\t%q\\n\", @n, 'é')\n}\n```",
	"```python\ndef f(x: int = @n) -> str:\n    \"\"\"Say \\\"hi\\\".\"\"\"\n    return f\"{x!r}\\n\" * 2\n```",
	"```js\nconst f = (x) => `${x ?? @n}\\u2028`.split(/\\s+/g);\n```",
	"```json\n{\"id\": @n, \"path\": \"C:\\\\temp\", \"tags\": [\"a\\\"b\", null]}\n```",
	"```sh\nfor f in *.txt; do\n\tprintf '%s\\t%d\\n' \"$f\" @n >> \"$HOME/out\"\ndone\n```",
	"```sql\nSELECT \"name\" FROM users\nWHERE bio LIKE '%\\%%' LIMIT @n;\n```",
	"```html\n<p class=\"note\">@n &lt; 5 &amp;&amp; 'ok'</p>\n```",
	"~~~c\n#define N @n\nconst char s[N] = \"\\x1b[0m\\\\\\\"\\n\";\n~~~",
}

var tables = []string{
	"| Name | Value |\n|:-----|------:|\n| @subject | @n |\n| `a\\|b` | **±1** |",
	"| № | Größe | 値 |\n|---|---|---|\n| @n | μ ± σ | 十 |\n| 2 | “∞” | 百 |",
}

var eastAsian = []string{
	"服务器在第@n页解释了细节：“一切都很好”，他说。",
	"這個方法取決於問題的形狀（共@n種），而且很快。",
	"サーバーは@n件の要求に「はい」と答えた。𠮷野家で会いましょう。",
	"全角はＡＢＣ１２３、半角はｶﾞｷﾞｸﾞﾊﾟ、あわせて@n円。",
	"서버는 @n개의 요청에 대답했다. ‘좋은 생각입니다!’",
}

var emoji = []string{
	"👍🏽 Done in @n ms 🚀✨, say 👨\u200d👩\u200d👧\u200d👦 and 🧑🏿\u200d💻 ❤\ufe0f\u200d🔥",
	"🇩🇪🇯🇵🇧🇷 and 🏳\ufe0f\u200d🌈, 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f and 1\ufe0f\u20e3: @n flags 😀",
	"😀😃😄😁 × @n = 🤯, and 👩🏻\u200d❤\ufe0f\u200d💋\u200d👨🏾 wave 👋🏼",
}

var accents = []string{
	"Cafe\u0301, no\u0308rdlich, A\u030angstro\u0308m, n\u0303: @n letters with their marks apart.",
	"Tie\u0302\u0301ng Vie\u0323\u0302t co\u0301 @n da\u0302\u0301u.",
	"Z\u0351\u036b\u0313a\u0349\u0363l\u0325\u0308g\u0316o\u033b comes at @n o\u0336'\u0336c\u0336l\u0336o\u0336c\u0336k\u0336.",
	"\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165 is 한국어, spelled out @n times.",
	"हिन्दी और देवनागरी: क्षमा @n, ภาษาไทย น้ำใจ @tail.",
}

var rightToLeft = []string{
	"الخادم يجيب @n مرة: «أهلًا وسهلًا»، ثم يقرأ server.go من جديد.",
	"שָׁלוֹם! השרת ענה @n פעמים, (כן) \"ודאי\".",
	"Mixed: \u2067אבג 123 דהו\u2069 and عربي\u200e, @n times \u202bمرحبا\u202c.",
	"می\u200cخواهم @n کتاب بخوانم، نه کمتر.",
}

var separators = []string{
	"@Subject,\u2028@object,\u2028and line @n.\u2029A new paragraph.",
	"One\u2028two\u2028@n\u2029Three: zero\u200bwidth, soft\u00adhyphen,\u00a0no\u202fbreak.",
	"Tab\tstop\tand\u2028tab\t@n\u2029\ufeffthe end @tail.",
}
