package openai

// The tags around reasoning in the content, as texts of JSON. Models write them so, and servers
// that do not take reasoning out of the content leave them.
const (
	thinkOpens  = `<think>\n`
	thinkCloses = `\n</think>\n\n`
)

// takeReasoning removes the reasoning of a message or a delta, and returns its text.
func takeReasoning(o *object) (reasoning []byte) {
	for _, member := range [...]string{"reasoning_content", "reasoning"} {
		if said := text(*o, member); said != nil {
			reasoning = said
			o.remove(member)
			o.remove("reasoning_details")
		}
	}
	return reasoning
}

// tagThoughts moves the reasoning of a message into its content.
func tagThoughts(message *object) {
	said := text(*message, "content")
	if reasoning := takeReasoning(message); reasoning != nil {
		message.set("content", `"`+thinkOpens+string(reasoning)+thinkCloses+string(said)+`"`)
	}
}

// tagThinking moves the reasoning of a chunk into its content. open says whether a tag is open,
// which is closed before anything else is said, called or ends.
func tagThinking(ch *chunk, open *bool) {
	said := string(text(ch.delta, "content"))
	reasoning := takeReasoning(&ch.delta)
	before := ""
	switch {
	case reasoning != nil && !*open:
		before, *open = thinkOpens, true
	case reasoning == nil && *open:
		before, *open = thinkCloses, false
	case reasoning == nil:
		return
	}
	ch.delta.setFirst("content", `"`+before+string(reasoning)+said+`"`)
}
