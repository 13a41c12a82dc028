package openai

import (
	"fmt"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/profile"
)

// part is where in an answer a format may have members of its own.
type part uint8

const (
	partWhole part = iota // the end of an answer that is not streamed
	partFirst             // the end of the first event
	partLast              // the end of the event with the last finish reason
)

// Accents are formats by accent; nil means the usual one.
type Accents [profile.Accents]*Format

// newAccents renders the formats of chat completions by accent. Without an accent, an answer has
// the format of the model's family.
func newAccents(fingerprint []byte, tokens *TokenIDs) (all Accents) {
	all[profile.DeepSeek] = newDeepSeek(fingerprint)
	all[profile.Groq] = newGroq(fingerprint)
	all[profile.Mistral] = newMistral()
	all[profile.OpenRouter] = newReasoning(fingerprint, "reasoning")
	all[profile.OpenRouter].AsOpenRouter()
	all[profile.VLLM] = newVLLM(fingerprint, tokens)
	all[profile.OpenRouter].FailsInChoice = true
	all.setErrors()
	return all
}

// NewTextAccents renders the formats of legacy completions by accent. Without vLLM and
// DeepSeek, whose references show them, only errors differ from OpenAI's.
func (f *Families) NewTextAccents() *Accents {
	var all Accents
	for accent := profile.NoAccent + 1; accent < profile.Accents; accent++ {
		all[accent] = NewTextFormat()
	}
	all[profile.DeepSeek] = newDeepSeekText(f.Fingerprint)
	all[profile.OpenRouter].FailsInChoice, all[profile.OpenRouter].Finish = true, `,"text":"","logprobs":null,"finish_reason":`
	all[profile.VLLM] = newVLLMText(f.Fingerprint, &f.Tokens)
	all.setErrors()
	return &all
}

// setErrors gives the formats the errors of their accents.
func (all *Accents) setErrors() {
	for accent, f := range all {
		if f != nil {
			f.TooLong, f.Errors = accentsTooLong[accent], AccentErrors[accent]
		}
	}
}

// newReasoning returns the format of a provider that shows what the model reasons, in the
// member of that name.
func newReasoning(fingerprint []byte, member string) *Format {
	f := NewChatFormat(&Family{NoLogprobs: LogprobsNull, Tierless: true}, fingerprint)
	f.ChunkMembers = f.Members
	f.Reasoning, f.ReasoningDelta = member, `,"delta":{"`+member+`":"`
	f.Role = `,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null`
	f.Whole.AfterText = `"},"logprobs":null,"finish_reason":`
	f.Extras.Members = ``
	f.Extras.Role = `,"delta":{"role":"assistant","content":null}`
	return f
}

// newDeepSeek returns the format of DeepSeek's chats. As its API reference shows, the usage
// is in the last event.
func newDeepSeek(fingerprint []byte) *Format {
	f := newReasoning(fingerprint, "reasoning_content")
	f.Finish = `,"delta":{"content":""},"logprobs":null,"finish_reason":`
	f.ID, f.UsageInLast, f.splitsPrompt, f.ReadReasoning = "", true, true, readDeepSeekThinking
	f.AppendID = func(dst []byte, id render.ID) []byte { return id.AppendUUID(dst) }
	return f
}

// newDeepSeekText returns the format of DeepSeek's completions. Like chats, they have a UUID,
// a fingerprint and a usage with details.
func newDeepSeekText(fingerprint []byte) *Format {
	f := NewTextFormat()
	f.ID, f.Usage, f.splitsPrompt = "", UsageDetailed, true
	f.AppendID = func(dst []byte, id render.ID) []byte { return id.AppendUUID(dst) }
	f.Members = fmt.Appendf(nil, `","system_fingerprint":"%s",`, fingerprint)
	f.ChunkMembers = f.Members
	return f
}

// newGroq returns the format of Groq's chats.
func newGroq(fingerprint []byte) *Format {
	f := newGroqTier(fingerprint, "on_demand")
	f.tiers[engine.TierFlex] = newGroqTier(fingerprint, "flex")
	f.tiers[engine.TierPerformance] = newGroqTier(fingerprint, "performance")
	return f
}

