package strict

import "math"

// turnRule takes the messages of a conversation.
func turnRule() rule {
	return object(need("role", "content"),
		parameter{"role", oneOf("user", "assistant", "system")},
		parameter{"content", stringOr(aString, list("an array of blocks", 0, math.MaxInt, blockRule()))},
	).rule
}

// blockRule takes the blocks of messages. Results of Anthropic's own tools are not checked.
func blockRule() rule {
	all := []variant{
		{"text", textBlockShape()},
		imageBlock(),
		documentBlock(),
		searchResultBlock(),
		{"thinking", object(need("signature", "thinking"), texts("signature", "thinking")...)},
		{"redacted_thinking", object(need("data"), texts("data")...)},
		{"tool_use", object(need("id", "input", "name"), texts("id", "name")...).with(parameter{"input", anObject}, parameter{"caller", anObject}, cacheControl())},
		{"tool_result", object(need("tool_use_id"), texts("tool_use_id")...).with(
			parameter{"content", stringOr(aString, list("an array of blocks", 0, math.MaxInt, variants("type",
				variant{"text", textBlockShape()}, imageBlock(), documentBlock(), searchResultBlock(), variant{"tool_reference", shape{open: true}},
			)))},
			parameter{"is_error", aBool}, cacheControl(),
		)},
	}
	for _, name := range []string{
		"server_tool_use", "web_search_tool_result", "web_fetch_tool_result", "code_execution_tool_result", "bash_code_execution_tool_result",
		"text_editor_code_execution_tool_result", "tool_search_tool_result", "mcp_tool_use", "mcp_tool_result", "container_upload", "mid_conv_system", "compaction", "fallback",
	} {
		all = append(all, variant{name, shape{open: true}})
	}
	return variants("type", all...)
}

func textBlockShape() shape {
	return object(need("text"), parameter{"text", aString}, cacheControl()).with(unchecked("citations")...)
}

// textBlockRule takes the blocks of a system prompt.
func textBlockRule() rule { return variants("type", variant{"text", textBlockShape()}) }

func imageBlock() variant {
	return variant{"image", object(need("source"), cacheControl(), parameter{"source", variants("type",
		variant{"base64", object(need("data", "media_type"), parameter{"data", aString}, parameter{"media_type", oneOf("image/jpeg", "image/png", "image/gif", "image/webp")})},
		variant{"url", object(need("url"), texts("url")...)},
		variant{"file", object(need("file_id"), texts("file_id")...)},
	)})}
}

func documentBlock() variant {
	return variant{"document", object(need("source"), texts("context", "title")...).with(cacheControl(), parameter{"citations", anObject}, parameter{"source", variants("type",
		variant{"base64", object(need("data", "media_type"), parameter{"data", aString}, parameter{"media_type", oneOf("application/pdf")})},
		variant{"text", object(need("data", "media_type"), parameter{"data", aString}, parameter{"media_type", oneOf("text/plain")})},
		variant{"content", object(need("content"), unchecked("content")...)},
		variant{"url", object(need("url"), texts("url")...)},
		variant{"file", object(need("file_id"), texts("file_id")...)},
	)})}
}

func searchResultBlock() variant {
	return variant{"search_result", object(need("content", "source", "title"), texts("source", "title")...).with(
		parameter{"content", list("an array of blocks", 0, math.MaxInt, textBlockRule())}, parameter{"citations", anObject}, cacheControl())}
}
