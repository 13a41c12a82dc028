package gemini

import "encoding/json"

// What is rendered, as it is usually written: structs for encoding/json.
type (
	jsonAnswer struct {
		Candidates []jsonCandidate `json:"candidates"`
		Usage      struct {
			Prompt     int          `json:"promptTokenCount"`
			Candidates int          `json:"candidatesTokenCount"`
			Total      int          `json:"totalTokenCount"`
			Traffic    string       `json:"trafficType,omitempty"`
			Details    []jsonDetail `json:"promptTokensDetails"`
			Thoughts   int          `json:"thoughtsTokenCount,omitempty"`
		} `json:"usageMetadata"`
		Version string `json:"modelVersion"`
		Created string `json:"createTime,omitempty"`
		ID      string `json:"responseId"`
	}
	jsonCandidate struct {
		Content struct {
			Parts []jsonPart `json:"parts,omitempty"`
			Role  string     `json:"role"`
		} `json:"content"`
		Finish string `json:"finishReason,omitempty"`
		Index  int    `json:"index"`
	}
	jsonPart struct {
		Text      string    `json:"text,omitempty"`
		Thought   bool      `json:"thought,omitempty"`
		Call      *jsonCall `json:"functionCall,omitempty"`
		Signature string    `json:"thoughtSignature,omitempty"`
	}
	jsonCall struct {
		Name string          `json:"name"`
		Args json.RawMessage `json:"args"`
		ID   string          `json:"id,omitempty"`
	}
	jsonDetail struct {
		Modality string `json:"modality"`
		Tokens   int    `json:"tokenCount"`
	}
	jsonTokens struct {
		Total   int          `json:"totalTokens"`
		Details []jsonDetail `json:"promptTokensDetails"`
	}
	jsonEmbedding struct {
		Embedding struct {
			Values []float64 `json:"values"`
		} `json:"embedding"`
	}
	jsonError struct {
		Error struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
			Status  string `json:"status"`
		} `json:"error"`
	}
)
