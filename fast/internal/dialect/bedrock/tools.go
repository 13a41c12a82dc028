package bedrock

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// readTools reads toolConfig: {"tools":[{"toolSpec"}],"toolChoice"}. Entries of other kinds,
// such as a cachePoint, are no tools.
func readTools(g *engine.Generator, c *dialect.Session) *apierr.Error {
	o, config := &c.Extras.Tools, c.Options[optionToolConfig]
	in := decode.New(decode.Member(config, "tools"))
	if in.Kind() != skim.Array {
		return nil
	}
	in.Array()
	for i := 0; in.NextElem(); i++ {
		spec := decode.Member(in.Raw(), "toolSpec")
		name := decode.New(decode.Member(spec, "name"))
		if name.Kind() != skim.String {
			continue
		}
		t := engine.Tool{Name: name.String().Raw}
		var err error
		if t.Schema, err = g.Parameters.Get(decode.Member(decode.Member(spec, "inputSchema"), "json")); err != nil {
			return invalid("The value at toolConfig.tools.%d.toolSpec.inputSchema.json is invalid: %v", i, err)
		}
		o.Tools = append(o.Tools, t)
	}
	own := decode.Member(c.Options[optionModelFields], "tool_choice") // Claude's own, with a member that toolChoice lacks
	o.Single = string(decode.Member(own, "disable_parallel_tool_use")) == "true"
	return readChoice(o, decode.Member(config, "toolChoice"))
}

// readChoice reads {"auto":{}}, {"any":{}} or {"tool":{"name"}}.
func readChoice(o *engine.ToolChoice, choice []byte) *apierr.Error {
	if decode.Member(choice, "any") != nil {
		o.Forced = len(o.Tools) > 0
		return nil
	}
	name := decode.New(decode.Member(decode.Member(choice, "tool"), "name"))
	if name.Kind() != skim.String {
		return nil
	}
	o.Allow(name.String().Raw)
	if o.Allowed == 0 {
		return invalid("The tool %s in toolConfig.toolChoice is not among toolConfig.tools.", skim.AppendUnescaped(nil, o.Unknown))
	}
	o.DropOthers()
	o.Forced = true
	return nil
}
