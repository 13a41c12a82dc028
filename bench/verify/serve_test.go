package verify_test

import (
	"context"
	"testing"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/bench/report"
	"mock-openai/bench/verify"
	"mock-openai/fast"
)

// check sends requests to url and has all answers checked.
func check(t testing.TB, url string, c verify.Config, requests int) *report.Verify {
	t.Helper()
	v, err := verify.New(c)
	if err != nil {
		t.Fatal(err)
	}
	l := load.Load{URL: url + v.Path(), Targeter: v, Checker: v.Checker, Connections: 16, Requests: requests}
	if _, err := l.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	r := v.Report()
	if r.Checked != int64(requests) {
		t.Errorf("%s, streamed %v: %d answers checked of %d", c.API.Name, c.Stream, r.Checked, requests)
	}
	return r
}

// wantIntact wants no faults at all.
func wantIntact(t testing.TB, c verify.Config, r *report.Verify) {
	t.Helper()
	if r.Intact != r.Checked || len(r.Faults) > 0 {
		t.Errorf("%s, streamed %v: %d intact of %d: %v", c.API.Name, c.Stream, r.Intact, r.Checked, r.Faults)
		for _, f := range r.First {
			t.Logf("%+v", f)
		}
	}
}

// streams has all APIs, streamed and not.
var streams = []verify.Config{
	{API: verify.Chat}, {API: verify.Chat, Stream: true}, {API: verify.Chat, Stream: true, NoUsage: true},
	{API: verify.Completions}, {API: verify.Completions, Stream: true}, {API: verify.Completions, Stream: true, NoUsage: true},
	{API: verify.Responses}, {API: verify.Responses, Stream: true},
	{API: verify.Embeddings},
	{API: verify.Messages}, {API: verify.Messages, Stream: true},
	{API: verify.Gemini}, {API: verify.Gemini, Stream: true},
	{API: verify.Azure}, {API: verify.Azure, Stream: true},
	{API: verify.Bedrock}, {API: verify.Bedrock, Stream: true},
	{API: verify.Invoke}, {API: verify.Invoke, Stream: true},
	{API: verify.Cohere}, {API: verify.Cohere, Stream: true},
	{API: verify.Ollama}, {API: verify.Ollama, Stream: true},
}

// TestVerify_Intact asks a server for everything, without a proxy.
func TestVerify_Intact(t *testing.T) {
	url := loadtest.Serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 4}})
	tenth := 40
	if testing.Short() { // under the race detector
		tenth = 20
	}
	for _, c := range streams {
		wantIntact(t, c, check(t, url, c, 10*tenth))
		c.MaxTokens = 48 // some of the texts are shorter
		wantIntact(t, c, check(t, url, c, 3*tenth))
		c.Tokens, c.MaxTokens = 2000, 0
		wantIntact(t, c, check(t, url, c, tenth))
	}
}
