package cohere

import "mock-openai/fast/internal/strict"

// ChatRules returns what --strict requires of chat.
func ChatRules() *strict.Rules { return strict.CohereChat(modelNotFound) }

// EmbedRules returns what it requires of embeddings.
func EmbedRules() *strict.Rules { return strict.CohereEmbed(modelNotFound) }

// RerankRules returns what it requires of ranking.
func RerankRules() *strict.Rules { return strict.CohereRerank(modelNotFound) }

// RerankV1Rules returns what it requires of ranking in version 1.
func RerankV1Rules() *strict.Rules { return strict.CohereRerankV1(modelNotFound) }

// TokenizeRules returns what it requires of tokenizing.
func TokenizeRules() *strict.Rules { return strict.CohereTokenize(modelNotFound) }

// DetokenizeRules returns what it requires of the reverse.
func DetokenizeRules() *strict.Rules { return strict.CohereDetokenize(modelNotFound) }
