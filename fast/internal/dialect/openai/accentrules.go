package openai

import (
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/profile"
)

// AccentRules are what a strict server refuses, by accent. For nil the rules of the endpoint
// apply.
type AccentRules [profile.Accents]*strict.Rules

// ChatAccents returns the rules of chat.
func ChatAccents() *AccentRules {
	return &AccentRules{
		profile.DeepSeek:   strict.DeepSeekChat(),
		profile.Groq:       strict.GroqChat(),
		profile.Mistral:    strict.MistralChat(),
		profile.OpenRouter: strict.OpenRouterChat(),
		profile.VLLM:       strict.VLLMChat(),
		profile.OpenAI:     ChatRules(),
	}
}

// GroqAccent returns the rules of chat at the path that Groq shares with Azure.
func GroqAccent() *AccentRules { return &AccentRules{profile.Groq: strict.GroqChat()} }

// CompletionsAccents returns the rules of legacy completions.
func CompletionsAccents() *AccentRules {
	return &AccentRules{
		profile.DeepSeek:   strict.DeepSeekCompletions(),
		profile.OpenRouter: strict.OpenRouterCompletions(),
		profile.VLLM:       strict.VLLMCompletions(),
		profile.OpenAI:     strict.Completions(),
	}
}

// EmbeddingsAccents returns the rules of embeddings.
func EmbeddingsAccents() *AccentRules {
	return &AccentRules{
		profile.Mistral:    strict.MistralEmbeddings(),
		profile.OpenRouter: strict.OpenRouterEmbeddings(),
		profile.VLLM:       strict.VLLMEmbeddings(),
	}
}

// ModerationsAccents returns the rules of moderations.
func ModerationsAccents() *AccentRules {
	return &AccentRules{profile.Mistral: strict.MistralModerations()}
}

// ResponsesAccents returns the rules of responses.
func ResponsesAccents() *AccentRules {
	return &AccentRules{profile.OpenRouter: strict.OpenRouterResponses()}
}
