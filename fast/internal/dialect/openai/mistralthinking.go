package openai

import "mock-openai/fast/internal/engine"

// What is around the reasoning in a chunk of Mistral's content. In a stream the content is a
// list while the model reasons, and a text from then on: see the recordings in the tests of
// pydantic-ai and of vercel/ai.
const (
	thinkingStart = `{"type":"thinking","thinking":[{"type":"text","text":"`
	thinkingEnd   = `"}]`
)

// appendThinkingMessage appends the message of choice i, whose content is a list: a chunk with
// the reasoning, and one with the text, if there is any.
func (f *Format) appendThinkingMessage(dst []byte, a *engine.Answer, i int) []byte {
	said, more := &a.Choices[i], &a.Extras.Choices[i]
	dst = append(append(dst, `,"message":{"role":"assistant","content":[`+thinkingStart...), more.Reasoning.Text()...)
	dst = append(dst, thinkingEnd+`,"closed":true}`...)
	if said.Article.Tokens() > 0 {
		dst = append(append(append(dst, `,{"type":"text","text":"`...), said.Article.Text()...), `"}`...)
	}
	dst = append(append(dst, ']'), f.Extras.Members...)
	if more.From < more.To {
		dst = f.appendCalls(append(dst, ','), a.Extras.Calls[more.From:more.To])
	} else {
		dst = append(dst, f.Extras.NoCalls...)
	}
	return append(dst, '}')
}
