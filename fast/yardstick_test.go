package fast

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

// What the server renders, as it is usually written: structs for encoding/json.
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

// The same for the Responses API.
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

// encodeAs returns a function that encodes what rendered says with
// encoding/json, from structs like document. What stands in front of the JSON
// and behind it is copied.
func encodeAs(t testing.TB, document any, rendered []byte) (encode func(*bytes.Buffer)) {
	t.Helper()
	from, to := bytes.IndexByte(rendered, '{'), bytes.LastIndexByte(rendered, '}')+1
	decoder := json.NewDecoder(bytes.NewReader(rendered[from:to]))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(document); err != nil {
		t.Fatalf("%v in %s", err, rendered)
	}
	front, back := bytes.Clone(rendered[:from]), bytes.Clone(rendered[to:])
	encode = func(b *bytes.Buffer) {
		b.Reset()
		b.Write(front)
		encoded, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(encoded)
		b.Write(back)
	}
	var b bytes.Buffer
	encode(&b)
	wantSameJSON(t, b.Bytes()[from:b.Len()-len(back)], rendered[from:to])
	return encode
}

func wantSameJSON(t testing.TB, got, want []byte) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal(got, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(want, &b); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Fatalf("the yardstick says\n%s\nbut it is\n%s", got, want)
	}
}
