package responses

import (
	"math"
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/skim"
)

// echoedParam is a member of a request that its response repeats.
type echoedParam struct {
	name      string
	want      string // its type in messages of errors
	kinds     kinds  // the JSON values that it may be
	otherwise string // its value if the request has none; empty leaves it out
	option    int    // among the options of the session
	render    func(dst, raw []byte) []byte
}

// kinds is a set of kinds of JSON values, one bit for each.
type kinds uint8

const (
	isString  kinds = 1 << skim.String
	isNumber  kinds = 1 << skim.Number
	isBool    kinds = 1<<skim.True | 1<<skim.False
	isArray   kinds = 1 << skim.Array
	isObject  kinds = 1 << skim.Object
	isInteger kinds = 1 << skim.Null // the bit of null is free, since null is allowed for every parameter
)

// echoedParams are in the order of a response.
var echoedParams = [...]echoedParam{
	{name: "background", want: "a boolean", kinds: isBool, otherwise: `false`},
	{name: "conversation", want: "one of a string or object", kinds: isString | isObject, render: appendConversation},
	{name: "instructions", want: "a string", kinds: isString, otherwise: `null`},
	{name: "max_output_tokens", want: "an integer", kinds: isInteger, otherwise: `null`},
	{name: "max_tool_calls", want: "an integer", kinds: isInteger, otherwise: `null`},
	{name: "parallel_tool_calls", want: "a boolean", kinds: isBool, otherwise: `true`, option: openai.OptionParallelToolCalls},
	{name: "previous_response_id", want: "a string", kinds: isString, otherwise: `null`},
	{name: "prompt", want: "an object", kinds: isObject},
	{name: "prompt_cache_key", want: "a string", kinds: isString, otherwise: `null`},
	{name: "prompt_cache_options", want: "an object", kinds: isObject},
	{name: "prompt_cache_retention", want: "a string", kinds: isString, otherwise: `null`},
	{name: "reasoning", want: "an object", kinds: isObject, otherwise: `{"effort":null,"summary":null}`, option: openai.OptionReasoning, render: appendReasoning},
	{name: "safety_identifier", want: "a string", kinds: isString, otherwise: `null`},
	{name: "service_tier", want: "a string", kinds: isString, otherwise: `"default"`, render: appendTier},
	{name: "store", want: "a boolean", kinds: isBool, otherwise: `true`},
	{name: "temperature", want: "a decimal", kinds: isNumber, otherwise: `1.0`},
	{name: "text", want: "an object", kinds: isObject, otherwise: `{"format":{"type":"text"},"verbosity":"medium"}`, option: openai.OptionText, render: appendTextParam},
	{name: "tool_choice", want: "one of a string or object", kinds: isString | isObject, otherwise: `"auto"`, option: openai.OptionToolChoice},
	{name: "tools", want: "an array of objects", kinds: isArray, otherwise: `[]`, option: openai.OptionTools, render: appendTools},
	{name: "top_logprobs", want: "an integer", kinds: isInteger, otherwise: `0`, option: openai.OptionTopLogprobs},
	{name: "top_p", want: "a decimal", kinds: isNumber, otherwise: `1.0`},
	{name: "truncation", want: "a string", kinds: isString, otherwise: `"disabled"`},
	{name: "user", want: "a string", kinds: isString},
	{name: "metadata", want: "an object", kinds: isObject, otherwise: `{}`},
}

// The parameters that change the response itself.
var (
	paramBackground   = paramNamed([]byte("background"))
	paramConversation = paramNamed([]byte("conversation"))
	paramInstructions = paramNamed([]byte("instructions"))
	paramMaxTokens    = paramNamed([]byte("max_output_tokens"))
	paramPrevious     = paramNamed([]byte("previous_response_id"))
	paramStore        = paramNamed([]byte("store"))
	paramTruncation   = paramNamed([]byte("truncation"))
)

// paramNamed returns the index of a parameter, -1 if there is none of that name.
func paramNamed(name []byte) int {
	for i := range echoedParams {
		if string(name) == echoedParams[i].name {
			return i
		}
	}
	return -1
}

// takeParam keeps parameter i as it stands in the request.
func takeParam(c *dialect.Session, i int) *apierr.Error {
	k, kind, again := &echoedParams[i], c.In.Kind(), c.In
	switch i {
	case paramMaxTokens:
		c.Request.MaxTokens = math.MaxInt
	case paramInstructions:
		responseOf(c).instructionChars = 0
	}
	switch {
	case kind == skim.Null:
	case kind == skim.Number && k.kinds == isInteger:
		n := -1
		if err := again.TakeInt(k.name, &n); err != nil {
			return err
		}
		if i == paramMaxTokens && n >= 0 {
			c.Request.MaxTokens = n
		}
	case k.kinds&(1<<kind) == 0:
		return c.In.Reject(k.name, k.want)
	case i == paramInstructions:
		responseOf(c).instructionChars = c.Chars(again.String())
	}
	raw := decode.NullAsNil(c.In.Raw())
	responseOf(c).given[i] = raw
	if k.option != openai.NoOption && (raw != nil || c.Extras != nil) {
		c.WithExtras()
		c.Options[k.option] = raw
	}
	return nil
}

