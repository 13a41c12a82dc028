package engine

import "testing"

func TestDimensions(t *testing.T) {
	f := func(model string, want int) {
		t.Helper()
		if got := Dimensions([]byte(model)); got != want {
			t.Errorf("%s has %d dimensions, want %d", model, got, want)
		}
	}
	f("mistral-embed", 1024)
	f("nomic-embed-text", 768)
	f("nomic-embed-text:latest", 768)
	f("nomic-ai/nomic-embed-text-v1.5", 768)
	f("mxbai-embed-large", 1024)
	f("text-embedding-3-large", 3072)
	f("amazon.titan-embed-text-v2:0", 1024)
	f("gpt-4-mock", 0)
	f("", 0)
}
