package gemini

import (
	"bytes"

	"mock-openai/fast/internal/engine"
)

// callIDSize is the length of the id of a call, such as 46ww9pp1.
const callIDSize = 8

// appendCallID appends the id of a call of a function, if it has one: one that was given, or
// one of a model that identifies its calls. Vertex AI gives calls no ids (FunctionCall in the
// reference of Firebase AI Logic).
func (r *answer) appendCallID(dst []byte, call *engine.ToolCall) []byte {
	if call.Given == nil && (r.vertex || !identifiesCalls(r.session.BaseModel)) {
		return dst
	}
	dst = append(dst, `,"id":"`...)
	from := len(dst)
	if dst = call.AppendID(dst, ""); call.Given == nil {
		dst = dst[:from+callIDSize]
	}
	return append(dst, '"')
}

// identifiesCalls reports whether a model gives the calls of functions ids, as those since
// Gemini 3 do (https://ai.google.dev/gemini-api/docs/function-calling). Names without a
// version are those of the latest model.
func identifiesCalls(model []byte) bool {
	_, version, named := bytes.Cut(model, []byte("gemini-"))
	if !named {
		return true
	}
	return !bytes.HasPrefix(version, []byte("1.")) && !bytes.HasPrefix(version, []byte("2."))
}
