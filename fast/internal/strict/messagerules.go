package strict

import (
	"fmt"
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// maxCallID is the largest length of the ids of tool calls in chat.
const maxCallID = 40

// messageRule checks the messages of a chat.
func messageRule() rule {
	text := contentRule("text")
	name := parameter{"name", authorName()}
	return variants("role",
		variant{"system", object(nil, parameter{"content", text}, name)},
		variant{"assistant", object(nil, parameter{"content", contentRule("text", "refusal")}, name,
			parameter{"refusal", aString},
			parameter{"audio", object(need("id"), texts("id")...).with(unchecked("data", "expires_at", "transcript")...).rule},
			parameter{"tool_calls", list("an array of objects", 1, math.MaxInt, toolCallRule())},
			parameter{"function_call", anObject},
			parameter{"annotations", anything},
			parameter{"parsed", anything}, // SDKs add it to what they send back
		)},
		variant{"user", object(nil, parameter{"content", contentRule("text", "image_url", "input_audio", "file")}, name)},
		variant{"function", object(need("name"), parameter{"content", text}, parameter{"name", aString})},
		variant{"tool", object(need("tool_call_id"), parameter{"content", text},
			parameter{"tool_call_id", atMost(maxCallID)}, parameter{"name", aString})},
		variant{"developer", object(need("content"), parameter{"content", text}, name)},
	)
}

// toolCallRule checks the tool calls of an assistant.
func toolCallRule() rule {
	id := parameter{"id", atMost(maxCallID)}
	name := parameter{"name", functionName()}
	return variants("type",
		variant{"function", object(need("id", "function"), id,
			parameter{"function", object(need("name", "arguments"), name, parameter{"arguments", aString}, parameter{"parsed_arguments", anything}).rule})},
		variant{"custom", object(need("id", "custom"), id,
			parameter{"custom", object(need("name", "input"), name, parameter{"input", aString}).rule})},
	)
}

// partRule checks the parts of a message.
func partRule() rule {
	image := object(need("url"), parameter{"url", aString}, parameter{"detail", oneOf("auto", "low", "high", "original")})
	audio := object(need("data", "format"), parameter{"data", aString}, parameter{"format", oneOf("wav", "mp3")})
	file := object(nil, texts("file_data", "file_id", "filename")...)
	cached := parameter{"prompt_cache_breakpoint", anObject}
	return variants("type",
		variant{"text", object(need("text"), parameter{"text", aString}, cached)},
		variant{"image_url", object(need("image_url"), parameter{"image_url", image.rule}, cached)},
		variant{"input_audio", object(need("input_audio"), parameter{"input_audio", audio.rule}, cached)},
		variant{"refusal", object(need("refusal"), parameter{"refusal", aString})},
		variant{"audio", shape{open: true}},
		variant{"file", object(need("file"), parameter{"file", file.rule}, cached)},
	)
}

// contentRule checks the content of a message whose parts may have these types.
// imagesMisplaced checks images.
func contentRule(types ...string) rule {
	part, allowed := partRule(), oneOf(types...)
	each := func(v *Validator, raw []byte) *apierr.Error {
		if err := part(v, raw); err != nil {
			return err
		}
		given := v.Members(raw)
		defer v.close(given)
		if given.is("type", "image_url") {
			return nil
		}
		return v.member("type", given.Value("type"), allowed)
	}
	return stringOr(aString, list("one of a string or array of objects", 0, math.MaxInt, each))
}

// imagesMisplaced refuses images in messages of roles other than user.
func imagesMisplaced(v *Validator, given Members) *apierr.Error {
	return eachMessage(v, given, func(i int, message Members) *apierr.Error {
		content := message.Value("content")
		if message.is("role", "user") || kindOf(content) != skim.Array {
			return nil
		}
		in := skim.New(content)
		for in.Array(); in.NextElem(); {
			part := v.Members(in.Raw())
			image := part.is("type", "image_url")
			v.close(part)
			if image {
				name := fmt.Sprintf("messages[%d]", i)
				return BadRequest(name, "invalid_value",
					"Invalid '%s'. Image URLs are only allowed for messages with role 'user', but this message with role '%s' contains an image URL.",
					name, message.Text("role"))
			}
		}
		return nil
	})
}
