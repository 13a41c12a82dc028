package fast_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/pool"
)

const (
	bedrockModel   = "/model/us.anthropic.claude-sonnet-4-20250514-v1%3A0"
	conversePath   = bedrockModel + "/converse"
	converseStream = bedrockModel + "/converse-stream"
	invokePath     = bedrockModel + "/invoke"
	invokeStream   = bedrockModel + "/invoke-with-response-stream"

	converseRequest = `{"system":[{"text":"You are a helpful assistant."}],"messages":[{"role":"user","content":[{"text":"Tell me something about load tests, in a few sentences."}]}],` +
		`"inferenceConfig":{"temperature":0.7,"maxTokens":1024}}`
	converseMembers = `"messages":[{"role":"user","content":[{"text":"hi"}]}]`
	converseSpecs   = `"tools":[{"toolSpec":{"name":"weather","inputSchema":{"json":` + mailSchema + `}}},{"cachePoint":{"type":"default"}},{"toolSpec":{"name":"time","inputSchema":{"json":{"type":"object"}}}}]`
	converseTools   = `"toolConfig":{` + converseSpecs + `}`
	converseForced  = `"toolConfig":{"toolChoice":{"any":{}},` + converseSpecs + `}`
	thinking        = `"thinking":{"type":"enabled","budget_tokens":1024}`
	invokeRequest   = `{"anthropic_version":"bedrock-2023-05-31",` + messageMembers + `}`
)

// removeRandom removes from a what differs in answers that say the same, and checks it.
func (a *converseAnswer) removeRandom(t *testing.T) {
	t.Helper()
	if a.Output.Message.Role != "assistant" || a.Metrics.LatencyMs == nil || a.Usage.TotalTokens != a.Usage.InputTokens+a.Usage.OutputTokens {
		t.Errorf("%s", dump(a))
	}
	a.Metrics.LatencyMs = nil
	for _, b := range a.Output.Message.Content {
		if call := b.ToolUse; call != nil {
			if !strings.HasPrefix(call.ToolUseID, "tooluse_") || len(call.ToolUseID) != 32 {
				t.Errorf("id %q", call.ToolUseID)
			}
			if call.ToolUseID = ""; a.StopReason == "max_tokens" {
				call.Input = nil // is cut in the stream
			}
		}
		if b.Reasoning != nil {
			signature := &b.Reasoning.ReasoningText.Signature
			if len(*signature) != 96 {
				t.Errorf("signature %q", *signature)
			}
			*signature = ""
		}
	}
}

// TestConverse_StreamEqualsWhole checks that a stream makes the answer that comes in one
// piece, paced or not.
func TestConverse_StreamEqualsWhole(t *testing.T) {
	for _, config := range []fast.Config{
		{}, {Answers: fast.Answers{Text: pool.Rich, StreamTokensMin: 2, StreamTokensMax: 9}},
		{Timing: fast.Timing{ResponseDelay: time.Microsecond}, Answers: fast.Answers{ReasoningTokens: 40, ToolCallRate: 0.5}},
	} {
		url := serve(t, config)
		model := bedrockModel
		f := func(members string) {
			t.Helper()
			var whole converseAnswer
			postJSON(t, url+model+"/converse", `{`+members+`}`, &whole)
			_, stream := post(t, url+model+"/converse-stream", `{`+members+`}`)
			got := conversed(t, stream)
			for _, a := range []*converseAnswer{&whole, &got} {
				a.removeRandom(t)
			}
			if a, b := string(dump(got)), string(dump(whole)); a != b {
				t.Errorf("%s: stream makes\n%s\nwhole answer is\n%s", members, a, b)
			}
		}
		for seed := range 5 {
			s := fmt.Sprintf(`"additionalModelRequestFields":{"seed":%d`, seed)
			f(s + `},` + converseMembers)
			f(s + fmt.Sprintf(`},"inferenceConfig":{"maxTokens":%d,"stopSequences":["the ","\n"]},"additionalModelResponseFieldPaths":["/stop_sequence","/delta/stop_sequence"]`, 1+20*seed))
			f(s + `},` + converseMembers + `,` + converseTools)
			f(s + `},` + converseMembers + `,` + converseForced)
			f(s + fmt.Sprintf(`},"inferenceConfig":{"maxTokens":%d},%s`, 1+4*seed, converseForced))
			f(s + `,` + thinking + `},` + converseMembers)
			f(s + `,"reasoningConfig":{"type":"enabled","maxReasoningEffort":"low"}},` + converseForced)
			f(s + `},"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":` + string(dump(mailSchema)) + `}}}}`)
		}
		model = "/model/echo"
		f(`"messages":[{"role":"user","content":[{"text":"say \u00e9 this"}]},{"role":"assistant","content":[{"text":"no"}]}]`)
	}
}

