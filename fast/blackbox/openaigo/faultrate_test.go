package openaigo_test

import (
	"context"
	"errors"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"mock-openai/fast"
)

// TestFailFirst_SDK wants the official client to get through at its third try.
func TestFailFirst_SDK(t *testing.T) {
	f := func(with string) {
		t.Helper()
		m := start(t, fast.Config{Faults: fast.Faults{FailFirst: fast.FailFirst{N: 2, With: always(t, with)[0].Spec}}})
		client := client(m, option.WithMaxRetries(2))
		a, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{Model: "m", Messages: conversation()})
		if err != nil || a.Choices[0].Message.Content == "" {
			t.Errorf("%s: %v", with, err)
		}
		if n := m.Server.FaultCounts().Of(always(t, with)[0].Spec.Kind); n != 2 {
			t.Errorf("%s: %d faults, want 2", with, n)
		}
	}
	f("error:status=429,for=1ms")
	f("error:status=503,for=1ms")
	f("error:status=409,for=1ms")
	f("reset")
}

// TestFault_SDK has the official client tell what it makes of a fault.
func TestFault_SDK(t *testing.T) {
	f := func(spec string, check func(pieces int, err error) bool) {
		t.Helper()
		client := client(troubled(t, spec, 0))
		stream := client.Chat.Completions.NewStreaming(context.Background(), openai.ChatCompletionNewParams{Model: "m", Messages: conversation()})
		pieces := 0
		for stream.Next() {
			pieces += len(stream.Current().Choices)
		}
		if !check(pieces, stream.Err()) {
			t.Errorf("%s: %d pieces, %v", spec, pieces, stream.Err())
		}
		stream.Close()
	}
	fails := func(pieces int, err error) bool { return err != nil }
	f("error:status=500", func(pieces int, err error) bool {
		var e *openai.Error
		return pieces == 0 && errors.As(err, &e) && e.StatusCode == 500 && e.Type == "server_error"
	})
	f("reset", fails)
	f("reset-midstream:after=3", func(pieces int, err error) bool { return pieces == 3 && err != nil })
	f("error-event:after=2", func(pieces int, err error) bool { return pieces == 2 && err != nil })
	f("malformed-json:after=2", func(pieces int, err error) bool { return pieces == 2 && err != nil })
	f("no-done", func(pieces int, err error) bool { return pieces == 6 && err == nil })
	f("empty-choices", func(pieces int, err error) bool { return pieces == 0 && err == nil })
	f("split-segments", func(pieces int, err error) bool { return pieces == 6 && err == nil })
	f("one-segment", func(pieces int, err error) bool { return pieces == 6 && err == nil })
	f("slow-headers:for=5ms", func(pieces int, err error) bool { return pieces == 6 && err == nil })
	f("stall:after=2,for=5ms", func(pieces int, err error) bool { return pieces == 6 && err == nil })
}
