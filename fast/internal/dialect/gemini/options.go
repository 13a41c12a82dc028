package gemini

import (
	"strconv"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// member returns the value of a member that has two spellings, or nil if it is null or
// absent.
func member(raw []byte, camel, snake string) []byte {
	if value := decode.Member(raw, camel); value != nil {
		return value
	}
	return decode.Member(raw, snake)
}

// readOptions settles what the members of a request mean together.
func (g *Codec) readOptions(c *dialect.Session) *apierr.Error {
	q := g.Generator.Extras(&c.Turn)
	g.readThinking(c)
	if string(c.Options[optionResponseLogprobs]) == "true" {
		top, _ := intOf(c.Options[optionLogprobs])
		q.Logprobs.Enabled, q.Logprobs.Top = true, min(max(top, 0), engine.MaxTop)
	}
	if err := g.readTools(c); err != nil {
		return err
	}
	if err := g.readFormat(c); err != nil {
		return err
	}
	c.ReadLastSaid(g)
	c.ReadPromptSchema(g, g.Generator)
	return nil
}

// thinkingTokens is the mean length of thoughts if the request asks for them and the profile
// sets none.
const thinkingTokens = 64

// levels are what multiplies the mean of thoughts.
var levels = map[string]float64{`"MINIMAL"`: 0.125, `"LOW"`: 0.5, `"HIGH"`: 2, `"minimal"`: 0.125, `"low"`: 0.5, `"high"`: 2}

// readThinking reads thinkingConfig: a budget of 0 means no thoughts, a negative one
// as many as the model likes.
func (g *Codec) readThinking(c *dialect.Session) {
	q, config := c.Extras, c.Options[optionThinking]
	q.Effort = 1
	if config == nil {
		return
	}
	if string(member(config, "includeThoughts", "include_thoughts")) == "true" {
		q.ShowReasoning, q.MeanReasoning = true, thinkingTokens
	}
	if effort := levels[string(member(config, "thinkingLevel", "thinking_level"))]; effort != 0 {
		q.Effort = effort
	}
	switch n, ok := intOf(member(config, "thinkingBudget", "thinking_budget")); {
	case !ok:
	case n == 0:
		q.Effort = 0
	case n > 0:
		q.MostReasoning = n
	}
}

// readTools reads the functions of tools, and which of them may be called. Tools that
// Google runs itself are not called.
func (g *Codec) readTools(c *dialect.Session) *apierr.Error {
	o := &c.Extras.Tools
	in := decode.New(c.Options[optionTools])
	if in.Kind() == skim.Array {
		in.Array()
		for in.NextElem() {
			if err := g.takeTool(&in, o); err != nil {
				return err
			}
		}
	} else if in.Kind() == skim.Object {
		if err := g.takeTool(&in, o); err != nil {
			return err
		}
	}
	return readCalling(o, member(c.Options[optionToolConfig], "functionCallingConfig", "function_calling_config"))
}

// takeTool takes {"functionDeclarations":[…]}.
func (g *Codec) takeTool(in *decode.Reader, o *engine.ToolChoice) *apierr.Error {
	list := decode.New(member(in.Raw(), "functionDeclarations", "function_declarations"))
	if list.Kind() != skim.Array {
		return nil
	}
	list.Array()
	for list.NextElem() {
		if err := g.takeFunction(list.Raw(), o); err != nil {
			return err
		}
	}
	return nil
}

// takeFunction reads {"name","parameters"}, or {"name","parametersJsonSchema"}. One
// without a name cannot be called.
func (g *Codec) takeFunction(raw []byte, o *engine.ToolChoice) *apierr.Error {
	name := decode.New(decode.Member(raw, "name"))
	if name.Kind() != skim.String {
		return nil
	}
	t := engine.Tool{Name: name.String().Raw}
	var err error
	if document := member(raw, "parametersJsonSchema", "parameters_json_schema"); document != nil {
		t.Schema, err = g.parameters.Get(document)
	} else {
		t.Schema, err = g.parameters.Get(decode.Member(raw, "parameters"))
	}
	if err != nil {
		return badField("GenerateContentRequest.tools[0].function_declarations["+strconv.Itoa(len(o.Tools))+"].parameters", err.Error())
	}
	o.Tools = append(o.Tools, t)
	return nil
}

// readCalling reads {"mode","allowedFunctionNames"}.
func readCalling(o *engine.ToolChoice, config []byte) *apierr.Error {
	if len(o.Tools) == 0 || config == nil {
		return nil
	}
	switch string(callingModes.named(decode.Member(config, "mode"))) {
	case `"NONE"`, `"none"`:
		o.Rate = 0
		return nil
	case `"ANY"`, `"any"`:
		o.Forced = true
	}
	names := decode.New(member(config, "allowedFunctionNames", "allowed_function_names"))
	if names.Kind() == skim.Array {
		for names.Array(); names.NextElem(); {
			o.Allow(names.TakeText().Raw)
		}
	}
	switch {
	case o.Unknown != nil:
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "The allowed function name `" + string(skim.AppendUnescaped(nil, o.Unknown)) + "` is not one of the function declarations."}
	case o.Allowed > 0:
		o.DropOthers()
	}
	return nil
}

// readFormat reads responseMimeType and the schema of the answer, which may be an enum whose
// value is said as it is.
func (g *Codec) readFormat(c *dialect.Session) *apierr.Error {
	q := c.Extras
	switch string(c.Options[optionMIMEType]) {
	case `"application/json"`:
	case `"text/x.enum"`:
		q.Bare = true
	default:
		return nil
	}
	field, err := "response_schema", error(nil)
	switch document := c.Options[optionSchema]; {
	case document != nil:
		q.Schema, err = g.schemas.Get(document)
	case c.Options[optionJSONSchema] != nil:
		field = "response_json_schema"
		q.Schema, err = g.schemas.Get(c.Options[optionJSONSchema])
	default:
		q.Object = !q.Bare
	}
	if err != nil {
		return badField("GenerateContentRequest.generation_config."+field, err.Error())
	}
	return nil
}
