package fast_test

import (
	"io"
	"math"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/recording"
)

// TestReplay_AllocatesNothing replays at once, found in every way.
func TestReplay_AllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool drops at random under the race detector")
	}
	const said = `"model":"m","messages":[{"role":"user","content":"hi \u00e9"}]`
	recorded := func(request, answer string, headers map[string]string) *recording.Exchange {
		x := &recording.Exchange{
			Request: recording.Request{Method: "POST", Path: chatPath, Body: []byte(request)},
			Answer:  recording.Answer{Status: 200, Headers: headers, Body: []byte(answer)},
		}
		for i := range answer {
			if strings.HasSuffix(answer[:i+1], "\n\n") || i == len(answer)-1 {
				x.Answer.Pieces = append(x.Answer.Pieces, recording.Piece{To: i + 1})
			}
		}
		return x
	}
	all := []*recording.Exchange{
		recorded(`{`+said+`}`, `{"a":1}`, map[string]string{"Content-Type": "application/json", "Content-Length": "7"}),
		recorded(`{"stream":true,`+said+`}`, strings.Repeat("data: {}\n\n", 500), map[string]string{"Content-Type": "text/event-stream"}),
	}
	handler := handlerOf(t, fast.Config{Answers: fast.Answers{Replay: &recording.Playback{Exchanges: all, Speed: math.Inf(1), Only: true}}})
	for _, body := range []string{`{` + said + `}`, `{"n":1,` + said + `}`, `{"n":1}`, `{"stream":true,` + said + `}`, `{"n":1,"stream":true,` + said + `}`, `{"stream":true}`} {
		ctx := newRequest("POST", chatPath, body)
		n := testing.AllocsPerRun(100, func() {
			ctx.Response.Reset()
			handler(ctx)
			if err := ctx.Response.BodyWriteTo(io.Discard); err != nil || ctx.Response.StatusCode() != 200 {
				t.Fatal(ctx.Response.StatusCode(), err)
			}
		})
		if n > 0 {
			t.Errorf("%s: %v allocations", body, n)
		}
	}
}
