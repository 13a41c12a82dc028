package fast_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

// TestDeterministic sends the same requests to two servers in different order, one of them
// slow, and compares the answers with those of an oracle.
func TestDeterministic(t *testing.T) {
	seed := uint64(7)
	c := fast.Config{Answers: fast.Answers{Deterministic: true, Seed: &seed, Articles: 64, ToolCallRate: 0.5, ReasoningTokens: 20}}
	oracle, err := fast.NewOracle(c)
	if err != nil {
		t.Fatal(err)
	}
	one := serve(t, c)
	c.Timing.ResponseDelay = time.Microsecond
	other := serve(t, c)
	for i := range cases {
		ask := func(url string, i int) string {
			status, answer := post(t, url+cases[i].path, cases[i].body)
			wantStatus, want := oracle.Answer(cases[i].path, []byte(cases[i].body))
			if status != wantStatus || string(answer) != string(want) {
				t.Errorf("%s: %d %s, foretold %d %s", cases[i].name, status, answer, wantStatus, want)
			}
			return string(answer)
		}
		if cases[i].method == "POST" {
			ask(one, i)
		}
		if i := len(cases) - 1 - i; cases[i].method == "POST" {
			ask(other, i)
		}
	}
	_, a := oracle.Answer(chatPath, []byte(chatRequest))
	_, b := oracle.Answer(chatPath, []byte(strings.Replace(chatRequest, "few", "two", 1)))
	if string(a) == string(b) {
		t.Error("two bodies have one answer")
	}
}

// TestOracle_Fixtures wants an oracle to use up no fixture of the server.
func TestOracle_Fixtures(t *testing.T) {
	fixtures := new(fast.Fixtures)
	if _, err := fixtures.Add([]byte("fixtures:\n- {times: 1, answer: once}\n- {answer: then}")); err != nil {
		t.Fatal(err)
	}
	c := fast.Config{Answers: fast.Answers{Deterministic: true, Articles: 64, Fixtures: fixtures}}
	oracle, err := fast.NewOracle(c)
	if err != nil {
		t.Fatal(err)
	}
	url := serve(t, c)
	for _, want := range []string{"once", "then"} {
		_, foretold := oracle.Answer(chatPath, []byte(chatRequest))
		if _, answer := post(t, url+chatPath, chatRequest); said(t, answer) != want || string(foretold) != string(answer) {
			t.Errorf("%s, foretold %s, want %s", answer, foretold, want)
		}
	}
}

func TestDeterministic_Seeds(t *testing.T) {
	answer := func(seed uint64) string {
		oracle, err := fast.NewOracle(fast.Config{Answers: fast.Answers{Deterministic: true, Seed: &seed, Articles: 64}})
		if err != nil {
			t.Fatal(err)
		}
		_, answer := oracle.Answer(chatPath, []byte(chatRequest))
		return string(answer)
	}
	if answer(1) == answer(2) {
		t.Error("two seeds have one answer")
	}
	if _, err := fast.NewOracle(fast.Config{}); err == nil {
		t.Error("NewOracle accepts a configuration that is not deterministic")
	}
}

func ExampleOracle() {
	config := fast.Config{Answers: fast.Answers{Deterministic: true}}
	server, _ := fast.New(config) // behind the gateway that is tested
	defer server.Shutdown(context.Background())

	oracle, _ := fast.NewOracle(config)
	status, answer := oracle.Answer("/v1/chat/completions",
		[]byte(`{"model":"gpt-4o","max_tokens":5,"messages":[{"role":"user","content":"Hello!"}]}`))
	fmt.Println(status, string(answer[:36]))
	// Output: 200 {"id":"chatcmpl-8ijcn0tne4f2e6598r0v
}
