package gemini

import (
	"bytes"
	"fmt"
	"math"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// Members of a request that ask for more than plain text, by their number among the
// options of a session. Where names have two spellings, either is taken.
const (
	noOption = iota
	optionTools
	optionToolConfig
	optionMIMEType
	optionSchema
	optionJSONSchema
	optionResponseLogprobs
	optionLogprobs
	optionThinking
	options
)

var _ [dialect.MaxOptions - options]struct{}

// readModel takes the model that the path names.
func (r *answer) readModel(uri *fasthttp.URI) {
	name := modelIn(uri.PathOriginal(), r.vertex)
	if bytes.IndexByte(name, '%') >= 0 || !render.IsPlain(name) {
		r.model = render.AppendEscaped(r.model, unescaped(name))
		name = r.model
	}
	r.session.Request.Model = name
}

const publisher = "/publishers/google"

// modelIn returns what comes between /models/ and the last colon of a path. /models/ follows
// the version or, on Vertex AI, the publisher.
func modelIn(path []byte, vertex bool) []byte {
	if vertex {
		path = path[bytes.Index(path, []byte(publisher))+len(publisher):]
	} else {
		path = path[1+bytes.IndexByte(path[1:], '/'):]
	}
	return path[len("/models/"):bytes.LastIndexByte(path, ':')]
}

// takeMember takes a member of a request for contents.
func takeMember(c *dialect.Session, key []byte) *apierr.Error {
	r := answerOf(c)
	switch string(key) {
	case "contents":
		c.PromptChars = 0
		c.MessagesAt = c.In.Offset()
		err := eachOf(c, "contents", takeContent)
		r.contentsEnd = c.In.Offset()
		return err
	case "systemInstruction", "system_instruction":
		r.systemChars = 0
		before := c.PromptChars
		err := takeContent(c, "system_instruction", -1)
		c.PromptChars, r.systemChars = before, c.PromptChars-before
		return err
	case "generationConfig", "generation_config":
		return takeConfig(c)
	case "safetySettings", "safety_settings":
		r.rated = false
		return eachOf(c, "safety_settings", takeSafetySetting)
	case "generateContentRequest", "generate_content_request": // of countTokens
		return members(c, "generate_content_request", takeMember)
	case "tools":
		takeOption(c, optionTools)
	case "toolConfig", "tool_config":
		takeOption(c, optionToolConfig)
	default:
		c.In.Raw()
	}
	return nil
}

// takeOption keeps a member to be read once the whole request is known.
func takeOption(c *dialect.Session, w int) {
	c.WithExtras()
	c.Options[w] = decode.NullAsNil(c.In.Raw())
}

// members calls take for each member of the next value, an object.
func members(c *dialect.Session, name string, take func(c *dialect.Session, key []byte) *apierr.Error) *apierr.Error {
	switch c.In.Kind() {
	case skim.Null:
		c.In.Raw()
		return nil
	case skim.Object:
	default:
		return reject(c, name, "TYPE_MESSAGE")
	}
	c.In.Object()
	for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
		if err := take(c, key); err != nil {
			return err
		}
	}
	return nil
}

// eachOf calls take for each element of the next value, an array. Google takes a single
// value for an array of one.
func eachOf(c *dialect.Session, name string, take func(c *dialect.Session, name string, i int) *apierr.Error) *apierr.Error {
	switch c.In.Kind() {
	case skim.Null:
		c.In.Raw()
		return nil
	case skim.Array:
	default:
		return take(c, name, 0)
	}
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		if err := take(c, name, i); err != nil {
			return err
		}
	}
	return nil
}

// reject says that the value that comes next is not of that type.
func reject(c *dialect.Session, name, kind string) *apierr.Error {
	raw := c.In.Raw()
	if c.In.Err() != nil {
		return decode.ErrBadJSON
	}
	return badValue(name, kind, raw)
}

