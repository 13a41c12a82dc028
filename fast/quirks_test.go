package fast_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/quirk"
	"mock-openai/pool"
)

// quirkCase is a quirk and the bytes that it makes of an answer without it.
type quirkCase struct {
	name, path, body string
	status           int
	of               func(plain string) string
}

const (
	quirkChat   = `{"model":"m","stream":true,"messages":[{"role":"user","content":"a"}]}`
	quirkTools  = `{"model":"m","stream":true,"messages":[{"role":"user","content":"a"}],"tools":[` + goldenTool + `],"tool_choice":"required","parallel_tool_calls":false}`
	quirkCustom = `{"model":"m","stream":true,"messages":[{"role":"user","content":"a"}],"tools":[{"type":"custom","custom":{"name":"shell"}}],"tool_choice":"required"}`
	quirkThinks = `{"model":"m:accent=vllm,reasoning-tokens=6","stream":true,"messages":[{"role":"user","content":"a"}]}`
	quirkWhole  = `{"model":"m","messages":[{"role":"user","content":"a"}]}`
)

// replaced returns a function that replaces one text by another wherever it stands.
func replaced(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }

// matched is replaced for a pattern.
func matched(pattern, by string) func(string) string {
	return func(plain string) string { return regexp.MustCompile(pattern).ReplaceAllString(plain, by) }
}

// numbered replaces # by the number of the event.
func numbered(each string) func(string) string {
	return func(plain string) string {
		n := 0
		return regexp.MustCompile(`(?m)^data: `).ReplaceAllStringFunc(plain, func(string) string {
			n++
			return strings.ReplaceAll(each, "#", strconv.Itoa(n)) + "data: "
		})
	}
}

// usageOf returns what of makes of the chunk with the usage, which comes before [DONE].
func usageOf(choices string) func(string) string {
	return func(plain string) string {
		const counts = `"usage":{"prompt_tokens":1,"completion_tokens":6,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}`
		head, _, _ := strings.Cut(plain, `"choices":`)
		return strings.Replace(plain, "data: [DONE]", head+choices+counts+"\n\ndata: [DONE]", 1)
	}
}

// joinedTexts puts all text into the first delta with text.
func joinedTexts(plain string) string {
	texts := regexp.MustCompile(`"delta":\{"content":"([^"]*)"`)
	said := ""
	for _, found := range texts.FindAllStringSubmatch(plain, -1) {
		said += found[1]
	}
	var kept []string
	for _, event := range strings.SplitAfter(plain, "\n\n") {
		if texts.MatchString(event) {
			event, said = texts.ReplaceAllString(event, `"delta":{"content":"`+said+`"`), "\x00"
			if strings.Contains(event, "\x00") {
				continue
			}
		}
		kept = append(kept, event)
	}
	return strings.Join(kept, "")
}

// taggedThinking puts the reasoning into the content, between tags.
func taggedThinking(plain string) string {
	thought, said := `"delta":{"reasoning_content":`, `"delta":{"content":`
	first, last := strings.Index(plain, thought), strings.LastIndex(plain, thought)
	text := last + strings.Index(plain[last:], said)
	return plain[:first] + strings.ReplaceAll(strings.Replace(plain[first:text], thought+`"`, said+`"<think>\n`, 1), thought, said) +
		strings.Replace(plain[text:], said+`"`, said+`"\n</think>\n\n`, 1)
}

// apart splits the text that pattern finds into parts, each in an event of its own.
func apart(pattern string, parts func(string) []string) func(string) string {
	texts := regexp.MustCompile(pattern)
	return func(plain string) string {
		var all strings.Builder
		for _, event := range strings.SplitAfter(plain, "\n\n") {
			at := texts.FindStringSubmatchIndex(event)
			if at == nil {
				all.WriteString(event)
				continue
			}
			for _, part := range parts(event[at[2]:at[3]]) {
				all.WriteString(event[:at[2]] + part + event[at[3]:])
			}
		}
		return all.String()
	}
}

// call is the arguments of the only call in a stream.
var call = regexp.MustCompile(`"function":\{"arguments":"((?:[^"\\]|\\.)*)"\}`)

// customInput is a piece of the input of the only call of a custom tool in a stream.
var customInput = regexp.MustCompile(`"custom":\{"input":"((?:[^"\\]|\\.)*)"\}`)

// wholeCall puts the arguments of the call beside its name.
func wholeCall(plain string) string { return joinedInput(plain, call, "arguments") }

// wholeInput is wholeCall for a custom tool.
func wholeInput(plain string) string { return joinedInput(plain, customInput, "input") }

func joinedInput(plain string, piece *regexp.Regexp, key string) string {
	said := ""
	for _, found := range piece.FindAllStringSubmatch(plain, -1) {
		said += found[1]
	}
	var kept []string
	for _, event := range strings.SplitAfter(plain, "\n\n") {
		if !piece.MatchString(event) {
			kept = append(kept, strings.Replace(event, `"`+key+`":""`, `"`+key+`":"`+said+`"`, 1))
		}
	}
	return strings.Join(kept, "")
}