// newGroqTier returns the format of answers of a tier. The id of the request, and in streams
// the usage, are in x_groq.
func newGroqTier(fingerprint []byte, tier string) *Format {
	f := newReasoning(fingerprint, "reasoning")
	f.ReadReasoning = readGroqReasoning
	f.Usage = usageReasoned
	f.AppendMembers = func(dst []byte, f *Format, a *engine.Answer, at part) []byte {
		dst = a.ID.AppendAnswer(append(dst, `,"x_groq":{"id":"req_`...))
		dst = append(dst, '"')
		switch at {
		case partLast:
			dst = f.appendUsage(append(dst, `,"usage":`...), a)
		case partWhole:
			return append(append(append(dst, `},"service_tier":"`...), tier...), '"')
		}
		return append(dst, '}')
	}
	return f
}

// mistralCallID is the length of the ids of calls. Mistral takes no other.
const mistralCallID = 9

// newMistral returns the format of Mistral's chats. They have no log probabilities, no audio
// and no fingerprint. The usage and the calls are in the last event.
func newMistral() *Format {
	f := NewChatFormat(&Family{Tierless: true}, nil)
	f.ID, f.Members, f.ChunkMembers = "", []byte(`",`), []byte(`",`)
	f.AppendID = func(dst []byte, id render.ID) []byte { return id.AppendRequest(dst) }
	f.AppendCallID = func(dst []byte, id render.ID) []byte { return id.AppendAnswer(dst)[:len(dst)+mistralCallID] }
	f.WholeCalls, f.AnyCalls = true, true
	f.Ignored = []int{optionLogprobs, OptionTopLogprobs, optionModalities, optionFunctions, optionFunctionCall}
	f.Usage, f.UsageInLast = usageTotals, true
	f.Role = `,"delta":{"role":"assistant","content":""},"finish_reason":null`
	f.Finish = `,"delta":{"content":""},"finish_reason":`
	f.Whole.AfterText = `","tool_calls":null,"prefix":false},"finish_reason":`
	f.Extras.Members, f.Extras.NoCalls, f.Extras.Silent = `,"prefix":false`, `,"tool_calls":null`, `""`
	f.Extras.Role = `,"delta":{"role":"assistant","content":""}`
	f.ThinkingChunks, f.ReasoningDelta, f.ReadReasoning = true, `,"delta":{"content":[`+thinkingStart, readMistralReasoning
	return f
}

// appendReasoning appends the reasoning of choice i to its message.
func (f *Format) appendReasoning(dst []byte, said *engine.ChoiceExtras) []byte {
	if f.Reasoning == "" || said.Reasoning.Tokens() <= 0 {
		return append(dst, f.NoReasoning...)
	}
	dst = append(append(append(dst, `,"`...), f.Reasoning...), `":"`...)
	return f.appendReasoningEnd(append(dst, said.Reasoning.Text()...), said.Reasoning.Text())
}

// appendFinish appends why a choice ends.
func (f *Format) appendFinish(dst []byte, said *engine.Choice) []byte {
	dst = append(dst, f.Finishes[said.Finish]...)
	switch {
	case !f.Served:
		return dst
	case said.Stop == nil:
		dst = append(dst, noStop...)
	default:
		dst = append(append(append(dst, `,"stop_reason":"`...), said.Stop...), '"')
	}
	return append(dst, f.Tail...)
}

// noStop says that no stop sequence ended a choice.
const noStop = `,"stop_reason":null`

// hasMembers reports whether answers have members besides OpenAI's.
func (f *Format) hasMembers() bool { return f.UsageInLast || f.AppendMembers != nil }

// appendMembers appends the members that an answer has besides OpenAI's.
func (f *Format) appendMembers(dst []byte, a *engine.Answer, at part) []byte {
	if f.UsageInLast && at == partLast {
		dst = f.appendUsage(append(dst, `,"usage":`...), a)
	}
	if f.AppendMembers != nil {
		dst = f.AppendMembers(dst, f, a, at)
	}
	return dst
}
