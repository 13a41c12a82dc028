package cohere

// What is rendered, as it is usually written: structs for encoding/json.
type (
	jsonAnswer struct {
		ID       string         `json:"id"`
		Message  jsonMessage    `json:"message"`
		Finish   string         `json:"finish_reason"`
		Usage    jsonUsage      `json:"usage"`
		Logprobs []jsonLogprobs `json:"logprobs,omitempty"`
	}
	jsonMessage struct {
		Role      string         `json:"role"`
		Content   []jsonContent  `json:"content,omitempty"`
		Plan      string         `json:"tool_plan,omitempty"`
		Calls     []jsonCall     `json:"tool_calls,omitempty"`
		Citations []jsonCitation `json:"citations,omitempty"`
	}
	jsonContent struct {
		Type     string `json:"type"`
		Text     string `json:"text,omitempty"`
		Thinking string `json:"thinking,omitempty"`
	}
	jsonCall struct {
		ID       string `json:"id"`
		Type     string `json:"type"`
		Function struct {
			Name      string `json:"name"`
			Arguments string `json:"arguments"`
		} `json:"function"`
	}
	jsonCitation struct {
		Start   int    `json:"start"`
		End     int    `json:"end"`
		Text    string `json:"text"`
		Sources []struct {
			Type     string            `json:"type"`
			ID       string            `json:"id"`
			Document map[string]string `json:"document"`
		} `json:"sources"`
		Type  string `json:"type"`
		Index int    `json:"content_index"`
	}
	jsonUsage struct {
		Billed jsonTokens `json:"billed_units"`
		Tokens jsonTokens `json:"tokens"`
	}
	jsonTokens struct {
		Input  int `json:"input_tokens"`
		Output int `json:"output_tokens"`
	}
	jsonLogprobs struct {
		Text     string    `json:"text"`
		TokenIDs []int     `json:"token_ids"`
		Logprobs []float64 `json:"logprobs"`
	}
	jsonEvent struct {
		ID    string `json:"id,omitempty"`
		Type  string `json:"type"`
		Index *int   `json:"index,omitempty"`
		Delta *struct {
			Message *jsonDelta `json:"message,omitempty"`
			Finish  string     `json:"finish_reason,omitempty"`
			Usage   *jsonUsage `json:"usage,omitempty"`
		} `json:"delta,omitempty"`
	}
	jsonDelta struct {
		Role      string `json:"role,omitempty"`
		Content   any    `json:"content,omitempty"`
		Plan      any    `json:"tool_plan,omitempty"`
		Calls     any    `json:"tool_calls,omitempty"`
		Citations any    `json:"citations,omitempty"`
	}
	jsonEmbeddings struct {
		ID         string   `json:"id"`
		Texts      []string `json:"texts"`
		Embeddings struct {
			Float [][]float64 `json:"float,omitempty"`
			Int8  [][]int     `json:"int8,omitempty"`
		} `json:"embeddings"`
		Meta jsonMeta `json:"meta"`
		Type string   `json:"response_type"`
	}
	jsonMeta struct {
		API struct {
			Version string `json:"version"`
		} `json:"api_version"`
		Billed struct {
			Input int `json:"input_tokens,omitempty"`
			Units int `json:"search_units,omitempty"`
		} `json:"billed_units"`
	}
	jsonRanking struct {
		ID      string `json:"id"`
		Results []struct {
			Index int     `json:"index"`
			Score float64 `json:"relevance_score"`
		} `json:"results"`
		Meta jsonMeta `json:"meta"`
	}
	jsonError struct {
		ID      string `json:"id"`
		Message string `json:"message"`
	}
)
