package fast_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/journal"
	"mock-openai/fast/profile"
	"mock-openai/fast/quirk"
)

// TestQuirks_Combined checks quirks together with one another, with faults, with other APIs
// and with HTTP/1.0.
func TestQuirks_Combined(t *testing.T) {
	for _, delay := range paces {
		url := quirkServer(t, fast.Config{Timing: fast.Timing{ResponseDelay: delay}})
		f := func(path, quirks, fault, body, want, not string) {
			t.Helper()
			headers := ""
			if fault != "" {
				headers = "X-Mock-Fault: " + fault + "\r\n"
			}
			_, got := quirkAnswer(t, url, path, quirks, headers, body)
			if !strings.Contains(got, want) || not != "" && strings.Contains(got, not) {
				t.Errorf("%s with %s and %q: %q does not have %q, or has %q", path, quirks, fault, got, want, not)
			}
		}
		f(goldenChatPath, "crlf+bom+no-space", "", quirkChat, "\ufeffdata:{", "\n\n")
		f(goldenChatPath, "multi-data+id-lines+cr", "", quirkChat, "id: 1\rdata: {\rdata: \"id\"", "\n")
		f(goldenChatPath, "gzip+comments+role-every", "", quirkChat, ": keep-alive\n\ndata: {", "\r")
		f(goldenChatPath, "tools-whole+tools-no-index+stop-for-tools", "", quirkTools, `"tool_calls":[{"id":"call_`, `"index":0,"id"`)
		f(goldenChatPath, "merged-text+finish-with-text+usage-null-choices", "", quirkChat, `"finish_reason":"stop"`, `"delta":{}`)
		f(goldenChatPath, "single-chars+two-finishes", "", `{"stream":true,"n":2}`, `"index":1,"delta":{},"logprobs":null,"finish_reason":"stop"}]}`, `"content":"To`)
		f(goldenChatPath, "merged-text", "", `{"stream":true,"n":3,"logprobs":true}`, `"index":2`, "")

		f(goldenChatPath, "crlf", "malformed-json", quirkChat, "\r\n\r\ndata: [DONE]", "\n\n")
		f(goldenChatPath, "no-space", "no-done", quirkChat, "data:{", "[DONE]")
		f(goldenChatPath, "id-lines", "empty-choices", quirkChat, "id: 2\ndata: {", `"delta"`)
		f(goldenChatPath, "crlf", "stall:for=1ms", quirkChat, "data: [DONE]\r\n\r\n", "\n\n")
		f(goldenChatPath, "crlf+changing-ids", "split-segments:for=0s", quirkChat, "-5\",", "\n\n")
		f(goldenChatPath, "bom", "one-segment", quirkChat, "\ufeffdata: {", "")
		f(goldenChatPath, "typed-error+no-space", "error-event:at=0,status=429", quirkChat, "event:error\ndata:{\"error\":{\"message\":\"Rate limit", `"delta"`)
		f(goldenChatPath, "no-finish+gzip", "huge-event:size=9", quirkWhole, `"padding":"xxxxxxxxx"`, `"stop"`)
		f(goldenChatPath, "bom+gzip", "one-segment", quirkWhole, "\ufeff{", "")
		f(goldenChatPath, "error-200+nested-error", "error:status=429", quirkWhole, `{"error":{"error":{"message":"Rate limit`, "")
		f(goldenChatPath, "html-error+gzip+bom", "", quirkChat, "\ufeff<html>", "")

		f(goldenTextPath, "crlf+merged-text", "", `{"prompt":"a","stream":true}`, "data: [DONE]\r\n\r\n", "\n\n")
		f(goldenResponsesPath, "no-space+no-final-blank-line", "", `{"input":"a","stream":true}`, "event:response.completed\ndata:{", "}}\n\n\n")
		f(messagesPath, "id-lines", "", `{"max_tokens":9,"stream":true}`, "id: 1\nevent: message_start\n", "")
		f(messagesPath, "nested-error", "", `{"max_tokens":9}`, `{"error":{"type":"error"`, "")
		f(geminiEvents, "comments", "", geminiRequest, ": keep-alive\r\n\r\ndata: {", "")
		f(geminiEvents, "cr+id-lines", "", geminiRequest, "id: 2\rdata: {", "\n")
		f(geminiArray, "comments+bom", "", geminiRequest, "\ufeff[{", "keep-alive")
		f(goldenOllamaChatPath, "crlf+bom", "", `{"messages":[]}`, "\ufeff{", "\r")
		f(goldenRouterChatPath, "usage-without-choices", "", quirkChat, "\"provider\":\"", `"choices":[]`)
		f(goldenRouterChatPath, "bom+gzip", "", quirkChat, "\ufeffdata: {", ": OPENROUTER")
		f(azureChatPath, "empty-first-choices", "", quirkChat, "data: {\"choices\":[],\"created\":0", "")
	}
	url := quirkServer(t, fast.Config{})
	_, want := quirkAnswer(t, url, goldenChatPath, "crlf+bom", "", quirkChat)
	old := strings.Replace(request("POST", goldenChatPath, "X-Mock-Quirk: crlf+bom\r\nX-Mock-Stream-Tokens: 2\r\n", quirkChat), "HTTP/1.1", "HTTP/1.0", 1)
	if _, got := exchange(t, url, old); string(got) != want {
		t.Errorf("over HTTP/1.0: %q, want %q", got, want)
	}
}

