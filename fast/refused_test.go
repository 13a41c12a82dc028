package fast

import (
	"io"
	"strings"
	"testing"
	"time"

	"mock-openai/fast/fault"
	"mock-openai/fast/profile"
	"mock-openai/fast/recording"
)

// long is a chat request that needs more tokens than the tests below allow.
var long = `{"messages":[{"role":"user","content":"` + strings.Repeat("long ", 1000) + `"}]}`

// TestRefused_FaultStays wants a request that a limit refuses to use up no fault of FailNext,
// and no recorded answer.
func TestRefused_FaultStays(t *testing.T) {
	s, url := listenFor(t, Config{Limits: Limits{TPM: 1000}})
	if err := s.FailNext(1, fault.Spec{Kind: fault.Error, Status: 503}); err != nil {
		t.Fatal(err)
	}
	for _, ask := range []struct {
		body string
		want int
	}{{long, 429}, {`{"max_tokens":1}`, 503}, {`{"max_tokens":1}`, 200}} {
		if got := askAll(t, clientOf(t, false), url, "", []asked{{method: "POST", path: chatPathOf, body: ask.body}})[0]; got.status != ask.want {
			t.Errorf("status %d, want %d: %s", got.status, ask.want, got.answer)
		}
	}
}

// TestRefused_RecordingStays wants a request that gets an error, or nothing, to use up none of
// the answers that are recorded for it.
func TestRefused_RecordingStays(t *testing.T) {
	f := func(match recording.Match, kind fault.Kind) {
		t.Helper()
		s, url := replaying(t, Config{}, recording.Playback{Match: match}, recorded("{}", "first"), recorded("{}", "second"))
		ask := func() string {
			res, err := clientOf(t, false).Post(url+chatPathOf, "application/json", strings.NewReader("{}"))
			if err != nil {
				return err.Error()
			}
			defer res.Body.Close()
			answer, _ := io.ReadAll(res.Body)
			return string(answer)
		}
		if err := s.FailNext(1, fault.Default(kind)); err != nil {
			t.Fatal(err)
		}
		if got := ask(); got == "first" {
			t.Errorf("%v: %s", kind, got)
		}
		if got := ask() + ask() + ask(); got != "firstsecondfirst" {
			t.Errorf("%v after %v: %s", match, kind, got)
		}
	}
	f(recording.MatchHash, fault.Error)
	f(recording.MatchTurn, fault.Error)
	f(recording.MatchHash, fault.ContentFilter)
	f(recording.MatchHash, fault.Reset)
}

// TestRefused_TokensStay wants a request that the limit of its model refuses not to count
// against that of its key.
func TestRefused_TokensStay(t *testing.T) {
	p := Config{}.Profile()
	p.TPM = 100
	handler, clock := newLimited(t, Config{Limits: Limits{TPM: 10_000, TPMTotal: 10_000}, Answers: Answers{Profiles: map[string]profile.Profile{"small": p}}})
	clock.set(time.Second)
	f := func(body string, want int, left string) {
		t.Helper()
		headers, status, answer := ask(t, handler, chatPathOf, "sk-1", body)
		if got := headers.Get("X-Ratelimit-Remaining-Tokens"); status != want || left != "" && got != left {
			t.Errorf("status %d, %s left, want %d, %s: %s", status, got, want, left, answer)
		}
	}
	f(`{"model":"large","max_tokens":10}`, 200, "9990")
	f(strings.Replace(long, "{", `{"model":"small",`, 1), 429, "")
	f(`{"model":"large","max_tokens":10}`, 200, "9980")
}
