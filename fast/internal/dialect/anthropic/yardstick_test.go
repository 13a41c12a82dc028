package anthropic

// What is rendered, as it is usually written: structs for encoding/json.
type (
	jsonMessage struct {
		Model        string      `json:"model"`
		ID           string      `json:"id"`
		Type         string      `json:"type"`
		Role         string      `json:"role"`
		Content      []jsonBlock `json:"content"`
		StopReason   *string     `json:"stop_reason"`
		StopSequence *string     `json:"stop_sequence"`
		StopDetails  *struct{}   `json:"stop_details"`
		Usage        jsonUsage   `json:"usage"`
	}
	jsonBlock struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	jsonUsage struct {
		Input         int          `json:"input_tokens"`
		CacheCreation int          `json:"cache_creation_input_tokens"`
		CacheRead     int          `json:"cache_read_input_tokens"`
		Creation      *jsonCreated `json:"cache_creation,omitempty"`
		Output        int          `json:"output_tokens"`
		Details       *jsonDetails `json:"output_tokens_details,omitempty"`
		Tier          string       `json:"service_tier,omitempty"`
		Geo           string       `json:"inference_geo,omitempty"`
	}
	jsonCreated struct {
		FiveMinutes int `json:"ephemeral_5m_input_tokens"`
		Hour        int `json:"ephemeral_1h_input_tokens"`
	}
	jsonDetails struct {
		Thinking int `json:"thinking_tokens"`
	}
	jsonEvent struct {
		Type    string       `json:"type"`
		Message *jsonMessage `json:"message,omitempty"`
		Index   *int         `json:"index,omitempty"`
		Block   *jsonBlock   `json:"content_block,omitempty"`
		Delta   any          `json:"delta,omitempty"`
		Usage   *jsonUsage   `json:"usage,omitempty"`
	}
)
