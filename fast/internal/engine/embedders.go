package engine

import (
	"encoding/binary"
	"strings"
)

// embedder is a well-known model of embeddings.
type embedder struct {
	name       string // a part of its name
	dimensions int    // how many numbers an embedding has
}

// embedders are the well-known models. If the name of a model contains the names of several,
// the one that begins first counts.
var embedders = []embedder{
	{"text-embedding-3-small", 1536},
	{"text-embedding-3-large", 3072},
	{"text-embedding-ada", 1536},
	{"mistral-embed", 1024},
	{"codestral-embed", 1536},
	{"nomic-embed-text", 768},
	{"mxbai-embed-large", 1024},
	{"snowflake-arctic-embed", 1024},
	{"all-minilm", 384},
	{"all-MiniLM", 384},
	{"bge-m3", 1024},
	{"bge-large", 1024},
	{"bge-base", 768},
	{"bge-small", 384},
	{"embeddinggemma", 768},
	{"text-embedding-00", 768}, // of Google
	{"gemini-embedding", 3072},
	{"embed-english-light", 384},
	{"embed-multilingual-light", 384},
	{"embed-english-v3", 1024},
	{"embed-multilingual-v3", 1024},
	{"embed-v4", 1536},
	{"titan-embed-text-v1", 1536},
	{"titan-embed-text-v2", 1024},
}

// embeddersBy are the embedders by a hash of what their names begin with. Looking for each
// name in turn takes 20 times as long for a model that is not among them.
var embeddersBy = func() (by [1 << 8][]embedder) {
	for _, e := range embedders {
		at := beginning([]byte(e.name))
		by[at] = append(by[at], e)
	}
	return by
}()

// beginningLength is how many bytes are hashed. All names have as many.
const beginningLength = 6

func beginning(name []byte) uint8 {
	return uint8((binary.LittleEndian.Uint32(name) ^ uint32(binary.LittleEndian.Uint16(name[4:]))<<7) * 0x9E3779B1 >> 24)
}

// Dimensions returns how many numbers an embedding of a well-known model has, 0 for others.
func Dimensions(model []byte) int {
	for ; len(model) >= beginningLength; model = model[1:] {
		for _, e := range embeddersBy[beginning(model)] {
			if len(model) >= len(e.name) && string(model[:len(e.name)]) == e.name {
				return e.dimensions
			}
		}
	}
	return 0
}

// Embeds reports whether a model makes embeddings, as its name says.
func Embeds(model string) bool {
	return strings.Contains(model, "embed") || Dimensions([]byte(model)) > 0
}
