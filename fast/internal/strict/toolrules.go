package strict

// named takes objects with the name of a function or a tool.
func named(more ...parameter) shape {
	return object(need("name"), parameter{"name", functionName()}).with(more...)
}

// legacyFunction is an element of functions.
func legacyFunction() shape {
	return named(parameter{"description", aString}, parameter{"parameters", anObject}).checked(looseFunction)
}

// chatToolRule takes the tools of chat.
func chatToolRule() rule {
	function := named(parameter{"description", aString}, parameter{"parameters", anObject}, parameter{"strict", aBool}).checked(functionSchema)
	custom := named(parameter{"description", aString}, parameter{"format", customFormatRule()})
	return variants("type",
		variant{"function", object(need("function"), parameter{"function", function.rule})},
		variant{"custom", object(need("custom"), parameter{"custom", custom.rule})},
	)
}

// customFormatRule takes the format of a custom tool's input: chat has a member
// grammar, responses have what is in it.
func customFormatRule() rule {
	return variants("type",
		variant{"text", object(nil)},
		variant{"grammar", object(nil, free("grammar", "definition", "syntax")...)},
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

// toolRule takes the tools of a response.
func toolRule() rule {
	function := named(parameter{"description", aString}, parameter{"parameters", anObject}, parameter{"strict", aBool}).
		with(free("defer_loading", "allowed_callers", "output_schema")...).checked(functionSchema)
	custom := named(parameter{"description", aString}, parameter{"format", customFormatRule()}).
		with(free("defer_loading", "allowed_callers")...)
	web := object(nil, free("external_web_access", "filters", "search_content_types", "search_context_size", "user_location")...)
	screen := object(nil, free("display_height", "display_width", "environment")...)
	return variants("type",
		variant{"function", function},
		variant{"custom", custom},
		variant{"web_search", web},
		variant{"web_search_2025_08_26", web},
		variant{"web_search_preview", web},
		variant{"web_search_preview_2025_03_11", web},
		variant{"file_search", object(need("vector_store_ids"), free("vector_store_ids", "filters", "max_num_results", "ranking_options")...)},
		variant{"code_interpreter", object(need("container"), free("container", "allowed_callers")...)},
		variant{"image_generation", object(nil, free("action", "background", "input_fidelity", "input_image_mask", "model",
			"moderation", "output_compression", "output_format", "partial_images", "quality", "size")...)},
		variant{"mcp", object(need("server_label"), free("server_label", "allowed_callers", "allowed_tools", "authorization", "connector_id",
			"defer_loading", "headers", "require_approval", "server_description", "server_url", "tunnel_id")...)},
		variant{"computer", screen},
		variant{"computer_use", screen},
		variant{"computer_use_preview", screen},
		variant{"local_shell", object(nil)},
		variant{"shell", object(nil, free("allowed_callers", "environment")...)},
		variant{"apply_patch", object(nil, free("allowed_callers")...)},
		variant{"namespace", object(need("name", "tools"), free("name", "description", "tools")...)},
		variant{"tool_search", object(nil, free("description", "execution", "parameters")...)},
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

// responseFormatRule takes the format of an answer of chat.
func responseFormatRule() rule {
	document := named(parameter{"description", aString}, parameter{"schema", anObject}, parameter{"strict", aBool}).checked(formatSchema)
	return variants("type",
		variant{"json_object", object(nil)},
		variant{"json_schema", object(need("json_schema"), parameter{"json_schema", document.rule})},
		variant{"text", object(nil)},
	)
}

// textFormatRule takes the format of a response.
func textFormatRule() rule {
	document := object(need("name", "schema"), parameter{"name", functionName()}, parameter{"schema", anObject},
		parameter{"description", aString}, parameter{"strict", aBool}).checked(textSchema)
	return variants("type",
		variant{"json_object", object(nil)},
		variant{"text", object(nil)},
		variant{"json_schema", document},
	)
}