// TestQuirks_Truncated cuts calls off at each of their tokens.
func TestQuirks_Truncated(t *testing.T) {
	url := quirkServer(t, fast.Config{})
	for _, quirks := range []string{"tools-split-escape", "tools-object", "tools-whole+single-chars"} {
		for most := range 9 {
			body := strings.Replace(quirkTools, `"stream":true`, fmt.Sprintf(`"stream":true,"max_tokens":%d`, most), 1)
			if _, got := quirkAnswer(t, url, goldenChatPath, quirks, "", body); !strings.HasSuffix(got, "data: [DONE]\n\n") {
				t.Errorf("%s, %d tokens: %q", quirks, most, got)
			}
		}
	}
}

// TestQuirks_NoFinalBlankLine checks the last line of streams of all APIs.
func TestQuirks_NoFinalBlankLine(t *testing.T) {
	url := quirkServer(t, fast.Config{})
	for path, body := range map[string]string{
		goldenChatPath: quirkChat, goldenTextPath: `{"prompt":"a","stream":true}`, goldenResponsesPath: `{"input":"a","stream":true}`,
		messagesPath: `{"max_tokens":9,"stream":true}`, goldenRouterChatPath: quirkChat,
	} {
		_, got := quirkAnswer(t, url, path, "no-final-blank-line", "", body)
		if !strings.HasSuffix(got, "\n") || strings.HasSuffix(got, "\n\n") {
			t.Errorf("%s ends with %.40q", path, got[max(0, len(got)-40):])
		}
	}
}

