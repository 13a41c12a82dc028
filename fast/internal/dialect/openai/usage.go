package openai

import (
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
)

// usageForm says what a usage has besides its totals.
type usageForm uint8

const (
	UsageDetailed usageForm = iota
	usageTotals             // nothing
	usageHits               // only what was in the cache, if anything was
	usageReasoned           // also what was reasoned, if anything was
	usageSpoken             // also the tokens of text and images
	usageCached             // also what was written to the cache
)

// appendUsage appends the usage object of an answer.
func (f *Format) appendUsage(dst []byte, a *engine.Answer) []byte {
	dst = append(dst, `{"prompt_tokens":`...)
	dst = render.AppendInt(dst, a.PromptTokens)
	dst = append(dst, `,"completion_tokens":`...)
	dst = render.AppendInt(dst, a.CompletionTokens)
	dst = append(dst, totalTokens...)
	dst = render.AppendInt(dst, a.PromptTokens+a.CompletionTokens)
	switch {
	case f.Usage == usageTotals:
	case f.Usage == usageHits, f.Usage == usageReasoned:
		if a.Cache.Read > 0 {
			dst = append(render.AppendInt(append(dst, promptDetails...), a.Cache.Read), '}')
		}
		if f.Usage == usageReasoned && a.ReasoningTokens > 0 {
			dst = append(render.AppendInt(append(dst, completionDetails...), a.ReasoningTokens), '}')
		}
	case f.Usage == UsageDetailed && a.ReasoningTokens|a.Cache.Read == 0:
		dst = append(dst, promptDetails+"0"+audioTokens+reasoningTokens+"0"+otherTokens+"}"...) // one append saves 8 ns
	default:
		dst = f.appendDetails(dst, a)
	}
	if f.splitsPrompt {
		dst = render.AppendInt(append(dst, `,"prompt_cache_hit_tokens":`...), a.Cache.Read)
		dst = render.AppendInt(append(dst, `,"prompt_cache_miss_tokens":`...), a.PromptTokens-a.Cache.Read)
	}
	if f.AppendCost != nil {
		dst = f.AppendCost(dst, a)
	}
	return append(dst, '}')
}

const totalTokens = `,"total_tokens":`

// usageSoFarEnd is what follows the numbers of appendUsageSoFar.
var usageSoFarEnd = []byte("}" + eventEnd)

// appendUsageSoFar appends the usage of one choice in the middle of a stream, up to the
// tokens of the answer.
func appendUsageSoFar(dst []byte, a *engine.Answer) []byte {
	dst = render.AppendInt(append(dst, `,"usage":{"prompt_tokens":`...), a.PromptTokens)
	return append(dst, `,"completion_tokens":`...)
}

const (
	promptDetails     = `,"prompt_tokens_details":{"cached_tokens":`
	completionDetails = `,"completion_tokens_details":{"reasoning_tokens":`
	audioTokens       = `,"audio_tokens":0`
	reasoningTokens   = `}` + completionDetails
	otherTokens       = audioTokens + `,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0`
)

// appendDetails appends the details of the totals.
func (f *Format) appendDetails(dst []byte, a *engine.Answer) []byte {
	dst = render.AppendInt(append(dst, promptDetails...), a.Cache.Read)
	if f.Usage == usageCached {
		dst = render.AppendInt(append(dst, `,"cache_write_tokens":`...), a.Cache.Written)
	}
	dst = append(dst, audioTokens...)
	if f.Usage == usageSpoken {
		dst = render.AppendInt(append(dst, `,"image_tokens":0,"text_tokens":`...), a.PromptTokens)
	}
	dst = render.AppendInt(append(dst, reasoningTokens...), a.ReasoningTokens)
	dst = append(dst, otherTokens...)
	if f.Usage == usageSpoken {
		dst = render.AppendInt(append(dst, `,"text_tokens":`...), a.CompletionTokens-a.ReasoningTokens)
	}
	return append(dst, '}')
}
