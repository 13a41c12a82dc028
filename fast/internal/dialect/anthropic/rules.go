package anthropic

import "mock-openai/fast/internal/strict"

// MessageRules are what --strict wants of messages.
func MessageRules() *strict.Rules { return strict.Messages(ModelNotFound) }

// CountRules are what it wants where tokens are counted.
func CountRules() *strict.Rules { return strict.CountTokens(ModelNotFound) }