// TestQuirks_Selected selects quirks in every way that there is.
func TestQuirks_Selected(t *testing.T) {
	plan := quirk.Plan{{Set: quirk.Of(quirk.CRLF), Rate: 1}}
	scenario, err := profile.ReadScenario([]byte("phases: [{name: odd, for: 1h, quirk: crlf=1}]"), fast.Config{}.Profile())
	if err != nil {
		t.Fatal(err)
	}
	models, err := profile.ReadModels([]byte("models: {odd: {quirk: crlf}}"), fast.Config{}.Profile())
	if err != nil {
		t.Fatal(err)
	}
	f := func(how string, c fast.Config, headers, model string, want bool) {
		t.Helper()
		_, got := exchange(t, serve(t, c), request("POST", goldenChatPath, headers, `{"stream":true,"model":"`+model+`"}`))
		if has := strings.HasSuffix(string(got), "\r\n\r\n"); has != want {
			t.Errorf("%s: %.90q", how, got)
		}
	}
	f("a flag", fast.Config{Faults: fast.Faults{Quirks: plan}}, "", "m", true)
	f("a flag with another rate", fast.Config{Faults: fast.Faults{Quirks: quirk.Plan{{Set: plan[0].Set, Rate: 0}}}}, "", "m", false)
	f("a header", fast.Config{}, "X-Mock-Quirk: crlf\r\n", "m", true)
	f("a header without overrides", fast.Config{Answers: fast.Answers{NoOverrides: true}}, "X-Mock-Quirk: crlf\r\n", "m", false)
	f("the name of the model", fast.Config{}, "", "m:quirk=crlf+no-space,tokens=5", true)
	f("the profile of a model", fast.Config{Answers: fast.Answers{Profiles: models}}, "", "odd", true)
	f("the profile of another model", fast.Config{Answers: fast.Answers{Profiles: models}}, "", "even", false)
	f("a phase", fast.Config{Timing: fast.Timing{Scenario: scenario}}, "", "m", true)
}

// TestQuirks_Next checks quirks for the next requests, and that they are counted and
// recorded where they apply.
func TestQuirks_Next(t *testing.T) {
	j := journal.New(nil)
	s, url := start(t, fast.Config{Observation: fast.Observation{Journal: j}})
	if err := s.AnswerNext(2, fault.Spec{}, quirk.Of(quirk.CRLF, quirk.UsageUnasked, quirk.ToolsWhole)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		post(t, url+goldenChatPath, `{"stream":true}`)
	}
	post(t, url+goldenEmbeddingsPath, `{"input":"a"}`)
	settled(t, url).wants(t, `quirks_total{kind="crlf"} 2`, `quirks_total{kind="usage-unasked"} 2`, `quirks_total{kind="tools-whole"} 0`)
	var got []string
	for _, e := range j.Last() {
		if e.Path == goldenChatPath {
			got = append(got, strings.Join(e.Quirks, "+"))
		}
	}
	if want := "crlf+usage-unasked,crlf+usage-unasked,"; strings.Join(got, ",") != want {
		t.Errorf("recorded %q, want %q", got, want)
	}
}

// TestQuirks_Foretold checks that an oracle knows the quirks of a deterministic server, and
// that a retry has the same.
func TestQuirks_Foretold(t *testing.T) {
	c := fast.Config{Answers: fast.Answers{Deterministic: true, Articles: 64}, Faults: fast.Faults{Quirks: quirk.Plan{
		{Set: quirk.Of(quirk.CRLF, quirk.SingleChars), Rate: 0.3}, {Set: quirk.Of(quirk.NestedError), Rate: 0.3},
	}}}
	oracle, err := fast.NewOracle(c)
	if err != nil {
		t.Fatal(err)
	}
	url := serve(t, c)
	seen := map[string]bool{}
	for i := range 30 {
		body := strings.Replace(quirkChat, `"a"`, `"`+strings.Repeat("a", i)+`"`, 1)
		status, want := oracle.Answer(goldenChatPath, []byte(body))
		for range 2 {
			if got, answer := post(t, url+goldenChatPath, body); got != status || string(answer) != string(want) {
				t.Fatalf("%d %q, foretold %d %q", got, answer, status, want)
			}
		}
		seen[string(want[:min(len(want), 16)])+string(want[len(want)-2:])] = true
	}
	if len(seen) != 3 {
		t.Errorf("answers begin and end in %d ways: %v", len(seen), seen)
	}
}

