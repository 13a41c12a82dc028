package strict

import "math"

// cohereTurnRule takes the messages of a conversation.
func cohereTurnRule() rule {
	textPart := variant{"text", object(need("text"), texts("text")...)}
	content := func(parts ...variant) parameter {
		return parameter{"content", stringOr(aString, list("an array of objects", 0, math.MaxInt, variants("type", parts...)))}
	}
	return variants("role",
		variant{"user", object(need("content"), parameter{"content", stringOr(aString, cohereParts())})},
		variant{"system", object(need("content"), content(textPart))},
		variant{"assistant", object(nil, texts("tool_plan")...).with(
			content(textPart, variant{"thinking", object(need("thinking"), texts("thinking")...)}),
			parameter{"tool_calls", list("an array of objects", 0, math.MaxInt, cohereCallRule())},
		).with(unchecked("citations")...)},
		variant{"tool", object(nil, texts("tool_call_id")...).with(
			content(textPart, variant{"document", object(need("document"), parameter{"document", cohereDocument().rule})}),
		)},
	)
}

// cohereParts takes texts and images.
func cohereParts() rule {
	return list("an array of objects", 0, math.MaxInt, variants("type",
		variant{"text", object(need("text"), texts("text")...)},
		variant{"image_url", object(need("image_url"), parameter{"image_url",
			object(need("url"), texts("url")...).with(parameter{"detail", oneOf("auto", "low", "high")}).rule})},
	))
}

// cohereCallRule takes the calls of tools.
func cohereCallRule() rule {
	return object(need("id", "function"), texts("id", "type")...).with(
		parameter{"function", object(need("name"), texts("name", "arguments")...).rule},
	).rule
}

// cohereToolRule takes tools.
func cohereToolRule() rule {
	return object(need("function"), parameter{"type", oneOf("function")}).with(
		parameter{"function", object(need("name"), texts("name", "description")...).with(parameter{"parameters", anObject}).rule},
	).rule
}

// cohereDocument describes what answers may cite.
func cohereDocument() shape {
	return object(need("data"), texts("id")...).with(parameter{"data", stringOr(aString, anObject)})
}
