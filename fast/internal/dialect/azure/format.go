package azure

import (
	"fmt"

	"mock-openai/fast/internal/dialect/openai"
)

// Results of the content filter: of a text, of an event without any, and of prompts.
const (
	safe    = `{"hate":{"filtered":false,"severity":"safe"},"self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}}`
	nothing = `{}`
	prompts = `"prompt_filter_results":[{"prompt_index":0,"content_filter_results":%s}]`
	opening = `data: {"choices":[],"created":0,"id":"","model":"","object":"",%s}` + "\n\n"
	choice  = `,"content_filter_results":%s`
	finish  = `,"finish_reason":`
)

// API is rendered at start: the formats of chats, by family, and of legacy completions.
type API struct {
	Chat *openai.Families
	Text *openai.Format
}

// New renders the formats of a server with that fingerprint.
func New(fingerprint []byte) API {
	chat := func(of *openai.Family) *openai.Format { return newChatFormat(of, fingerprint) }
	return API{Chat: openai.NewFamiliesAs(fingerprint, chat), Text: newTextFormat()}
}

// newChatFormat renders the format of a family. In recordings, what says null for its
// fingerprint, as gpt-5 does, has filter results with nothing in them.
func newChatFormat(of *openai.Family, fingerprint []byte) *openai.Format {
	of.Tierless, of.Obfuscated, of.NoLogprobs = true, false, openai.LogprobsNull
	f := openai.NewChatFormat(of, fingerprint)
	found := safe
	if of.Fingerprint == "null" {
		found = nothing
	}
	f.ChunkMembers = f.Members
	f.Members = fmt.Appendf(nil, `%s`+prompts+`,`, f.Members, found)
	f.Opening = fmt.Sprintf(opening, fmt.Sprintf(prompts, found))
	text, none := fmt.Sprintf(choice, found), fmt.Sprintf(choice, nothing)
	f.Role = `,"delta":{"role":"assistant","content":"","refusal":null}` + of.NoLogprobs + none + finish + `null`
	f.AfterText = `"}` + of.NoLogprobs + text + finish
	f.Finish = `,"delta":{}` + of.NoLogprobs + none + finish
	f.Whole.AfterText = `","refusal":null,"annotations":[]}` + of.NoLogprobs + text + finish
	f.Extras.Unfinished = none + finish + `null`
	f.Extras.Continued = text + finish + `null`
	f.Extras.Finish = text + finish
	return f
}

func newTextFormat() *openai.Format {
	f := openai.NewTextFormat()
	text := fmt.Sprintf(choice, safe)
	f.Members = fmt.Appendf(nil, `",`+prompts+`,`, safe)
	f.Opening = fmt.Sprintf(opening, fmt.Sprintf(prompts, safe))
	f.AfterText = `","logprobs":null` + text + finish
	f.Whole.AfterText = f.AfterText
	f.Extras.Continued = text + finish + `null`
	f.Extras.Finish = text + finish
	return f
}
