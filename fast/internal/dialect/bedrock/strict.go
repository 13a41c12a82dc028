package bedrock

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/skim"
)

// refuse returns the error for a request that Bedrock refuses although it can be read. The
// service ignores members that it does not know.
func refuse(c *dialect.Session) *apierr.Error {
	if err := refuseInference(decode.Member(c.Body, "inferenceConfig")); err != nil {
		return err
	}
	t := turns{hasTools: decode.Member(c.Options[optionToolConfig], "tools") != nil}
	in := decode.New(decode.Member(c.Body, "messages"))
	if in.Kind() == skim.Array {
		for in.Array(); in.NextElem(); {
			if err := t.refuse(in.Raw()); err != nil {
				return err
			}
		}
	}
	if t.n == 0 {
		return errNoUser
	}
	return nil
}

const constraint = "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must "

// limits are the bounds of numbers in inferenceConfig. A most of 0 means no limit.
var limits = []struct {
	name        string
	least, most float64
}{{"maxTokens", 1, 0}, {"temperature", 0, 1}, {"topP", 0, 1}}

func refuseInference(config []byte) *apierr.Error {
	for _, l := range limits {
		raw := decode.Member(config, l.name)
		if in := decode.New(raw); in.Kind() != skim.Number {
			continue
		}
		switch n, _ := strconv.ParseFloat(string(raw), 64); {
		case n < l.least:
			return invalid(constraint+"have value greater than or equal to %v", raw, "inferenceConfig."+l.name, l.least)
		case l.most > 0 && n > l.most:
			return invalid(constraint+"have value less than or equal to %v", raw, "inferenceConfig."+l.name, l.most)
		}
	}
	return nil
}

var (
	errNoUser = invalid("A conversation must start with a user message. Try again with a conversation that starts with a user message.")
	errRoles  = invalid("A conversation must alternate between user and assistant roles. " +
		"Make sure the conversation alternates between user and assistant roles and try again.")
	errNoTools = invalid("The toolConfig field must be defined when using toolUse and toolResult content blocks.")
)

// turns are the messages so far.
type turns struct {
	n        int
	role     []byte   // of the last
	hasTools bool     // the request has tools
	due      []string // ids of the calls in the last message
}

// refuse checks the next message.
func (t *turns) refuse(message []byte) *apierr.Error {
	at, last := t.n, t.role
	t.n++
	t.role = decode.Member(message, "role")
	switch role := string(t.role); {
	case role != `"user"` && role != `"assistant"`:
		return invalid(constraint+"satisfy enum value set: [user, assistant]", bytes.Trim(t.role, `"`), "messages."+strconv.Itoa(t.n)+".member.role")
	case at == 0 && role != `"user"`:
		return errNoUser
	case bytes.Equal(t.role, last):
		return errRoles
	}
	return t.refuseContent(at, decode.New(decode.Member(message, "content")))
}

// refuseContent checks the content of message number at.
func (t *turns) refuseContent(at int, in decode.Reader) *apierr.Error {
	if in.Kind() != skim.Array {
		return errNoContent(at)
	}
	due, asked, results := t.due, len(t.due), 0
	t.due = nil
	answered := map[string]bool{}
	in.Array()
	n := 0
	for ; in.NextElem(); n++ {
		block := in.Raw()
		call, result := decode.Member(block, "toolUse"), decode.Member(block, "toolResult")
		switch {
		case isBlank(decode.Member(block, "text")):
			return invalid("The text field in the ContentBlock object at messages.%d.content.%d is blank. Add text to the text field, and try again.", at, n)
		case (call != nil || result != nil) && !t.hasTools:
			return errNoTools
		case call != nil:
			t.due = append(t.due, idOf(call))
		case result != nil:
			results++
			answered[idOf(result)] = true
		}
	}
	due = slices.DeleteFunc(due, func(id string) bool { return answered[id] })
	switch {
	case n == 0:
		return errNoContent(at)
	case len(due) > 0:
		return invalid("Expected toolResult blocks at messages.%d.content for the following Ids: %s", at, strings.Join(due, ", "))
	case results > asked:
		return invalid("The number of toolResult blocks at messages.%d.content exceeds the number of toolUse blocks of previous turn.", at)
	}
	return nil
}

func errNoContent(at int) *apierr.Error {
	return invalid("The content field in the Message object at messages.%d is empty. Add a ContentBlock object to the content field and try again.", at)
}

// isBlank reports whether raw is a string of nothing but spaces.
func isBlank(raw []byte) bool {
	in := decode.New(raw)
	return in.Kind() == skim.String && len(bytes.TrimSpace(skim.AppendUnescaped(nil, in.String().Raw))) == 0
}

// idOf returns the id of a call or a result.
func idOf(tool []byte) string {
	in := decode.New(decode.Member(tool, "toolUseId"))
	return string(in.TakeText().Raw)
}
