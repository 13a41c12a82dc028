package responses

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// Items of the input may offer tools, besides the request's own: Codex sends all of its tools
// so.

// offersTools reports whether items of that type, a JSON string, do.
func offersTools(kind []byte) bool {
	return string(kind) == `"additional_tools"` || string(kind) == `"tool_search_output"`
}

// readItemTools takes the tools that items offer.
func (s *Codec) readItemTools(c *dialect.Session) *apierr.Error {
	r := responseOf(c)
	in := decode.New(r.input)
	if !r.itemTools || in.Kind() != skim.Array {
		return nil
	}
	in.Array()
	for i := 0; in.NextElem(); i++ {
		item := in.Raw()
		if !offersTools(decode.Member(item, "type")) {
			continue
		}
		if err := openai.TakeTools(s.Generator, &c.Extras.Tools, "tools", decode.Member(item, "tools"), true); err != nil {
			where := *err
			where.Param = fmt.Sprintf("input[%d].%s", i, err.Param)
			return &where
		}
	}
	return nil
}

// readToolNames tells l the names of all tools.
func readToolNames(c *dialect.Session, l engine.Listener) {
	openai.ReadFlatNames(c.Options[openai.OptionTools], l)
	r := responseOf(c)
	if in := decode.New(r.input); r.itemTools && in.Kind() == skim.Array {
		for in.Array(); in.NextElem(); {
			if item := in.Raw(); offersTools(decode.Member(item, "type")) {
				openai.ReadFlatNames(decode.Member(item, "tools"), l)
			}
		}
	}
}
