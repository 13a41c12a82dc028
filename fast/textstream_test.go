package fast_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"mock-openai/fast"
)

// TestRichText_Events cuts streams into the shortest events. Each must be valid JSON and
// UTF-8, and end at the end of a grapheme cluster.
func TestRichText_Events(t *testing.T) {
	f := func(c fast.Config, path, members string) {
		t.Helper()
		c.Answers.StreamTokensMax = 1
		url := serve(t, c)
		for seed := range seeds(30) {
			_, stream := post(t, url+path, fmt.Sprintf(`{"seed":%d,"stream":true%s}`, seed, members))
			var pieces []string
			for _, event := range events(t, stream) {
				var a answer
				if err := json.Unmarshal([]byte(event), &a); err != nil || !utf8.ValidString(event) || strings.Contains(event, `\ufffd`) {
					t.Fatalf("%v in event %q", err, event)
				}
				for _, c := range a.Choices {
					pieces = append(pieces, c.Delta.Content+c.Text)
				}
			}
			ends := map[int]bool{0: true}
			for g := graphemes.FromString(strings.Join(pieces, "")); g.Next(); {
				ends[g.End()] = true
			}
			said := 0
			for i, piece := range pieces {
				if said += len(piece); !ends[said] || strings.Contains(piece, "\ufffd") {
					t.Errorf("event %d ends within a character: %q, %q", i, piece, pieces[i+1])
				}
			}
		}
	}
	f(richText(), chatPath, ``)
	f(richText(), completionPath, ``)
	f(richText(), chatPath, `,"logprobs":true`)
	f(richText(), "/v1/completions", `,"logprobs":1`)
	f(fast.Config{}, chatPath, `,"model":"echo","messages":[{"role":"user","content":"abc\ud83d\udc68\u200d👩\u200d👧 abc\u0301 a👍🏽🇩🇪"}]`)
}

// TestRichText_StreamsAllocateNothing renders every event.
func TestRichText_StreamsAllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool drops at random under the race detector")
	}
	handler := handlerOf(t, richText())
	for _, body := range []string{`{"stream":true}`, `{"stream":true,"stop":["never said"]}`, `{"stream":true,"logprobs":true,"top_logprobs":3}`} {
		ctx := newRequest("POST", chatPath, body)
		if n := testing.AllocsPerRun(200, func() {
			ctx.Response.Reset()
			handler(ctx)
			ctx.Response.BodyStream().(io.WriterTo).WriteTo(io.Discard)
			ctx.Response.CloseBodyStream()
		}); n != 0 {
			t.Errorf("%s allocates %v times", body, n)
		}
	}
}

func TestRichText_Responses(t *testing.T) {
	config := richText()
	config.Answers.ReasoningTokens = 200
	url := serve(t, config)
	f := func(members string) {
		t.Helper()
		for seed := range seeds(10) {
			members := fmt.Sprintf(`"seed":%d,%s`, seed, members)
			_, whole := post(t, url+responsesPath, `{`+members+`}`)
			_, stream := post(t, url+responsesPath, `{"stream":true,`+members+`}`)
			if !utf8.Valid(whole) || !utf8.Valid(stream) {
				t.Fatalf("%s: not UTF-8", members)
			}
			all := responseEvents(t, stream)
			if got, want := withoutIDs(t, all[len(all)-1].Response), withoutIDs(t, whole); got != want {
				t.Errorf("%s: stream ends with\n%s\nwhole response is\n%s", members, got, want)
			}
			texts := gathered(all)
			for _, e := range all {
				if said := e.Text + e.Arguments + e.Input; said != "" && said != texts[e.Output] {
					t.Errorf("%s: deltas of item %d say %q, then it says %q", members, e.Output, texts[e.Output], said)
				}
			}
		}
	}
	f(`"input":"hi","reasoning":{"summary":"auto"}`)
	f(`"tools":[{"type":"custom","name":"c"}],"tool_choice":"required"`)
	f(flatTools + `,"tool_choice":"required"`)
	f(`"text":{"format":{"type":"json_object"}}`)
	f(`"include":["message.output_text.logprobs"],"top_logprobs":3`)
}