// TestQuirkPlan checks the rates of a plan, and what is refused.
func TestQuirkPlan(t *testing.T) {
	plan := quirk.Plan{{Set: quirk.Of(quirk.CRLF), Rate: 0.25}, {Set: quirk.Of(quirk.BOM, quirk.CR), Rate: 0.5}}
	r := rand.New(rand.NewPCG(1, 2))
	got := map[quirk.Set]int{}
	const draws = 10_000
	for range draws {
		got[plan.Draw(r)]++
	}
	for set, want := range map[quirk.Set]float64{plan[0].Set: 0.25, plan[1].Set: 0.5, 0: 0.25} {
		if share := float64(got[set]) / draws; share < want-0.05 || share > want+0.05 {
			t.Errorf("%v came in %g of the draws, want %g", set, share, want)
		}
	}
	if text := plan[1].String(); text != "cr+bom=0.5" {
		t.Errorf("written as %s", text)
	}
	for text, want := range map[string]string{
		"crlf": "has no rate", "crlf=2": "not a number from 0 to 1", "crlf=x": "not a number", "explode=1": "no quirk is named", "crlf+=1": "no quirk is named", "": "has no rate",
	} {
		if _, err := quirk.ParseRated(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	for _, plan := range []quirk.Plan{{{Set: 1, Rate: 0.7}, {Set: 2, Rate: 0.7}}, {{Set: 0, Rate: 1}}, {{Set: 1 << 63, Rate: 1}}, {{Set: 1, Rate: -1}}} {
		if plan.Validate() == nil {
			t.Errorf("%v is valid", plan)
		}
	}
}

// TestQuirks_Reports checks the catalogue: at least 25 quirks have a public report.
func TestQuirks_Reports(t *testing.T) {
	reported := 0
	for _, name := range quirk.Names() {
		kind, err := quirk.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		switch info := kind.Info(); {
		case info.What == "" || info.Where.String() == "":
			t.Errorf("%s is not described", name)
		case info.Report != "":
			reported++
		}
	}
	if reported < 25 {
		t.Errorf("%d quirks have a report", reported)
	}
}

// FuzzQuirks looks for panics in what quirks make of answers.
func FuzzQuirks(f *testing.F) {
	for _, c := range quirkCases {
		f.Add(c.name, c.body)
	}
	f.Add("single-chars+tools-split-escape", quirkTools)
	f.Add("merged-text+null-delta", `{"stream":true,"n":3,"logprobs":true,"functions":[{"name":"f"}],"function_call":{"name":"f"}}`)
	handler := handlerOf(f, richText())
	f.Fuzz(func(t *testing.T, quirks, body string) {
		if strings.ContainsAny(quirks, "\r\n\x00") {
			t.Skip("no header")
		}
		for _, path := range []string{goldenChatPath, goldenRouterChatPath, azureChatPath, goldenTextPath, messagesPath} {
			ctx := newRequest(fasthttp.MethodPost, path, body)
			ctx.Request.Header.Set("X-Mock-Quirk", quirks)
			handler(ctx)
			if len(ctx.Response.Body()) == 0 {
				t.Errorf("%s, %s: nothing", quirks, path)
			}
		}
	})
}

// TestQuirks_AllCalls checks that quirks of an event with several calls keep all of them.
func TestQuirks_AllCalls(t *testing.T) {
	url := quirkServer(t, fast.Config{})
	most := 0
	for i := range 9 {
		body := fmt.Sprintf(`{"model":"m:accent=mistral","stream":true,"messages":[{"role":"user","content":"%d"}],%s,"tool_choice":"any"}`, i, goldenTools)
		_, plain := quirkAnswer(t, url, goldenChatPath, "unordered-embeddings", "", body)
		_, got := quirkAnswer(t, url, goldenChatPath, "tools-no-index", "", body)
		calls := strings.Count(plain, `"name":"`)
		if n := strings.Count(got, `"name":"`); n != calls {
			t.Errorf("%d of %d calls in %s", n, calls, got)
		}
		most = max(most, calls)
	}
	if most < 2 {
		t.Errorf("no answer has two calls")
	}
}
