package engine

import (
	"bytes"
	"testing"
)

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

// TestDimensions_Every wants each name found wherever it stands, as a search for one name
// after the other finds it.
func TestDimensions_Every(t *testing.T) {
	for _, e := range embedders {
		for _, before := range []string{"", "a", "org/", "text-embedding-", "all-", "embed-", "bge-", "\xff\x00"} {
			model := []byte(before + e.name)
			if got := Dimensions(model); got != e.dimensions {
				t.Errorf("%q has %d dimensions, want %d", model, got, e.dimensions)
			}
			if got := Dimensions(append(model, "-x"...)); got != e.dimensions {
				t.Errorf("%q-x has %d dimensions, want %d", model, got, e.dimensions)
			}
			short := model[:len(model)-1]
			want := 0
			for _, other := range embedders {
				if bytes.Contains(short, []byte(other.name)) {
					want = other.dimensions
				}
			}
			if got := Dimensions(short); got != want {
				t.Errorf("%q has %d dimensions, want %d", short, got, want)
			}
		}
	}
}

func TestEmbeds(t *testing.T) {
	for model, want := range map[string]bool{
		"text-embedding-3-small": true, "cohere.embed-english-v3": true, "BAAI/bge-m3": true, "all-minilm": true, "voyage-embedder": true,
		"gpt-4o": false, "amazon.nova-pro-v1:0": false, "": false,
	} {
		if got := Embeds(model); got != want {
			t.Errorf("%q: %t", model, got)
		}
	}
}

func TestDimensions_AllocatesNothing(t *testing.T) {
	model := []byte("voyage-multilingual-embedding-2-lite")
	if n := testing.AllocsPerRun(100, func() { Dimensions(model) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
