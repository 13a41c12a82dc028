package engine

import "testing"

func BenchmarkDimensions(b *testing.B) {
	for _, model := range []string{"text-embedding-3-small", "amazon.titan-embed-text-v2:0", "voyage-multilingual-embedding-2-lite", "gpt-4-mock"} {
		b.Run(model, func(b *testing.B) {
			name := []byte(model)
			for range b.N {
				Dimensions(name)
			}
		})
	}
}
