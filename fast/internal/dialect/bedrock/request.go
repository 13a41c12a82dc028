package bedrock

import (
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// Members of a request that ask for more than plain text, by their number among the
// options of a session.
const (
	optionToolConfig = iota
	optionModelFields
	optionOutputConfig
	options
)

var _ [dialect.MaxOptions - options]struct{}

// takeMember takes a member of a request.
func takeMember(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "messages":
		c.MessagesAt = c.In.Offset()
		c.PromptChars = 0
		return takeList(c, takeMessage)
	case "system":
		m := messageOf(c)
		before := c.PromptChars
		err := takeList(c, takeBlock)
		c.PromptChars, m.systemChars = before, c.PromptChars-before
		return err
	case "inferenceConfig":
		return takeStructure(c, takeInference)
	case "toolConfig":
		return takeTools(c)
	case "additionalModelRequestFields":
		c.KeepOption(optionModelFields, c.In.Raw())
		c.Request.Seed = decode.Member(c.Options[optionModelFields], "seed")
		return nil
	case "additionalModelResponseFieldPaths":
		m := messageOf(c)
		m.stopField, m.stopInDelta = false, false
		return takeList(c, takeFieldPath)
	case "outputConfig":
		return takeOption(c, optionOutputConfig)
	}
	c.In.Raw()
	return nil
}

// takeList calls take for each element of the next value, a list. null is an empty list.
func takeList(c *dialect.Session, take func(c *dialect.Session) *apierr.Error) *apierr.Error {
	switch c.In.Kind() {
	case skim.Array:
	case skim.Null:
		c.In.Raw()
		return nil
	default:
		return wrongType(&c.In, "List")
	}
	c.In.Array()
	for c.In.NextElem() {
		if err := take(c); err != nil {
			return err
		}
	}
	return nil
}

// takeStructure calls take for each member of the next value, an object. null is an empty
// object.
func takeStructure(c *dialect.Session, take func(c *dialect.Session, key []byte) *apierr.Error) *apierr.Error {
	switch c.In.Kind() {
	case skim.Object:
	case skim.Null:
		c.In.Raw()
		return nil
	default:
		return wrongType(&c.In, "Structure")
	}
	c.In.Object()
	for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
		if err := take(c, key); err != nil {
			return err
		}
	}
	return nil
}

// takeInference takes a member of inferenceConfig.
func takeInference(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "maxTokens":
		return takeMaxTokens(c)
	case "stopSequences":
		c.Request.Stop.Begin()
		return takeList(c, takeStop)
	}
	c.In.Raw()
	return nil
}

// takeMaxTokens takes the limit of tokens. A number below 1 means no limit.
func takeMaxTokens(c *dialect.Session) *apierr.Error {
	n := 0
	if kind := c.In.Kind(); kind != skim.Number && kind != skim.Null {
		return wrongType(&c.In, "Integer")
	}
	if err := c.In.TakeInt("", &n); err == decode.ErrBadJSON {
		return err
	}
	if c.Request.MaxTokens = n; n < 1 {
		c.Request.MaxTokens = math.MaxInt
	}
	return nil
}

// takeStop takes a stop sequence.
func takeStop(c *dialect.Session) *apierr.Error {
	if c.In.Kind() != skim.String {
		return wrongType(&c.In, "String")
	}
	if c.Request.Stop.Full() {
		return invalid("1 validation error detected: Value at 'inferenceConfig.stopSequences' failed to satisfy constraint: "+
			"Member must have length less than or equal to %d", engine.MaxStops)
	}
	c.Request.Stop.Add(c.In.String().Raw)
	return nil
}

// takeFieldPath takes a JSON pointer to a member of the model's own answer. The stop
// sequence is the only one there is.
func takeFieldPath(c *dialect.Session) *apierr.Error {
	if c.In.Kind() != skim.String {
		return wrongType(&c.In, "String")
	}
	switch m := messageOf(c); string(c.In.String().Raw) {
	case "/stop_sequence":
		m.stopField = true
	case "/delta/stop_sequence":
		m.stopInDelta = true
	}
	return nil
}

// takeOption keeps a member that is an object, to be read once the whole request is known.
func takeOption(c *dialect.Session, option int) *apierr.Error {
	if kind := c.In.Kind(); kind != skim.Object && kind != skim.Null {
		return wrongType(&c.In, "Structure")
	}
	c.KeepOption(option, c.In.Raw())
	return nil
}

// takeTools keeps toolConfig. The tools are part of the prompt.
func takeTools(c *dialect.Session) *apierr.Error {
	err := takeOption(c, optionToolConfig)
	messageOf(c).toolChars = c.JSONChars(decode.Member(c.Options[optionToolConfig], "tools"))
	return err
}

// takeMessage takes a message and counts the characters of its content.
func takeMessage(c *dialect.Session) *apierr.Error {
	if c.In.Kind() != skim.Object {
		return wrongType(&c.In, "Structure")
	}
	before := c.PromptChars
	c.In.Object()
	for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
		if string(key) != "content" {
			c.In.Raw()
			continue
		}
		c.PromptChars = before
		if err := takeList(c, takeBlock); err != nil {
			return err
		}
	}
	return nil
}

// takeBlock takes a content block and counts its characters.
func takeBlock(c *dialect.Session) *apierr.Error {
	if c.In.Kind() != skim.Object {
		return wrongType(&c.In, "Structure")
	}
	chars, err := blockChars(c, &c.In)
	c.PromptChars += chars
	return err
}
