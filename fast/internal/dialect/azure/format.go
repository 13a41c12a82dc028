package azure

import (
	"fmt"
	"strings"

	"mock-openai/fast/internal/dialect/openai"
)

// Results of the content filter: for a text, for one that it ends, for an event without text, and for prompts.
const (
	safe    = `{"hate":{"filtered":false,"severity":"safe"},"self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}}`
	harmful = `{"hate":{"filtered":false,"severity":"safe"},"self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":true,"severity":"medium"}}`
	nothing = `{}`
	prompt  = `{"prompt_index":%d,"content_filter_results":%s}`
	prompts = `"prompt_filter_results":[%s]`
	opening = `data: {"choices":[],"created":0,"id":"","model":"","object":"",%s}` + "\n\n"
	choice  = `,"content_filter_results":%s`
	finish  = `,"finish_reason":`
)

// Filters are the results of the content filter of a response.
var Filters = fmt.Appendf(nil, `[%s,%s]`, filters("prompt"), filters("completion"))

func filters(of string) string {
	return fmt.Sprintf(`{"blocked":false,"source_type":%q,"content_filter_raw":null,"content_filter_results":%s,`+
		`"content_filter_offsets":{"start_offset":0,"end_offset":0,"check_offset":0}}`, of, safe)
}

// API is rendered at start: the formats of chats, by family, and of legacy completions.
type API struct {
	Chat *openai.Families
	Text *openai.Format
}

// promptResults returns the member with one result for each of n prompts.
func promptResults(n int, result string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(prompt, i, result)
	}
	return fmt.Sprintf(prompts, strings.Join(all, ","))
}

// New renders the formats of a server with that fingerprint.
func New(fingerprint []byte) API {
	chat := func(of *openai.Family) *openai.Format { return newChatFormat(of, fingerprint) }
	return API{Chat: openai.NewFamiliesAs(fingerprint, chat), Text: newTextFormat(1)}
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
	f.Members = fmt.Appendf(nil, `%s%s,`, f.Members, promptResults(1, found))
	f.Opening = fmt.Sprintf(opening, promptResults(1, found))
	text, none := fmt.Sprintf(choice, found), fmt.Sprintf(choice, nothing)
	f.Role = `,"delta":{"role":"assistant","content":"","refusal":null}` + of.NoLogprobs + none + finish + `null`
	f.AfterText = `"}` + of.NoLogprobs + text + finish
	f.Finish = `,"delta":{}` + of.NoLogprobs + none + finish
	f.Whole.AfterText = `","refusal":null,"annotations":[]}` + of.NoLogprobs + text + finish
	f.Extras.Unfinished = none + finish + `null`
	f.Extras.Continued = text + finish + `null`
	f.Extras.Finish = text + finish
	blocked := fmt.Sprintf(choice, harmful) + finish
	f.Blocked = `,"delta":{}` + of.NoLogprobs + blocked
	f.Extras.Blocked = blocked
	return f
}

// newTextFormat renders the format of completions of n prompts.
func newTextFormat(n int) *openai.Format {
	f := openai.NewTextFormat()
	text := fmt.Sprintf(choice, safe)
	f.Members = fmt.Appendf(nil, `",%s,`, promptResults(n, safe))
	f.Opening = fmt.Sprintf(opening, promptResults(n, safe))
	f.AfterText = `","logprobs":null` + text + finish
	f.Whole.AfterText = f.AfterText
	f.Extras.Continued = text + finish + `null`
	f.Extras.Finish = text + finish
	f.Extras.Blocked = fmt.Sprintf(choice, harmful) + finish
	return f
}
