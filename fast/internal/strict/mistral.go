package strict

import "math"

// MistralFIM returns the rules of Mistral's completions of code between a prompt and a suffix.
func MistralFIM() *Rules {
	return &Rules{Model: true, Shape: shape{
		required: need("prompt"), arguments: true,
		parameters: []parameter{
			{"model", aString},
			{"prompt", aString},
			{"suffix", aString},
			{"temperature", decimal(0, 1.5)},
			{"top_p", decimal(0, 1)},
			{"max_tokens", integer(0, math.MaxInt)},
			{"min_tokens", integer(0, math.MaxInt)},
			{"stop", stringOr(aString, list("an array of strings", 0, math.MaxInt, aString))},
			{"stream", aBool},
			{"random_seed", integer(0, math.MaxInt)},
			{"metadata", anObject},
			{"prompt_cache_key", aString},
		},
	}}
}
