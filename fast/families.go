package fast

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/strict"
)

// family is models of OpenAI whose answers have one shape. What the real API adds
// or leaves out is known from published recordings of it.
type family struct {
	// models are names, of which one that ends in * stands for all that begin so.
	// The first family with the name of a model is its own.
	models []string
	// fingerprint is the JSON of system_fingerprint; empty means the server's own.
	fingerprint string
	// unasked is what a choice has where a request asks for no log probabilities.
	unasked string
	// tierless leaves service_tier out of answers that are not streamed.
	tierless bool
	// obfuscated pads the events of streams, unless a request wants none of it.
	obfuscated bool
	// usage is what that has beside its totals.
	usage usageForm
	// capped refuses max_tokens: it takes max_completion_tokens alone.
	capped bool

	chat *format // of its answers to chat
}

const logprobsNull = `,"logprobs":null`

// shapes are the families that have a shape of their own. The last is that of every
// other model: it has all members, and no padding.
var shapes = [...]family{
	{
		models:      []string{"gpt-4o-search-preview*", "gpt-4o-mini-search-preview*", "gpt-5-search-api*"},
		fingerprint: `""`, tierless: true, obfuscated: true,
	},
	{
		models:     []string{"gpt-4o-audio-preview*", "gpt-4o-mini-audio-preview*", "gpt-audio*"},
		obfuscated: true, usage: usageSpoken,
	},
	{
		models: []string{
			"gpt-4o*", "chatgpt-4o*", "gpt-4.1*", "gpt-4.5*", "gpt-4", "gpt-4-0*", "gpt-4-1*", "gpt-4-32k*", "gpt-4-turbo*", "gpt-3.5-turbo*",
		},
		unasked: logprobsNull, obfuscated: true,
	},
	{
		models:     []string{"o1*", "o3-mini*"},
		obfuscated: true, capped: true,
	},
	{
		models:      []string{"gpt-5.6*"},
		fingerprint: `null`, obfuscated: true, usage: usageCached, capped: true,
	},
	{
		models:      []string{"gpt-5-chat*"},
		fingerprint: `null`, obfuscated: true,
	},
	{
		models:      []string{"gpt-5", "gpt-5-*", "gpt-5.*", "o3*", "o4-mini*"},
		fingerprint: `null`, obfuscated: true, capped: true,
	},
	{models: []string{"*"}, unasked: logprobsNull},
}

// shapeOf is the index in shapes of a model, fine-tuned or not.
func shapeOf(model []byte) int {
	model = bytes.TrimPrefix(model, []byte("ft:"))
	for i := range shapes {
		for _, name := range shapes[i].models {
			if begin, all := strings.CutSuffix(name, "*"); len(model) >= len(begin) && string(model[:len(begin)]) == begin && (all || len(model) == len(begin)) {
				return i
			}
		}
	}
	return len(shapes) - 1
}

// families are all of them, with the formats of a server.
type families struct {
	list []family
	seen atomic.Pointer[map[string]*family] // by model, for so many
}

// maxSeen is the most models of which the family is remembered.
const maxSeen = 1024

// newFamilies renders what does not change between requests.
func newFamilies(fingerprint []byte) *families {
	f := &families{list: slices.Clone(shapes[:])}
	for i := range f.list {
		f.list[i].chat = newChatFormat(&f.list[i], fingerprint)
	}
	f.seen.Store(&map[string]*family{})
	return f
}

// of returns the family of a model. To look through the names takes 0.2 µs, so that
// the first models are remembered.
func (f *families) of(model []byte) *family {
	seen := *f.seen.Load()
	if found := seen[string(model)]; found != nil {
		return found
	}
	found := &f.list[shapeOf(model)]
	if len(seen) < maxSeen && len(model) <= 64 {
		more := maps.Clone(seen)
		more[string(model)] = found
		f.seen.Store(&more) // of two at once one is forgotten
	}
	return found
}

// maxTokensUnsupported refuses max_tokens of models that reason, before all else.
func maxTokensUnsupported(_ *strict.Validator, given strict.Members) *apierr.Error {
	model, _ := behavior.SplitModel(given.Text("model"))
	if given.Value("max_tokens") == nil || !shapes[shapeOf(model)].capped {
		return nil
	}
	return strict.BadRequest("max_tokens", "unsupported_parameter",
		"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")
}