func letters(text string) []string { return strings.Split(text, "") }

const (
	finish   = `"delta":{},"logprobs":null,"finish_reason":"stop"`
	anError  = `{"error":{"message":"The server had an error while processing your request. Sorry about that!","type":"server_error","param":null,"code":null}}`
	anyEvent = `(?m)^data: (\{.*\})$`
)

var quirkCases = []quirkCase{
	{name: "no-space", of: replaced("data: ", "data:")},
	{name: "crlf", of: replaced("\n", "\r\n")},
	{name: "cr", of: replaced("\n", "\r")},
	{name: "id-lines", of: numbered("id: #\n")},
	{name: "retry-lines", of: numbered("retry: 3000\n")},
	{name: "control-events", of: numbered("retry: 3000\nid: #\n\n")},
	{name: "comments", of: numbered(": keep-alive\n\n")},
	{name: "data-keepalive", of: numbered("data: : keepalive\n\n")},
	{name: "multi-data", of: matched(`(?m)^data: \{(.*)\}$`, "data: {\ndata: $1\ndata: }")},
	{name: "no-final-blank-line", of: replaced("\n\ndata: [DONE]\n\n", "\n")},
	{name: "typed-error", of: func(plain string) string {
		return strings.Join(strings.SplitAfter(plain, "\n\n")[:3], "") + "event: error\ndata: " + anError + "\n\n"
	}},
	{name: "bom", of: func(plain string) string { return "\ufeff" + plain }},
	{name: "gzip", of: func(plain string) string { return plain }},

	{name: "usage-every-chunk", of: func(plain string) string {
		said := 0
		return regexp.MustCompile(anyEvent).ReplaceAllStringFunc(plain, func(event string) string {
			if strings.Contains(event, `"delta":{"content"`) {
				said += 2
			}
			return fmt.Sprintf(`%s,"usage":{"prompt_tokens":1,"completion_tokens":%d,"total_tokens":%d}}`, strings.TrimSuffix(event, "}"), said, said+1)
		})
	}},
	{name: "usage-unasked", of: usageOf(`"choices":[],`)},
	{name: "usage-without-choices", of: usageOf(``)},
	{name: "usage-null-choices", of: usageOf(`"choices":null,`)},
	{name: "usage-with-choice", of: usageOf(`"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":null}],`)},
	{name: "empty-first-choices", of: func(plain string) string {
		return `data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]}` + "\n\n" + plain
	}},

	{name: "no-finish", of: replaced(`"finish_reason":"stop"`, `"finish_reason":null`)},
	{name: "empty-finish", of: replaced(`"finish_reason":null`, `"finish_reason":""`)},
	{name: "two-finishes", of: matched(`(?m)^(.*"finish_reason":"stop".*\n\n)`, "$1$1")},
	{name: "finish-with-text", of: matched(`null(\}\]\}\n\n).*`+finish+`\}\]\}\n\n`, `"stop"$1`)},
	{name: "merged-text", of: joinedTexts},
	{name: "single-chars", of: apart(`"delta":\{"content":"([^"]+)"`, letters)},
	{name: "role-every", of: replaced(`"delta":{"content"`, `"delta":{"role":"assistant","content"`, `"delta":{}`, `"delta":{"role":"assistant"}`)},
	{name: "role-empty", of: replaced(`"delta":{"content"`, `"delta":{"role":"","content"`, `"delta":{}`, `"delta":{"role":""}`)},
	{name: "null-content", of: replaced(`"content":""`, `"content":null`, `"delta":{}`, `"delta":{"content":null}`)},
	{name: "null-delta", of: replaced(`"delta":{}`, `"delta":null`)},
	{name: "changing-ids", of: func(plain string) string {
		n := 0
		return regexp.MustCompile(`"id":"[^"]*`).ReplaceAllStringFunc(plain, func(id string) string {
			n++
			return fmt.Sprintf("%s-%d", id, n)
		})
	}},
	{name: "reasoning-with-text", body: quirkThinks, of: matched(`("reasoning_content":"[^"]*")(\},[^\n]*)\n\n[^\n]*"delta":\{("content":"[^"]*")[^\n]*`, "$1,$3$2")},

	{name: "think-tags", body: quirkThinks, of: taggedThinking},

	{name: "stop-for-tools", body: quirkTools, of: replaced(`"finish_reason":"tool_calls"`, `"finish_reason":"stop"`)},
	{name: "tools-no-index", body: quirkTools, of: replaced(`"tool_calls":[{"index":0,`, `"tool_calls":[{`)},
	{name: "tools-empty-id", body: quirkTools, of: matched(`\{"arguments":("(?:[^"\\]|\\.)*")\}`, `{"name":"","arguments":$1},"id":""`)},
	{name: "tools-whole", body: quirkTools, of: wholeCall},
	{name: "tools-split-escape", body: quirkTools, of: func(plain string) string {
		whole := regexp.MustCompile(`:\\"[A-Za-z]`).ReplaceAllStringFunc(wholeCall(plain), func(found string) string {
			return fmt.Sprintf(`:\"\\u%04x`, found[len(found)-1])
		})
		before, after, _ := strings.Cut(whole, `\\u`)
		head, _, _ := strings.Cut(plain, `{"index":0`)
		return before + `\\"}}]},"logprobs":null,"finish_reason":null}]}` + "\n\n" + head + `{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"u` + after
	}},
	{name: "tools-object", body: quirkTools, of: func(plain string) string {
		return regexp.MustCompile(`"arguments":("(?:[^"\\]|\\.)+")`).ReplaceAllStringFunc(wholeCall(plain), func(found string) string {
			object, err := strconv.Unquote(found[len(`"arguments":`):])
			if err != nil {
				panic(err)
			}
			return `"arguments":` + object
		})
	}},
	{name: "single-chars", body: quirkCustom, of: apart(`"custom":\{"input":"([^"]+)"\}`, letters)},
	{name: "tools-no-index", body: quirkCustom, of: replaced(`"tool_calls":[{"index":0,`, `"tool_calls":[{`)},
	{name: "tools-empty-id", body: quirkCustom, of: matched(`\{"input":("(?:[^"\\]|\\.)*")\}`, `{"name":"","input":$1},"id":""`)},
	{name: "tools-whole", body: quirkCustom, of: wholeInput},
	{name: "tools-split-escape", body: quirkCustom, of: func(plain string) string { return plain }},
	{name: "tools-object", body: quirkCustom, of: func(plain string) string { return plain }},

	{name: "tools-empty-list", of: matched(`("delta":\{"content":"[^"]+")`, `$1,"tool_calls":[]`)},

	{name: "unordered-embeddings", path: goldenEmbeddingsPath, body: `{"input":["a","b","c"],"dimensions":2}`, of: func(plain string) string {
		all := regexp.MustCompile(`\{"object":"embedding"[^}]*\}`).FindAllString(plain, -1)
		return strings.Replace(plain, strings.Join(all, ","), all[2]+","+all[1]+","+all[0], 1)
	}},
	{name: "nested-error", body: quirkWhole, status: 500, of: func(string) string { return `{"error":` + anError + `}` }},
	{name: "error-200", status: 200, of: func(string) string { return anError }},
	{name: "html-error", status: 502, of: func(string) string {
		return "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	}},
}

// quirkAnswer returns the bytes of an answer with quirks, decompressed if they are.
func quirkAnswer(t *testing.T, url, path, quirks, headers, body string) (*http.Response, string) {
	t.Helper()
	res, answer := exchange(t, url, request("POST", path, "Accept-Encoding: identity\r\nX-Mock-Quirk: "+quirks+"\r\nX-Mock-Stream-Tokens: 2\r\n"+headers, body))
	if res.Header.Get("Content-Encoding") == "gzip" {
		r, err := gzip.NewReader(bytes.NewReader(answer))
		if err == nil {
			answer, err = io.ReadAll(r)
		}
		if err != nil {
			t.Fatalf("%s: %v", quirks, err)
		}
	}
	return res, string(answer)
}

// quirkServer is a server whose answers are short and the same each time.
func quirkServer(t *testing.T, c fast.Config) string {
	c.Answers.Deterministic, c.Answers.Tokens, c.Answers.Articles = true, pool.Sampler{Mean: 6}, 64
	return serve(t, c)
}

// elsewhere returns a quirk that does nothing to an answer of path. It draws as any other,
// so that the rest of the answer stays.
func elsewhere(path string) string {
	if path == goldenEmbeddingsPath {
		return "crlf"
	}
	return "unordered-embeddings"
}

// TestQuirks compares the bytes of each quirk with what it should make of the same answer
// without it, paced and not. TestOverEveryWire does the same over TLS and HTTP/2.
func TestQuirks(t *testing.T) {
	url, paced := quirkServer(t, fast.Config{}), quirkServer(t, fast.Config{Timing: fast.Timing{ResponseDelay: time.Microsecond}})
	tested := map[string]bool{}
	for _, c := range quirkCases {
		tested[c.name] = true
		if c.path == "" {
			c.path = goldenChatPath
		}
		if c.body == "" {
			c.body = quirkChat
		}
		_, plain := quirkAnswer(t, url, c.path, elsewhere(c.path), "", c.body)
		want := c.of(plain)
		for where, url := range map[string]string{"unpaced": url, "paced": paced} {
			res, got := quirkAnswer(t, url, c.path, c.name, "", c.body)
			if got != want {
				t.Errorf("%s, %s:\n%s\nwant\n%s", c.name, where, got, want)
			}
			if c.status > 0 && res.StatusCode != c.status {
				t.Errorf("%s, %s: status %d, want %d", c.name, where, res.StatusCode, c.status)
			}
			if zipped := res.Header.Get("Content-Encoding") == "gzip"; zipped != (c.name == "gzip") {
				t.Errorf("%s, %s: compressed: %v", c.name, where, zipped)
			}
		}
	}
	for _, name := range quirk.Names() {
		if !tested[name] {
			t.Errorf("%s has no case", name)
		}
	}
}
