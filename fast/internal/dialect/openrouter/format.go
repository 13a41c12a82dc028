package openrouter

import (
	"fmt"
	"strconv"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
	"mock-openai/fast/internal/window"
)

// OpenRouter's API is OpenAI's under another path, with more members. The codecs are
// the same; the formats are its own.

// Path is what all paths of the API begin with.
const Path = "/api/v1/"

// Prices of a token in millionths of a dollar.
const (
	promptPrice     = 1
	completionPrice = 2
)

var keyGenerationID = []byte("X-Generation-Id")

// API is rendered at start: the formats and the list of models.
type API struct {
	Chat, Text *openai.Format
	Catalog    catalog
}

// New renders the formats and the list of models.
func New(models []string, windowOf func(id string) window.Size, fingerprint []byte) API {
	chat, text := *openai.NewChatFormat(&openai.Shapes[len(openai.Shapes)-1], fingerprint), *openai.NewTextFormat()
	for _, f := range []*openai.Format{&chat, &text} {
		f.Finishes, f.TooLong = finishes(), openai.EndpointTooLong
		f.Comment, f.CountsAlways, f.RepeatsEnds, f.AppendCost, f.FailsInChoice = processing, true, true, appendCost, true
		f.ID = generationPrefix
		f.Extras.Unfinished = `,"native_finish_reason":null,"finish_reason":null`
		f.Extras.Continued = f.Extras.Unfinished
		f.Members = fmt.Appendf(nil, `","provider":"mock-openai","system_fingerprint":"%s",`, fingerprint)
		f.ChunkMembers, f.Usage = f.Members, openai.UsageDetailed
	}
	chat.Role = `,"delta":{"role":"assistant","content":""},"logprobs":null,"native_finish_reason":null,"finish_reason":null`
	chat.BeforeText = `,"delta":{"role":"assistant","content":"`
	chat.AfterText = `"},"logprobs":null,"native_finish_reason":null,"finish_reason":`
	chat.Finish = `,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":`
	chat.Whole.AfterText = `","refusal":null,"reasoning":null},"logprobs":null,"finish_reason":`
	chat.Extras.Members = `,"refusal":null`
	chat.Reasoning, chat.NoReasoning = "reasoning", `,"reasoning":null`
	chat.ReasoningDelta = `,"delta":{"role":"assistant","content":"","reasoning":"`
	chat.AsOpenRouter()
	chat.Extras.Role = `,"delta":{"role":"assistant","content":null}`
	chat.Extras.Delta = `,"delta":{"role":"assistant","content":null,`
	text.AfterText = `","logprobs":null,"native_finish_reason":null,"finish_reason":`
	text.Finish = `,"text":"","logprobs":null,"finish_reason":`
	text.AfterLast = stream.StageFinish
	return API{Chat: &chat, Text: &text, Catalog: newCatalog(models, windowOf)}
}

const generationPrefix = "gen-"

// SetGenerationID sets the header that has the id of the answer.
func SetGenerationID(h *fasthttp.ResponseHeader, c *dialect.Session) {
	c.Scratch = c.ID.AppendAnswer(append(render.ResetOrDrop(c.Scratch), generationPrefix...))
	h.SetCanonical(keyGenerationID, c.Scratch)
}

// finishes returns OpenAI's finish reasons, each followed by the native finish reason.
func finishes() (all [engine.Finishes]string) {
	for i, reason := range openai.OpenAIFinishes {
		all[i] = reason + `,"native_finish_reason":` + reason
	}
	return all
}

// appendCost appends the members that say what an answer costs.
func appendCost(dst []byte, a *engine.Answer) []byte {
	prompt, completion := a.PromptTokens*promptPrice, a.CompletionTokens*completionPrice
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
