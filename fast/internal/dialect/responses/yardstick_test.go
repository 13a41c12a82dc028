package responses

// What is rendered, as it is usually written: structs for encoding/json.
type (
	jsonEvent struct {
		Type           string        `json:"type"`
		SequenceNumber int           `json:"sequence_number"`
		OutputIndex    *int          `json:"output_index,omitempty"`
		Item           *jsonItem     `json:"item,omitempty"`
		ItemID         string        `json:"item_id,omitempty"`
		ContentIndex   *int          `json:"content_index,omitempty"`
		Part           *jsonPart     `json:"part,omitempty"`
		Delta          *string       `json:"delta,omitempty"`
		Text           *string       `json:"text,omitempty"`
		Logprobs       *[]struct{}   `json:"logprobs,omitempty"`
		Response       *jsonResponse `json:"response,omitempty"`
	}
	jsonItem struct {
		ID      string     `json:"id"`
		Type    string     `json:"type"`
		Role    string     `json:"role"`
		Status  string     `json:"status"`
		Content []jsonPart `json:"content"`
	}
	jsonPart struct {
		Type        string     `json:"type"`
		Annotations []struct{} `json:"annotations"`
		Text        string     `json:"text"`
		Logprobs    []struct{} `json:"logprobs"`
	}
	jsonResponse struct {
		ID                string             `json:"id"`
		Object            string             `json:"object"`
		CreatedAt         int64              `json:"created_at"`
		Status            string             `json:"status"`
		CompletedAt       *int64             `json:"completed_at"`
		Error             *struct{}          `json:"error"`
		IncompleteDetails *struct{}          `json:"incomplete_details"`
		Output            []jsonItem         `json:"output"`
		Usage             *jsonResponseUsage `json:"usage"`
		Model             string             `json:"model"`
		Background        bool               `json:"background"`
		Instructions      *string            `json:"instructions"`
		MaxOutputTokens   *int               `json:"max_output_tokens"`
		MaxToolCalls      *int               `json:"max_tool_calls"`
		ParallelToolCalls bool               `json:"parallel_tool_calls"`
		Previous          *string            `json:"previous_response_id"`
		CacheKey          *string            `json:"prompt_cache_key"`
		CacheRetention    *string            `json:"prompt_cache_retention"`
		Reasoning         struct {
			Effort  *string `json:"effort"`
			Summary *string `json:"summary"`
		} `json:"reasoning"`
		SafetyIdentifier *string `json:"safety_identifier"`
		ServiceTier      string  `json:"service_tier"`
		Store            bool    `json:"store"`
		Temperature      float64 `json:"temperature"`
		Text             struct {
			Format struct {
				Type string `json:"type"`
			} `json:"format"`
			Verbosity string `json:"verbosity"`
		} `json:"text"`
		ToolChoice  string            `json:"tool_choice"`
		Tools       []struct{}        `json:"tools"`
		TopLogprobs int               `json:"top_logprobs"`
		TopP        float64           `json:"top_p"`
		Truncation  string            `json:"truncation"`
		Metadata    map[string]string `json:"metadata"`
	}
	jsonResponseUsage struct {
		InputTokens  int `json:"input_tokens"`
		InputDetails struct {
			Cached  int `json:"cached_tokens"`
			Written int `json:"cache_write_tokens"`
		} `json:"input_tokens_details"`
		OutputTokens  int `json:"output_tokens"`
		OutputDetails struct {
			Reasoning int `json:"reasoning_tokens"`
		} `json:"output_tokens_details"`
		TotalTokens int `json:"total_tokens"`
	}
)