// appendParams appends the end of a response: its model and the parameters.
func (r *response) appendParams(dst []byte) []byte {
	dst = append(append(append(dst, `,"model":"`...), r.session.Model...), '"')
	from := 0
	for i, raw := range &r.given {
		if raw == nil {
			continue
		}
		k := &echoedParams[i]
		dst = append(dst, absentParams[absentAt[from]:absentAt[i]]...)
		dst = append(append(append(dst, `,"`...), k.name...), `":`...)
		if k.render != nil {
			dst = k.render(dst, raw)
		} else {
			dst = dialect.AppendLine(dst, raw)
		}
		from = i + 1
	}
	return append(append(dst, absentParams[absentAt[from]:]...), '}')
}

// absentParams are all parameters as a response has them whose request has none, and
// absentAt is where each begins. Most parameters are absent, and are copied in runs.
var absentParams, absentAt = func() (all string, at [len(echoedParams) + 1]int) {
	for i, k := range echoedParams {
		if at[i] = len(all); k.otherwise != "" {
			all += `,"` + k.name + `":` + k.otherwise
		}
	}
	at[len(echoedParams)] = len(all)
	return all, at
}()

// appendOr appends raw, or otherwise if raw is nil.
func appendOr(dst, raw []byte, otherwise string) []byte {
	if raw == nil {
		return append(dst, otherwise...)
	}
	return dialect.AppendLine(dst, raw)
}

// appendReasoning appends reasoning with the members that a response has.
func appendReasoning(dst, raw []byte) []byte {
	dst = appendOr(append(dst, `{"effort":`...), decode.Member(raw, "effort"), `null`)
	dst = appendOr(append(dst, `,"summary":`...), decode.Member(raw, "summary"), `null`)
	for _, name := range [...]string{"context", "generate_summary", "mode"} {
		if value := decode.Member(raw, name); value != nil {
			dst = dialect.AppendLine(append(append(append(dst, `,"`...), name...), `":`...), value)
		}
	}
	return append(dst, '}')
}

// appendConversation appends {"id"} of a conversation that may be just its id.
func appendConversation(dst, raw []byte) []byte {
	if raw[0] == '{' {
		raw = decode.Member(raw, "id")
	}
	return append(appendOr(append(dst, `{"id":`...), raw, `null`), '}')
}

// appendTextParam appends text with the members that a response has.
func appendTextParam(dst, raw []byte) []byte {
	dst = appendOr(append(dst, `{"format":`...), decode.Member(raw, "format"), `{"type":"text"}`)
	return append(appendOr(append(dst, `,"verbosity":`...), decode.Member(raw, "verbosity"), `"medium"`), '}')
}

// appendTier appends the service tier. auto becomes default, and fast priority.
func appendTier(dst, raw []byte) []byte {
	switch string(raw) {
	case `"auto"`:
		return append(dst, `"default"`...)
	case `"fast"`:
		return append(dst, `"priority"`...)
	}
	return append(dst, raw...)
}

// appendTools appends the tools. Functions get the members that a response has.
func appendTools(dst, raw []byte) []byte {
	in := decode.New(raw)
	dst = append(dst, '[')
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if i > 0 {
			dst = append(dst, ',')
		}
		if tool := in.Raw(); string(decode.Member(tool, "type")) == `"function"` {
			dst = appendFunction(dst, tool)
		} else {
			dst = dialect.AppendLine(dst, tool)
		}
	}
	return append(dst, ']')
}

// appendFunction appends a function with the members that a response has.
func appendFunction(dst, raw []byte) []byte {
	in, hasParameters, isStrict := decode.New(raw), false, false
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		value := in.Raw()
		switch string(key) {
		case "parameters":
			hasParameters = true
		case "strict":
			if isStrict = true; string(value) == "null" { // which is as long as true
				end := in.Offset()
				raw = slices.Concat(raw[:end-len("true")], []byte("true"), raw[end:])
			}
		}
	}
	dst = dialect.AppendLine(dst, raw)
	dst = dst[:len(dst)-1]
	if !hasParameters {
		dst = append(dst, `,"parameters":null`...)
	}
	if !isStrict {
		dst = append(dst, `,"strict":true`...)
	}
	return append(dst, '}')
}
