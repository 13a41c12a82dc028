package openai

import "encoding/json"

// What is rendered, as it is usually written: structs for encoding/json.
type (
	jsonAnswer struct {
		ID                string       `json:"id"`
		Object            string       `json:"object"`
		Created           int64        `json:"created"`
		Model             string       `json:"model"`
		ServiceTier       string       `json:"service_tier,omitempty"`
		SystemFingerprint string       `json:"system_fingerprint,omitempty"`
		Choices           []jsonChoice `json:"choices"`
		Usage             *jsonUsage   `json:"usage"`
	}
	jsonChoice struct {
		Index        int          `json:"index"`
		Text         *string      `json:"text,omitempty"`
		Message      *jsonMessage `json:"message,omitempty"`
		Delta        *jsonDelta   `json:"delta,omitempty"`
		Logprobs     *struct{}    `json:"logprobs"`
		FinishReason *string      `json:"finish_reason"`
	}
	jsonMessage struct {
		Role        string     `json:"role"`
		Content     string     `json:"content"`
		Refusal     *string    `json:"refusal"`
		Annotations []struct{} `json:"annotations"`
	}
	jsonDelta struct {
		Role    string          `json:"role,omitempty"`
		Content *string         `json:"content,omitempty"`
		Refusal json.RawMessage `json:"refusal,omitempty"`
	}
	jsonUsage struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
		TotalTokens      int `json:"total_tokens"`
		PromptDetails    *struct {
			Cached int `json:"cached_tokens"`
			Audio  int `json:"audio_tokens"`
		} `json:"prompt_tokens_details,omitempty"`
		CompletionDetails *struct {
			Reasoning int `json:"reasoning_tokens"`
			Audio     int `json:"audio_tokens"`
			Accepted  int `json:"accepted_prediction_tokens"`
			Rejected  int `json:"rejected_prediction_tokens"`
		} `json:"completion_tokens_details,omitempty"`
	}
	jsonEmbeddings[Vector any] struct {
		Object string `json:"object"`
		Data   []struct {
			Object    string `json:"object"`
			Index     int    `json:"index"`
			Embedding Vector `json:"embedding"`
		} `json:"data"`
		Model string `json:"model"`
		Usage struct {
			PromptTokens int `json:"prompt_tokens"`
			TotalTokens  int `json:"total_tokens"`
		} `json:"usage"`
	}
	jsonError struct {
		Error struct {
			Message string  `json:"message"`
			Type    string  `json:"type"`
			Param   *string `json:"param"`
			Code    *string `json:"code"`
		} `json:"error"`
	}
)
