package strict

// named describes objects with the name of a function or a tool.
func named(more ...parameter) shape {
	return object(need("name"), parameter{"name", functionName()}).with(more...)
}

// legacyFunction describes an element of functions.
func legacyFunction() shape {
	return named(parameter{"description", aString}, parameter{"parameters", anObject}).checked(legacyFunctionSchema)
}

// chatToolRule checks the tools of a chat.
func chatToolRule() rule {
	function := named(parameter{"description", aString}, parameter{"parameters", anObject}, parameter{"strict", aBool}).checked(functionSchema)
	custom := named(parameter{"description", aString}, parameter{"format", customFormatRule()})
	return variants("type",
		variant{"function", object(need("function"), parameter{"function", function.rule})},
		variant{"custom", object(need("custom"), parameter{"custom", custom.rule})},
	)
}

// customFormatRule checks the format of a custom tool's input. In chat the grammar is
// a member of its own; in responses its fields are inline.
func customFormatRule() rule {
	return variants("type",
		variant{"text", object(nil)},
		variant{"grammar", object(nil, unchecked("grammar", "definition", "syntax")...)},
	)
}

func chatToolChoiceRule() rule {
	return variants("type",
		variant{"function", object(need("function"), parameter{"function", named().rule})},
		variant{"custom", object(need("custom"), parameter{"custom", named().rule})},
		variant{"allowed_tools", object(need("allowed_tools"), parameter{"allowed_tools",
			object(need("mode", "tools"), parameter{"mode", oneOf("auto", "required")}, parameter{"tools", anything}).rule})},
	)
}

// toolRule checks the tools of a response.
func toolRule() rule {
	function := named(parameter{"description", aString}, parameter{"parameters", anObject}, parameter{"strict", aBool}).
		with(unchecked("defer_loading", "allowed_callers", "output_schema")...).checked(functionSchema)
	custom := named(parameter{"description", aString}, parameter{"format", customFormatRule()}).
		with(unchecked("defer_loading", "allowed_callers")...)
	web := object(nil, unchecked("external_web_access", "filters", "search_content_types", "search_context_size", "user_location")...)
	screen := object(nil, unchecked("display_height", "display_width", "environment")...)
	return variants("type",
		variant{"function", function},
		variant{"custom", custom},
		variant{"web_search", web},
		variant{"web_search_2025_08_26", web},
		variant{"web_search_preview", web},
		variant{"web_search_preview_2025_03_11", web},
		variant{"file_search", object(need("vector_store_ids"), unchecked("vector_store_ids", "filters", "max_num_results", "ranking_options")...)},
		variant{"code_interpreter", object(need("container"), unchecked("container", "allowed_callers")...)},
		variant{"image_generation", object(nil, unchecked("action", "background", "input_fidelity", "input_image_mask", "model",
			"moderation", "output_compression", "output_format", "partial_images", "quality", "size")...)},
		variant{"mcp", object(need("server_label"), unchecked("server_label", "allowed_callers", "allowed_tools", "authorization", "connector_id",
			"defer_loading", "headers", "require_approval", "server_description", "server_url", "tunnel_id")...)},
		variant{"computer", screen},
		variant{"computer_use", screen},
		variant{"computer_use_preview", screen},
		variant{"local_shell", object(nil)},
		variant{"shell", object(nil, unchecked("allowed_callers", "environment")...)},
		variant{"apply_patch", object(nil, unchecked("allowed_callers")...)},
		variant{"namespace", object(need("name", "tools"), unchecked("name", "description", "tools")...)},
		variant{"tool_search", object(nil, unchecked("description", "execution", "parameters")...)},
		variant{"programmatic_tool_calling", object(nil)},
	)
}

func toolChoiceRule() rule {
	builtIn := object(nil)
	return variants("type",
		variant{"function", named()},
		variant{"custom", named()},
		variant{"allowed_tools", object(need("mode", "tools"), parameter{"mode", oneOf("auto", "required")}, parameter{"tools", anything})},
		variant{"mcp", object(need("server_label"), texts("server_label", "name")...)},
		variant{"file_search", builtIn},
		variant{"web_search", builtIn},
		variant{"web_search_2025_08_26", builtIn},
		variant{"web_search_preview", builtIn},
		variant{"web_search_preview_2025_03_11", builtIn},
		variant{"computer", builtIn},
		variant{"computer_use", builtIn},
		variant{"computer_use_preview", builtIn},
		variant{"image_generation", builtIn},
		variant{"code_interpreter", builtIn},
		variant{"apply_patch", builtIn},
		variant{"shell", builtIn},
		variant{"programmatic_tool_calling", builtIn},
	)
}

// responseFormatRule checks the format of a chat answer.
func responseFormatRule() rule {
	document := named(parameter{"description", aString}, parameter{"schema", anObject}, parameter{"strict", aBool}).checked(formatSchema)
	return variants("type",
		variant{"json_object", object(nil)},
		variant{"json_schema", object(need("json_schema"), parameter{"json_schema", document.rule})},
		variant{"text", object(nil)},
	)
}

// textFormatRule checks the format of a response.
func textFormatRule() rule {
	document := object(need("name", "schema"), parameter{"name", functionName()}, parameter{"schema", anObject},
		parameter{"description", aString}, parameter{"strict", aBool}).checked(textSchema)
	return variants("type",
		variant{"json_object", object(nil)},
		variant{"text", object(nil)},
		variant{"json_schema", document},
	)
}
