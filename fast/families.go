package fast

import (
	"bytes"
	"strings"

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

// families are all that have a shape of their own. The last is that of every
// other model: it has all members, and no padding.
var families = [...]family{
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

// familyOf is the index in families of a model, fine-tuned or not.
func familyOf(model []byte) int {
	model = bytes.TrimPrefix(model, []byte("ft:"))
	for i := range families {
		for _, name := range families[i].models {
			if begin, all := strings.CutSuffix(name, "*"); len(model) >= len(begin) && string(model[:len(begin)]) == begin && (all || len(model) == len(begin)) {
				return i
			}
		}
	}
	return len(families) - 1
}

// newFamilies renders what does not change between requests.
func newFamilies(fingerprint []byte) []family {
	all := families
	for i := range all {
		all[i].chat = newChatFormat(&all[i], fingerprint)
	}
	return all[:]
}

// kinship is the family of the model that a call had last: most loads ask for one
// again and again, so that it need not be looked up.
type kinship struct {
	families *family // the first of the server's
	model    [64]byte
	length   int
	family   *family
}

// family returns that of a model.
func (s *Server) family(k *kinship, model []byte) *family {
	if k.families == &s.families[0] && len(model) == k.length && string(model) == string(k.model[:k.length]) {
		return k.family
	}
	f := &s.families[familyOf(model)]
	if len(model) <= len(k.model) {
		k.families, k.family, k.length = &s.families[0], f, copy(k.model[:], model)
	}
	return f
}

// maxTokensUnsupported refuses max_tokens of models that reason, before all else.
func maxTokensUnsupported(_ *strict.Validator, given strict.Members) *apierr.Error {
	model, _ := behavior.SplitModel(given.Text("model"))
	if given.Value("max_tokens") == nil || !families[familyOf(model)].capped {
		return nil
	}
	return strict.BadRequest("max_tokens", "unsupported_parameter",
		"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")
}