// TestConverse_Options checks what members of a request do to the answer.
func TestConverse_Options(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 500, ToolCallRate: 1}})
	f := func(members string, input int, check func(a converseAnswer, content []converseBlock) bool) {
		t.Helper()
		var a converseAnswer
		postJSON(t, url+conversePath, `{`+members+`}`, &a)
		if !check(a, a.Output.Message.Content) || a.Usage.InputTokens != input {
			t.Errorf("%s: %s", members, dump(a))
		}
	}
	text := func(a converseAnswer, content []converseBlock) bool {
		return len(content) == 1 && content[0].Text != nil && a.StopReason == "end_turn" && a.Usage.OutputTokens == pool.Tokens(len(*content[0].Text))
	}
	calls := func(names ...string) func(a converseAnswer, content []converseBlock) bool {
		return func(a converseAnswer, content []converseBlock) bool {
			for _, b := range content {
				if b.ToolUse == nil || !strings.Contains(strings.Join(names, " "), b.ToolUse.Name) {
					return false
				}
				if b.ToolUse.Name == "weather" {
					wantValid(t, mailSchema, string(b.ToolUse.Input))
				}
			}
			return a.StopReason == "tool_use" && len(content) > 0
		}
	}
	tools := pool.Tokens(len(converseSpecs) - len(`"tools":`))
	f(``, 0, text)
	f(`"system":[{"text":"12345678"},{"cachePoint":{"type":"default"}}],"messages":[{"role":"user","content":[{"text":"1234"}]}]`, 3, text)
	f(`"messages":[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"AAAA"}}},{"document":{"name":"a","format":"txt","source":{"text":"1234"}}},`+
		`{"guardContent":{"text":{"text":"1234"}}},{"video":{"format":"mp4","source":{"s3Location":{"uri":"s3://a"}}}}]}],"guardrailConfig":{"guardrailIdentifier":"a","guardrailVersion":"1"}`, 2, text)
	f(`"messages":[{"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"b","input":{"a": 1}}},{"reasoningContent":{"reasoningText":{"text":"12345678"}}}]},`+
		`{"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"text":"1234"},{"json":{"a": 2}}]}}]}]`, 5, text)
	f(`"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[]}}]}],`+converseTools, tools, text)
	f(converseTools, tools, calls("weather", "time"))
	f(converseForced, tools, calls("weather", "time"))
	f(`"toolConfig":{"toolChoice":{"tool":{"name":"time"}},`+converseSpecs+`}`, tools, calls("time"))
	for range 20 {
		f(`"additionalModelRequestFields":{"tool_choice":{"type":"any","disable_parallel_tool_use":true}},`+converseForced, tools, func(a converseAnswer, content []converseBlock) bool {
			return len(content) == 1 && a.StopReason == "tool_use"
		})
	}
	f(`"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":100}}`, 0, func(a converseAnswer, content []converseBlock) bool {
		return len(content) == 2 && content[0].Reasoning != nil && pool.Tokens(len(content[0].Reasoning.ReasoningText.Text)) == 100 && content[1].Text != nil
	})
	f(`"inferenceConfig":{"maxTokens":3}`, 0, func(a converseAnswer, content []converseBlock) bool {
		return a.StopReason == "max_tokens" && a.Usage.OutputTokens == 3 && a.Fields == nil
	})
	f(`"inferenceConfig":{"stopSequences":["e"]},"additionalModelResponseFieldPaths":["/stop_sequence","/delta/stop_sequence","/other"]`, 0, func(a converseAnswer, content []converseBlock) bool {
		return a.StopReason == "stop_sequence" && string(a.Fields) == `{"delta":{"stop_sequence":"e"},"stop_sequence":"e"}`
	})
	f(`"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":`+string(dump(mailSchema))+`}}}}`, 0, func(a converseAnswer, content []converseBlock) bool {
		wantValid(t, mailSchema, *content[0].Text)
		return a.StopReason == "end_turn"
	})
}

// TestInvoke_StreamEqualsWhole checks that InvokeModel answers as Anthropic's API does, and
// that the chunks of a stream make the same message.
func TestInvoke_StreamEqualsWhole(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{StreamTokensMin: 2, StreamTokensMax: 9}})
	for _, members := range []string{messageMembers, messageTools + `,"tool_choice":{"type":"any"}`, thinking + `,` + messageMembers, `"max_tokens":3`, `"stop_sequences":["e"]`} {
		body := `{"anthropic_version":"bedrock-2023-05-31","seed":7,` + members + `}`
		var whole anthropicMessage
		postJSON(t, url+invokePath, body, &whole)
		_, stream := post(t, url+invokeStream, body)
		got := assembled(t, anthropicStream(t, stream))
		if whole.Model != "us.anthropic.claude-sonnet-4-20250514-v1:0" || whole.Model != got.Model {
			t.Errorf("%s: models are %q and %q", members, whole.Model, got.Model)
		}
		for _, m := range []*anthropicMessage{&whole, &got} {
			m.ID = ""
			for i := range m.Content {
				m.Content[i].ID, m.Content[i].Signature = "", ""
			}
		}
		if string(dump(got)) != string(dump(whole)) {
			t.Errorf("%s: stream makes\n%s\nwhole message is\n%s", members, dump(got), dump(whole))
		}
		var last struct {
			Metrics struct{ InputTokenCount, OutputTokenCount, InvocationLatency, FirstByteLatency *int } `json:"amazon-bedrock-invocationMetrics"`
		}
		events := strings.Split(string(anthropicStream(t, stream)), "data: ")
		if err := json.Unmarshal([]byte(events[len(events)-1]), &last); err != nil || last.Metrics.FirstByteLatency == nil || *last.Metrics.OutputTokenCount != whole.Usage.Output {
			t.Errorf("%s: last event is %s: %v", members, events[len(events)-1], err)
		}
	}
}
