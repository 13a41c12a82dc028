package anthropic

import "mock-openai/fast/internal/strict"

// MessageRules returns what --strict requires of messages.
func MessageRules() *strict.Rules { return strict.Messages(modelNotFound) }

// CountRules returns what it requires of requests that count tokens.
func CountRules() *strict.Rules { return strict.CountTokens(modelNotFound) }
