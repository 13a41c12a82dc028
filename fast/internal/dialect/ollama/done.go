package ollama

import (
	"math/rand/v2"
	"strconv"
	"time"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
)

// doneReasons are Ollama's words for why an answer ends.
var doneReasons = [engine.Finishes]string{
	engine.FinishStop: "stop", engine.FinishLength: "length", engine.FinishToolCalls: "stop", engine.FinishFunctionCall: "stop",
	engine.FinishRefusal: "stop", engine.FinishFiltered: "stop",
}

// appendDone appends the members that an answer ends with, up to its closing brace.
func (a *answer) appendDone(dst []byte) []byte {
	c := a.session
	dst = append(append(dst, `,"done":true,"done_reason":"`...), doneReasons[c.Choices[0].Finish]...)
	dst = append(dst, '"')
	if a.form.context && !a.raw {
		dst = append(append(dst, `,"context":[`...), a.context()...)
		dst = append(dst, ']')
	}
	first, all := a.spent()
	prompt, eval := max(first, least), max(all-first, least)
	dst = appendDurations(dst, least+prompt+eval)
	dst = render.AppendInt(append(dst, `,"prompt_eval_count":`...), c.PromptTokens)
	dst = render.AppendInt(append(dst, `,"prompt_eval_duration":`...), int(prompt))
	dst = render.AppendInt(append(dst, `,"eval_count":`...), c.CompletionTokens)
	return render.AppendInt(append(dst, `,"eval_duration":`...), int(eval))
}

// least is reported as the duration of a step that takes no time here, such as loading the model.
const least = time.Microsecond

// appendDurations appends how long all of it took and how long the model took to load.
func appendDurations(dst []byte, total time.Duration) []byte {
	dst = render.AppendInt(append(dst, `,"total_duration":`...), int(total))
	return render.AppendInt(append(dst, `,"load_duration":`...), int(least))
}

// spent returns how long the model has taken, and how much of that passed before its
// first token.
func (a *answer) spent() (first, all time.Duration) {
	if clock := a.session.Clock; clock != nil {
		return clock.Spent()
	}
	return 0, 0
}

const (
	maxContext    = 4096 // the most tokens of a conversation, as in the real server by default
	contextDigits = len("12345,")
)

// contexts are numbers of tokens with a comma after each, which contexts are cut from.
var contexts = func() (all []byte) {
	const least, most = 10_000, 99_999 // of one length
	r := rand.New(rand.NewPCG(1, 2))
	for range 2 * maxContext {
		all = append(strconv.AppendInt(all, int64(least+r.IntN(most-least+1)), 10), ',')
	}
	return all
}()

// context returns the tokens of the conversation: as many as are counted, with commas
// between them.
func (a *answer) context() []byte {
	c := a.session
	n := min(c.PromptTokens+c.CompletionTokens, maxContext)
	if n == 0 {
		return nil
	}
	from := int(c.ID[0]%maxContext) * contextDigits
	return contexts[from : from+n*contextDigits-1]
}