// takeContent takes {"role","parts":[…]}, element i of a list, or a value of its own if
// i is negative. The characters of its texts count.
func takeContent(c *dialect.Session, name string, i int) *apierr.Error {
	if c.In.Kind() != skim.Object {
		if i < 0 && c.In.Kind() == skim.Null {
			c.In.Raw()
			return nil
		}
		if i >= 0 {
			name = fmt.Sprintf("%s[%d]", name, i)
		}
		return reject(c, name, "TYPE_MESSAGE")
	}
	before := c.PromptChars
	c.In.Object()
	for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
		if string(key) != "parts" {
			c.In.Raw()
			continue
		}
		c.PromptChars = before
		if err := eachOf(c, "parts", takePart); err != nil {
			return err
		}
	}
	return nil
}

// takePart takes a part, of which the text counts.
func takePart(c *dialect.Session, name string, i int) *apierr.Error {
	if c.In.Kind() != skim.Object {
		return reject(c, fmt.Sprintf("%s[%d]", name, i), "TYPE_MESSAGE")
	}
	text := textOf(&c.In)
	c.PromptChars += c.Chars(text)
	return nil
}

// textOf takes a part, which is an object, and returns its text.
func textOf(in *decode.Reader) (text skim.Text) {
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		if string(key) == "text" {
			text = in.TakeText()
		} else {
			in.Raw()
		}
	}
	return text
}

func takeConfig(c *dialect.Session) *apierr.Error {
	return members(c, "generation_config", takeSetting)
}

// takeSetting takes a member of generationConfig.
func takeSetting(c *dialect.Session, key []byte) *apierr.Error {
	q := &c.Request
	switch string(key) {
	case "candidateCount", "candidate_count":
		q.N = 1
		if err := takeInt(c, "generation_config.candidate_count", &q.N); err != nil {
			return err
		}
		if q.N < 1 || q.N > decode.MaxChoices {
			return badField("GenerateContentRequest.generation_config.candidate_count", fmt.Sprintf("candidate_count must be in the range [1, %d].", decode.MaxChoices))
		}
	case "maxOutputTokens", "max_output_tokens":
		n := 0
		err := takeInt(c, "generation_config.max_output_tokens", &n)
		if q.MaxTokens = n; n <= 0 {
			q.MaxTokens = math.MaxInt
		}
		return err
	case "stopSequences", "stop_sequences":
		q.Stop.Begin()
		return eachOf(c, "generation_config.stop_sequences", takeStop)
	case "seed":
		q.Seed = decode.NullAsNil(c.In.Raw())
	case "responseMimeType", "response_mime_type":
		takeOption(c, optionMIMEType)
	case "responseSchema", "response_schema":
		takeOption(c, optionSchema)
	case "responseJsonSchema", "response_json_schema", "_responseJsonSchema":
		takeOption(c, optionJSONSchema)
	case "responseLogprobs", "response_logprobs":
		takeOption(c, optionResponseLogprobs)
	case "logprobs":
		takeOption(c, optionLogprobs)
	case "thinkingConfig", "thinking_config":
		takeOption(c, optionThinking)
	default:
		c.In.Raw()
	}
	return nil
}

func takeStop(c *dialect.Session, name string, i int) *apierr.Error {
	if c.In.Kind() != skim.String {
		return reject(c, fmt.Sprintf("%s[%d]", name, i), "TYPE_STRING")
	}
	if c.Request.Stop.Full() {
		return badField("GenerateContentRequest."+name, fmt.Sprintf("the number of stop sequences must be at most %d.", i))
	}
	c.Request.Stop.Add(c.In.String().Raw)
	return nil
}

// takeInt takes a whole number. null leaves *to alone.
func takeInt(c *dialect.Session, name string, to *int) *apierr.Error {
	raw := c.In.Raw()
	n, ok := intOf(raw)
	switch {
	case ok:
		*to = n
	case c.In.Err() != nil:
		return decode.ErrBadJSON
	case string(raw) != "null":
		return badValue(name, "TYPE_INT32", raw)
	}
	return nil
}

// intOf returns a whole number, clamped to the range of int. It may be in a string, as in
// proto3's JSON. It returns false if raw is none.
func intOf(raw []byte) (n int, ok bool) {
	in := decode.New(unquoted(raw))
	ok = in.Kind() == skim.Number && in.TakeInt("", &n) == nil && in.End() == nil
	return n, ok
}

// unquoted returns a number that may be in a string.
func unquoted(raw []byte) []byte {
	if len(raw) >= len(`""`) && raw[0] == '"' {
		return raw[1 : len(raw)-1]
	}
	return raw
}
