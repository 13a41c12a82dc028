package responses

import (
	"cmp"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// InputItems returns a page of the input of a response. The last item comes first unless
// the query says order=asc.
func (s *Codec) InputItems(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	r, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	return openai.PageOf(inputItems(responseID(ctx), inputOf(&r)), ctx.QueryArgs(), "desc", 1)
}

// inputItems returns the items of input, which is JSON, in their order.
func inputItems(response string, input []byte) (items []openai.ListItem) {
	in := decode.New(input)
	switch in.Kind() {
	case skim.String:
		said := append(append([]byte(`{"role":"user","content":`), in.Raw()...), '}')
		items = append(items, newInputItem(response, 0, said))
	case skim.Array:
		in.Array()
		for i := 0; in.NextElem(); i++ {
			items = append(items, newInputItem(response, i, in.Raw()))
		}
	}
	return items
}

// newInputItem completes item i of an input, an object: it adds an id, a type, a status,
// parts instead of a text, and the members that parts lack.
func newInputItem(response string, i int, raw []byte) openai.ListItem {
	in := decode.New(raw)
	given := strict.TakeMembers(&in)
	kind, id := kindOf(given), string(given.Text("id"))
	if id == "" {
		id = string(inputID(response, i).AppendAnswer([]byte(inputPrefix(kind))))
	}
	return completeItem(id, kind, given)
}

// kindOf returns the type of an item. One without a type is a message.
func kindOf(given strict.Members) string {
	return cmp.Or(string(given.Text("type")), "message")
}

// completeItem returns an item with that id and type, and with all that it lacks.
func completeItem(id, kind string, given strict.Members) openai.ListItem {
	dst := append([]byte(`{"id":`), render.MustMarshal(id)...)
	dst = append(append(dst, `,"type":`...), render.MustMarshal(kind)...)
	if hasStatus(kind) && given.Value("status") == nil {
		dst = append(dst, `,"status":"completed"`...)
	}
	for _, m := range given {
		name := string(m.Name)
		if name == "id" || name == "type" {
			continue
		}
		dst = append(append(append(dst, ','), render.MustMarshal(name)...), ':')
		switch in := skim.New(m.Raw); {
		case name == "content" && in.Kind() == skim.String:
			dst = appendContentPart(dst, string(given.Text("role")), m.Raw)
		case (name == "content" || name == "output") && in.Kind() == skim.Array:
			dst = appendParts(dst, m.Raw)
		default:
			dst = append(dst, m.Raw...)
		}
	}
	if kind == "reasoning" && given.Value("summary") == nil {
		dst = append(dst, `,"summary":[]`...)
	}
	return openai.ListItem{ID: id, Body: append(dst, '}')}
}

// appendContentPart appends a text as an array with one part.
func appendContentPart(dst []byte, role string, text []byte) []byte {
	if role == "assistant" {
		dst = append(dst, `[{"type":"output_text","annotations":[],"logprobs":[],"text":`...)
	} else {
		dst = append(dst, `[{"type":"input_text","text":`...)
	}
	return append(append(dst, text...), `}]`...)
}

// partDefaults are the members that the API adds to parts that lack them.
var partDefaults = []struct{ kind, member, value string }{
	{"output_text", "annotations", `[]`},
	{"output_text", "logprobs", `[]`},
	{"input_image", "detail", `"auto"`},
}

// appendParts appends the parts of a content, an array, with all their members.
func appendParts(dst, content []byte) []byte {
	in := decode.New(content)
	dst = append(dst, '[')
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if i > 0 {
			dst = append(dst, ',')
		}
		if in.Kind() != skim.Object {
			dst = append(dst, in.Raw()...)
			continue
		}
		dst = appendFilled(dst, strict.TakeMembers(&in))
	}
	return append(dst, ']')
}

// appendFilled appends a part and the members that it lacks.
func appendFilled(dst []byte, part strict.Members) []byte {
	dst = append(dst, '{')
	for i, m := range part {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, render.MustMarshal(string(m.Name))...), ':'), m.Raw...)
	}
	kind := string(part.Text("type"))
	for _, d := range partDefaults {
		if d.kind == kind && part.Value(d.member) == nil {
			dst = append(append(append(append(dst, `,"`...), d.member...), `":`...), d.value...)
		}
	}
	return append(dst, '}')
}

// inputID identifies item i of the input of a response.
func inputID(response string, i int) render.ID {
	return render.ID{pool.Hash(uint64(i), []byte(response)), pool.Hash(^uint64(i), []byte(response))}
}

// hasStatus reports whether the API returns items of that type with a status.
func hasStatus(kind string) bool {
	switch kind {
	case "message", "function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output":
		return true
	}
	return false
}

// inputPrefix returns the prefix of the ids of items of that type.
func inputPrefix(kind string) string {
	switch kind {
	case "message":
		return "msg_"
	case "function_call":
		return "fc_"
	case "function_call_output":
		return "fco_"
	}
	return "item_"
}
