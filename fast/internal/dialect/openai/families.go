package openai

import (
	"bytes"
	"slices"
	"strings"
	"sync/atomic"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/profile"
)

// Family is a group of OpenAI's models whose answers have the same members. Published
// recordings of the real API show what it adds or leaves out.
type Family struct {
	// models are names of models. One that ends in * stands for all that begin like it. A
	// model belongs to the first family that has its name.
	models []string
	// Fingerprint is the JSON of system_fingerprint. Empty means that of the server.
	Fingerprint string
	// NoLogprobs is what a choice has if the request asks for no log probabilities.
	NoLogprobs string
	// Tierless leaves service_tier out of answers that are not streamed.
	Tierless bool
	// Obfuscated pads the events of streams, unless the request says otherwise.
	Obfuscated bool
	// usage says which details a usage has.
	usage usageForm
	// capped refuses max_tokens: these models take only max_completion_tokens.
	capped bool
	// effortless refuses reasoning_effort: these models do not reason.
	effortless bool

	chat *Format // of answers to chat
}

// LogprobsNull is what choices of most models have in place of log probabilities.
const LogprobsNull = `,"logprobs":null`

// Shapes are the families. The last one is for every other model: it has all members and
// no padding.
var Shapes = [...]Family{
	{
		models:      []string{"gpt-4o-search-preview*", "gpt-4o-mini-search-preview*", "gpt-5-search-api*"},
		Fingerprint: `""`, Tierless: true, Obfuscated: true,
	},
	{
		models:     []string{"gpt-4o-audio-preview*", "gpt-4o-mini-audio-preview*", "gpt-audio*"},
		Obfuscated: true, usage: usageSpoken,
	},
	{
		models: []string{
			"gpt-4o*", "chatgpt-4o*", "gpt-4.1*", "gpt-4.5*", "gpt-4", "gpt-4-0*", "gpt-4-1*", "gpt-4-32k*", "gpt-4-turbo*", "gpt-3.5-turbo*",
		},
		NoLogprobs: LogprobsNull, Obfuscated: true, effortless: true,
	},
	{
		models:     []string{"o1*", "o3-mini*"},
		Obfuscated: true, capped: true,
	},
	{
		models:      []string{"gpt-5.6*"},
		Fingerprint: `null`, Obfuscated: true, usage: usageCached, capped: true,
	},
	{
		models:      []string{"gpt-5-chat*"},
		Fingerprint: `null`, Obfuscated: true,
	},
	{
		models:      []string{"gpt-5", "gpt-5-*", "gpt-5.*", "o3*", "o4-mini*"},
		Fingerprint: `null`, Obfuscated: true, capped: true,
	},
	{models: []string{"*"}, NoLogprobs: LogprobsNull},
}

// shapeOf returns the index in Shapes of a model, fine-tuned or not.
func shapeOf(model []byte) int {
	model = bytes.TrimPrefix(model, []byte("ft:"))
	for i := range Shapes {
		for _, name := range Shapes[i].models {
			if begin, all := strings.CutSuffix(name, "*"); len(model) >= len(begin) && string(model[:len(begin)]) == begin && (all || len(model) == len(begin)) {
				return i
			}
		}
	}
	return len(Shapes) - 1
}

// Families are the families with the formats of one server.
type Families struct {
	Fingerprint []byte // of the server
	Tokens      TokenIDs

	list    []Family
	accents Accents
	seen    atomic.Pointer[seenModels]
}

// seenModels are the first models that were asked for, by the length of their names.
// That finds one at a third of the cost of a map.
type seenModels [maxSeenLength + 1][]seenModel

type seenModel struct {
	name   string
	family *Family
}

// At most maxSeen models of each length up to maxSeenLength are remembered.
const (
	maxSeenLength = 64
	maxSeen       = 8
)

// NewFamilies renders the formats of OpenAI.
func NewFamilies(fingerprint []byte) *Families {
	f := NewFamiliesAs(fingerprint, func(of *Family) *Format { return withTiers(NewChatFormat(of, fingerprint)) })
	f.accents = newAccents(fingerprint, &f.Tokens)
	return f
}

// WithGroq returns families that answer in Groq's form where the accent is Groq's, and as the
// families of f where it is any other. It is for the path that Groq shares with Azure.
func (f *Families) WithGroq() *Families {
	own := &Families{Fingerprint: f.Fingerprint, list: f.list}
	own.accents[profile.Groq] = newGroq(f.Fingerprint)
	own.accents.setErrors()
	own.seen.Store(new(seenModels))
	return own
}

// Mistral returns the format of Mistral's chats.
func (f *Families) Mistral() *Format { return f.accents[profile.Mistral] }

// NewFamiliesAs returns the families as another provider has them: chat may change what a
// family is, and renders its format.
func NewFamiliesAs(fingerprint []byte, chat func(of *Family) *Format) *Families {
	f := &Families{Fingerprint: fingerprint, list: slices.Clone(Shapes[:])}
	for i := range f.list {
		f.list[i].chat = chat(&f.list[i])
	}
	f.seen.Store(new(seenModels))
	return f
}

// Of returns the family of a model. Going through the names takes 0.2 µs, so the first
// models are remembered.
func (f *Families) Of(model []byte) *Family {
	if len(model) > maxSeenLength {
		return &f.list[shapeOf(model)]
	}
	seen := f.seen.Load()
	alike := seen[len(model)]
	for i := range alike {
		if alike[i].name == string(model) {
			return alike[i].family
		}
	}
	found := &f.list[shapeOf(model)]
	if len(alike) < maxSeen {
		more := *seen
		more[len(model)] = append(slices.Clip(alike), seenModel{string(model), found})
		f.seen.Store(&more) // if two are added at once, one is forgotten
	}
	return found
}

// ChatRules returns the rules of a strict server for chat.
func ChatRules() *strict.Rules { return strict.Chat(maxTokensUnsupported, effortUnknown) }

// GeminiChatRules returns the rules at Google's path, which has parameters of its own.
func GeminiChatRules() *strict.Rules { return strict.GeminiCompatible(ChatRules()) }

// CohereChatRules returns the rules at Cohere's path, which lacks some parameters.
func CohereChatRules() *strict.Rules { return strict.CohereCompatible(ChatRules()) }

// maxTokensUnsupported refuses max_tokens for models that reason.
func maxTokensUnsupported(_ *strict.Validator, given strict.Members) *apierr.Error {
	model, _ := behavior.SplitModel(given.Text("model"))
	if given.Value("max_tokens") == nil || !Shapes[shapeOf(model)].capped {
		return nil
	}
	return strict.BadRequest("max_tokens", "unsupported_parameter",
		"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")
}

// effortUnknown refuses reasoning_effort for models that do not reason.
func effortUnknown(_ *strict.Validator, given strict.Members) *apierr.Error {
	if given.Value("reasoning_effort") == nil || !isEffortless(given.Text("model")) {
		return nil
	}
	return strict.BadRequest("", "", "Unrecognized request argument supplied: reasoning_effort")
}

// ResponsesRules returns the rules of a strict server for responses.
func ResponsesRules() *strict.Rules { return strict.Responses(strict.EffortUnsupported(isEffortless)) }

// ResponseEventsRules returns those of the event response.create of a WebSocket.
func ResponseEventsRules() *strict.Rules {
	return strict.ResponseEvents(strict.EffortUnsupported(isEffortless))
}

// isEffortless reports whether a model, with settings in its name or not, does not reason.
func isEffortless(model []byte) bool {
	name, _ := behavior.SplitModel(model)
	return Shapes[shapeOf(name)].effortless
}
