package engine

import "bytes"

// embedders are well-known models of embeddings, by a part of their names, and how many
// numbers their embeddings have. The first match counts.
var embedders = []struct {
	name       string
	dimensions int
}{
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

// Dimensions returns how many numbers an embedding of a well-known model has, 0 for others.
func Dimensions(model []byte) int {
	for i := range embedders {
		if bytes.Contains(model, []byte(embedders[i].name)) {
			return embedders[i].dimensions
		}
	}
	return 0
}
