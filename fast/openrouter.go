package fast

import (
	"fmt"
	"strconv"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/render"
)

// OpenRouter's API is OpenAI's under another path, with further members. Its
// answers are made by the same handlers with formats of their own.

const openRouterPath = "/api/v1/"

// Prices in millionths of a dollar for a token.
const (
	promptPrice     = 1
	completionPrice = 2
)

var keyGenerationID = []byte("X-Generation-Id")

// openRouter is what is rendered at start for the paths of OpenRouter.
type openRouter struct {
	chat, text *format
	catalog    catalog
}

func newOpenRouter(models []string, fingerprint []byte) openRouter {
	chat, text := *newChatFormat(&shapes[len(shapes)-1], fingerprint), *newTextFormat()
	for _, f := range []*format{&chat, &text} {
		f.finishes = openRouterFinishes()
		f.comment, f.countsAlways, f.repeatsEnds, f.appendCost, f.failsInChoice = processing, true, true, appendCost, true
		f.id = generationPrefix
		f.rich.unfinished = `,"native_finish_reason":null,"finish_reason":null`
		f.members = fmt.Appendf(nil, `","provider":"mock-openai","system_fingerprint":"%s",`, fingerprint)
		f.chunkMembers, f.usage = f.members, usageDetailed
	}
	chat.role = `,"delta":{"role":"assistant","content":""},"logprobs":null,"native_finish_reason":null,"finish_reason":null`
	chat.beforeText = `,"delta":{"role":"assistant","content":"`
	chat.afterText = `"},"logprobs":null,"native_finish_reason":null,"finish_reason":`
	chat.finish = `,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":`
	chat.whole.afterText = `","refusal":null,"reasoning":null},"logprobs":null,"finish_reason":`
	chat.rich.members = `"refusal":null,"reasoning":null`
	chat.rich.role = `,"delta":{"role":"assistant","content":null}`
	chat.rich.delta = `,"delta":{"role":"assistant","content":null,`
	text.afterText = `","logprobs":null,"native_finish_reason":null,"finish_reason":`
	text.finish = `,"text":"","logprobs":null,"finish_reason":`
	text.afterLast = stageFinish
	return openRouter{chat: &chat, text: &text, catalog: newCatalog(models)}
}

const generationPrefix = "gen-"

// generationHeader sets the header that has the id of the answer.
func generationHeader(h *fasthttp.ResponseHeader, c *session) {
	c.scratch = c.id.AppendAnswer(append(render.Kept(c.scratch), generationPrefix...))
	h.SetCanonical(keyGenerationID, c.scratch)
}

// openRouterFinishes are OpenAI's finish reasons, each followed by the one that the
// provider is said to have given.
func openRouterFinishes() (all [finishes]string) {
	for i, reason := range openAIFinishes {
		all[i] = reason + `,"native_finish_reason":` + reason
	}
	return all
}

// appendCost appends the members that say what an answer costs.
func appendCost(dst []byte, a *answer) []byte {
	prompt, completion := a.promptTokens*promptPrice, a.completionTokens*completionPrice
	dst = appendDollars(append(dst, `,"cost":`...), prompt+completion)
	dst = append(dst, `,"is_byok":false,"cost_details":{"upstream_inference_cost":null,"upstream_inference_prompt_cost":`...)
	dst = appendDollars(dst, prompt)
	dst = appendDollars(append(dst, `,"upstream_inference_completions_cost":`...), completion)
	return append(dst, '}')
}

// appendDollars appends an amount of millionths as dollars.
func appendDollars(dst []byte, millionths int) []byte {
	return strconv.AppendFloat(dst, float64(millionths)/1e6, 'f', -1, 64)
}

// processing is the comment that keeps a connection alive until the first token.
const processing = ": OPENROUTER PROCESSING\n\n"
