package fast_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/responses"

	"mock-openai/fast"
	"mock-openai/pool"
)

const responsesPath = "/v1/responses"

// responseEvent is what the tests read of an event of a response.
type responseEvent struct {
	Type     string
	Sequence *int `json:"sequence_number"`
	Output   int  `json:"output_index"`
	Delta    string
	Text     string
	Item     json.RawMessage
	Response json.RawMessage

	Arguments, Input, Obfuscation string
}

// responseEvents splits the stream of a response and checks its form: types and
// sequence numbers.
func responseEvents(t testing.TB, stream []byte) (all []responseEvent) {
	t.Helper()
	text, ended := strings.CutSuffix(string(stream), "\n\n")
	if !ended {
		t.Fatalf("stream ends with %q", text[max(0, len(text)-40):])
	}
	for event := range strings.SplitSeq(text, "\n\n") {
		kind, data, ok := strings.Cut(event, "\ndata: ")
		var e responseEvent
		if err := json.Unmarshal([]byte(data), &e); err != nil || !ok || strings.Contains(data, "\n") || kind != "event: "+e.Type {
			t.Fatalf("event %q: %v", event, err)
		}
		if e.Sequence == nil || *e.Sequence != len(all) {
			t.Fatalf("event %d has another number: %s", len(all), data)
		}
		all = append(all, e)
	}
	switch last := all[len(all)-1].Type; last {
	case "response.completed", "response.incomplete":
	default:
		t.Fatalf("last event is %s", last)
	}
	return all
}

// gathered is what the deltas of a stream say, by item.
func gathered(events []responseEvent) (texts []string) {
	for _, e := range events {
		if e.Type == "response.output_item.added" {
			texts = append(texts, "")
		}
		if e.Delta != "" {
			texts[e.Output] += e.Delta
		}
	}
	return texts
}

func TestSDK_Response(t *testing.T) {
	client := newClient(t, fast.Config{})
	a, err := client.Responses.New(context.Background(), responses.ResponseNewParams{
		Model: "any-model", Instructions: openai.String("You are terse."), Temperature: openai.Float(0.3),
		Input:    responses.ResponseNewParamsInputUnion{OfString: openai.String("Tell me about load tests.")},
		Metadata: map[string]string{"run": "7"},
	})
	if err != nil {
		t.Fatal(err)
	}
	said := a.Output[0]
	valid(t, map[string]interface{ Valid() bool }{
		"id": a.JSON.ID, "object": a.JSON.Object, "created_at": a.JSON.CreatedAt, "completed_at": a.JSON.CompletedAt, "model": a.JSON.Model,
		"status": a.JSON.Status, "output": a.JSON.Output, "usage": a.JSON.Usage, "tools": a.JSON.Tools, "tool_choice": a.JSON.ToolChoice,
		"temperature": a.JSON.Temperature, "top_p": a.JSON.TopP, "metadata": a.JSON.Metadata, "parallel_tool_calls": a.JSON.ParallelToolCalls,
		"instructions": a.JSON.Instructions, "text": a.JSON.Text, "reasoning": a.JSON.Reasoning, "truncation": a.JSON.Truncation,
		"background": a.JSON.Background, "service_tier": a.JSON.ServiceTier, "top_logprobs": a.JSON.TopLogprobs,
		"item.id": said.JSON.ID, "item.type": said.JSON.Type, "item.status": said.JSON.Status, "item.role": said.JSON.Role,
		"content": said.JSON.Content, "annotations": said.Content[0].JSON.Annotations, "logprobs": said.Content[0].JSON.Logprobs,
		"input_tokens": a.Usage.JSON.InputTokens, "output_tokens": a.Usage.JSON.OutputTokens, "total_tokens": a.Usage.JSON.TotalTokens,
		"cached_tokens": a.Usage.InputTokensDetails.JSON.CachedTokens, "cache_write_tokens": a.Usage.InputTokensDetails.JSON.CacheWriteTokens,
		"reasoning_tokens": a.Usage.OutputTokensDetails.JSON.ReasoningTokens,
	})
	for name, raw := range map[string]string{"error": a.JSON.Error.Raw(), "incomplete_details": a.JSON.IncompleteDetails.Raw()} {
		if raw != "null" {
			t.Errorf("%s is %s, not null", name, raw)
		}
	}
	if a.Status != "completed" || a.Model != "any-model" || a.Temperature != 0.3 || a.Metadata["run"] != "7" || a.Instructions.OfString != "You are terse." {
		t.Errorf("response is %s", a.RawJSON())
	}
	wantResponseUsage(t, a, pool.Tokens(len("You are terse.Tell me about load tests.")), pool.Tokens(utf8.RuneCountInString(a.OutputText())))
}

func wantResponseUsage(t *testing.T, a *responses.Response, input, output int) {
	t.Helper()
	u := a.Usage
	if int(u.InputTokens) != input || int(u.OutputTokens) != output || u.TotalTokens != u.InputTokens+u.OutputTokens {
		t.Errorf("usage is %s, want %d and %d", u.RawJSON(), input, output)
	}
}

// TestSDK_ResponseKept retrieves, lists, cancels and deletes responses.
func TestSDK_ResponseKept(t *testing.T) {
	client, ctx := newClient(t, fast.Config{}), context.Background()
	params := responses.ResponseNewParams{Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("hi")}}
	a, err := client.Responses.New(ctx, params)
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.Responses.Get(ctx, a.ID, responses.ResponseGetParams{})
	if err != nil || got.RawJSON() != a.RawJSON() {
		t.Errorf("retrieved %v, %v", got, err)
	}
	page, err := client.Responses.InputItems.List(ctx, a.ID, responses.InputItemListParams{})
	if err != nil || len(page.Data) != 1 || page.Data[0].Role != "user" || page.Data[0].AsMessage().Content[0].Text != "hi" {
		t.Errorf("input is %v, %v", page, err)
	}
	_, err = client.Responses.Cancel(ctx, a.ID)
	wantError(t, err, 400, "")
	if err := client.Responses.Delete(ctx, a.ID); err != nil {
		t.Error(err)
	}
	_, err = client.Responses.Get(ctx, a.ID, responses.ResponseGetParams{})
	wantError(t, err, 404, "")
	wantError(t, client.Responses.Delete(ctx, a.ID), 404, "")

	params.Background = openai.Bool(true)
	if a, err = client.Responses.New(ctx, params); err != nil {
		t.Fatal(err)
	}
	if got, err = client.Responses.Cancel(ctx, a.ID); err != nil || got.RawJSON() != a.RawJSON() {
		t.Errorf("cancelled %v, %v", got, err)
	}
	params.Store = openai.Bool(false)
	if a, err = client.Responses.New(ctx, params); err != nil {
		t.Fatal(err)
	}
	_, err = client.Responses.Get(ctx, a.ID, responses.ResponseGetParams{})
	wantError(t, err, 404, "")
}

// TestSDK_ResponseStream gathers a stream; what is kept of it is what its last
// event says.
func TestSDK_ResponseStream(t *testing.T) {
	for _, delay := range []time.Duration{0, time.Microsecond} {
		client := newClient(t, fast.Config{ResponseDelay: delay})
		stream := client.Responses.NewStreaming(context.Background(), responses.ResponseNewParams{
			Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("hi")},
		})
		text, n := "", 0
		var last responses.Response
		for stream.Next() {
			switch e := stream.Current().AsAny().(type) {
			case responses.ResponseTextDeltaEvent:
				valid(t, map[string]interface{ Valid() bool }{"item_id": e.JSON.ItemID, "output_index": e.JSON.OutputIndex, "content_index": e.JSON.ContentIndex, "logprobs": e.JSON.Logprobs})
				text += e.Delta
			case responses.ResponseCompletedEvent:
				last = e.Response
			}
			if got := int(stream.Current().SequenceNumber); got != n {
				t.Errorf("event %d has number %d", n, got)
			}
			n++
		}
		if err := stream.Err(); err != nil {
			t.Fatal(err)
		}
		if text == "" || last.OutputText() != text {
			t.Errorf("deltas say %q, the response %q", text, last.OutputText())
		}
		got, err := client.Responses.Get(context.Background(), last.ID, responses.ResponseGetParams{})
		if err != nil || got.RawJSON() != last.RawJSON() {
			t.Errorf("retrieved %v, %v", got, err)
		}
		page, err := client.Responses.InputItems.List(context.Background(), last.ID, responses.InputItemListParams{})
		if err != nil || len(page.Data) != 1 {
			t.Errorf("input is %v, %v", page, err)
		}
	}
}

// TestSDK_ResponseTools takes two turns: a call, and the answer to its output.
func TestSDK_ResponseTools(t *testing.T) {
	client := newClient(t, fast.Config{})
	var tools []responses.ToolUnionParam
	if err := json.Unmarshal([]byte(strings.TrimPrefix(flatTools, `"tools":`)), &tools); err != nil {
		t.Fatal(err)
	}
	params := responses.ResponseNewParams{
		Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("weather?")}, Tools: tools,
		ToolChoice: responses.ResponseNewParamsToolChoiceUnion{OfToolChoiceMode: openai.Opt(responses.ToolChoiceOptionsRequired)},
	}
	a, err := client.Responses.New(context.Background(), params)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Tools) != 2 || !a.Tools[0].AsFunction().JSON.Strict.Valid() || !a.Tools[0].AsFunction().JSON.Parameters.Valid() {
		t.Errorf("tools are %s", a.JSON.Tools.Raw())
	}
	params.PreviousResponseID = openai.String(a.ID)
	params.Input = responses.ResponseNewParamsInputUnion{}
	for _, item := range a.Output {
		call := item.AsFunctionCall()
		valid(t, map[string]interface{ Valid() bool }{"id": call.JSON.ID, "call_id": call.JSON.CallID, "name": call.JSON.Name, "arguments": call.JSON.Arguments, "status": call.JSON.Status})
		wantCall(t, call.Name, call.Arguments)
		output := responses.ResponseInputItemParamOfFunctionCallOutput("sunny")
		output.OfFunctionCallOutput.CallID = openai.String(call.CallID)
		params.Input.OfInputItemList = append(params.Input.OfInputItemList, output)
	}
	if len(a.Output) == 0 || a.OutputText() != "" {
		t.Errorf("output is %s", a.JSON.Output.Raw())
	}
	b, err := client.Responses.New(context.Background(), params)
	if err != nil {
		t.Fatal(err)
	}
	if b.OutputText() == "" || len(b.Output) != 1 || b.PreviousResponseID != a.ID {
		t.Errorf("answer to the output of a tool is %s", b.RawJSON())
	}
	wantResponseUsage(t, b, pool.Tokens(len("sunny")*len(a.Output)), pool.Tokens(utf8.RuneCountInString(b.OutputText())))
}

// TestResponse_StreamEqualsWhole wants the last event of a stream to say what
// the whole response to the same request says, and the others to lead there.
func TestResponse_StreamEqualsWhole(t *testing.T) {
	f := func(url, members string) {
		t.Helper()
		_, whole := post(t, url+responsesPath, `{`+members+`}`)
		_, stream := post(t, url+responsesPath, `{"stream":true,`+members+`}`)
		events := responseEvents(t, stream)
		last := events[len(events)-1]
		if got, want := withoutIDs(t, last.Response), withoutIDs(t, whole); got != want {
			t.Errorf("%s: stream ends with\n%s\nwhole response is\n%s", members, got, want)
		}
		var object struct{ Output []json.RawMessage }
		if err := json.Unmarshal(last.Response, &object); err != nil {
			t.Fatal(err)
		}
		texts := gathered(events)
		for _, e := range events {
			switch e.Type {
			case "response.output_item.done":
				if string(e.Item) != string(object.Output[e.Output]) {
					t.Errorf("%s: item %d is done as\n%s\nand ends as\n%s", members, e.Output, e.Item, object.Output[e.Output])
				}
			case "response.output_text.done", "response.function_call_arguments.done", "response.custom_tool_call_input.done", "response.reasoning_summary_text.done":
				if said := e.Text + e.Arguments + e.Input; said != texts[e.Output] {
					t.Errorf("%s: deltas of item %d say %q, then it says %q", members, e.Output, texts[e.Output], said)
				}
			}
		}
	}
	for _, config := range []fast.Config{{}, {ResponseDelay: time.Microsecond, ReasoningTokens: 40, ToolCallRate: 0.5}} {
		url := serve(t, config)
		for seed := range 5 {
			f(url, fmt.Sprintf(`"seed":%d,"input":"hi","instructions":"a\nb"`, seed))
			f(url, fmt.Sprintf(`"seed":%d,"max_output_tokens":%d`, seed, 30*seed))
			f(url, fmt.Sprintf(`"seed":%d,%s,"tool_choice":"required"`, seed, flatTools))
			f(url, fmt.Sprintf(`"seed":%d,%s`, seed, flatTools))
			f(url, fmt.Sprintf(`"seed":%d,"tools":[{"type":"custom","name":"c"}],"tool_choice":"required","max_output_tokens":%d`, seed, 50*seed))
			f(url, fmt.Sprintf(`"seed":%d,"text":{"format":{"type":"json_schema","name":"m","schema":%s}}`, seed, mailSchema))
			f(url, fmt.Sprintf(`"seed":%d,"reasoning":{"effort":"low","summary":"auto"}`, seed))
			f(url, fmt.Sprintf(`"seed":%d,"include":["message.output_text.logprobs"],"top_logprobs":2,"max_output_tokens":20`, seed))
			f(url, fmt.Sprintf(`"seed":%d,"model":"echo","input":[{"role":"user","content":"say this"},{"role":"assistant","content":"no"}]`, seed))
		}
	}
}

// withoutIDs is a response without what differs from request to request.
func withoutIDs(t *testing.T, raw []byte) string {
	t.Helper()
	var a map[string]any
	if err := json.Unmarshal(raw, &a); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	for _, name := range []string{"id", "created_at", "completed_at"} {
		delete(a, name)
	}
	for _, it := range a["output"].([]any) {
		delete(it.(map[string]any), "id")
	}
	return string(dump(a))
}

// TestResponse_EqualsChat: one seed, one text.
func TestResponse_EqualsChat(t *testing.T) {
	url := serve(t, fast.Config{})
	for seed := range 5 {
		var chat answer
		postJSON(t, url+"/v1/chat/completions", fmt.Sprintf(`{"seed":%d,"max_tokens":250}`, seed), &chat)
		a := respondWith(t, url, fmt.Sprintf(`"seed":%d,"max_output_tokens":250`, seed))
		if a.OutputText() != chat.Choices[0].Message.Content || int(a.Usage.OutputTokens) != chat.Usage.CompletionTokens {
			t.Errorf("chat says %q, a response %q", chat.Choices[0].Message.Content, a.OutputText())
		}
	}
}

// respondWith answers a request of the given members.
func respondWith(t *testing.T, url, members string) *responses.Response {
	t.Helper()
	var a responses.Response
	postJSON(t, url+responsesPath, `{`+members+`}`, &a)
	return &a
}

// TestResponse_EventTypes wants the whole sequence of events.
func TestResponse_EventTypes(t *testing.T) {
	f := func(c fast.Config, members string, want ...string) {
		t.Helper()
		c.StreamTokensMax = 4
		_, stream := post(t, serve(t, c)+responsesPath, `{"stream":true,"seed":3,`+members+`}`)
		var got []string
		for _, e := range responseEvents(t, stream) {
			kind := strings.TrimPrefix(e.Type, "response.")
			if len(got) == 0 || got[len(got)-1] != kind || !strings.HasSuffix(kind, ".delta") {
				got = append(got, kind)
			}
		}
		want = append([]string{"created", "in_progress"}, want...)
		if !slices.Equal(got, want) {
			t.Errorf("%s: events are\n%v, want\n%v", members, got, want)
		}
	}
	message := []string{"output_item.added", "content_part.added", "output_text.delta", "output_text.done", "content_part.done", "output_item.done"}
	call := []string{"output_item.added", "function_call_arguments.delta", "function_call_arguments.done", "output_item.done"}
	custom := []string{"output_item.added", "custom_tool_call_input.delta", "custom_tool_call_input.done", "output_item.done"}
	silent := []string{"output_item.added", "output_item.done"}
	summary := []string{"output_item.added", "reasoning_summary_part.added", "reasoning_summary_text.delta", "reasoning_summary_text.done", "reasoning_summary_part.done", "output_item.done"}
	then := func(lists ...[]string) []string { return slices.Concat(lists...) }
	completed, incomplete := []string{"completed"}, []string{"incomplete"}
	thinking := fast.Config{ReasoningTokens: 50}

	f(fast.Config{}, `"input":"hi"`, then(message, completed)...)
	f(fast.Config{}, `"max_output_tokens":5`, then(message, incomplete)...)
	f(fast.Config{}, `"max_output_tokens":0`, "output_item.added", "content_part.added", "output_text.done", "content_part.done", "output_item.done", "incomplete")
	f(fast.Config{}, `"tools":[{"type":"function","name":"f","parameters":`+weatherSchema+`}],"tool_choice":"required"`, then(call, completed)...)
	f(fast.Config{}, `"tools":[{"type":"custom","name":"f"}],"tool_choice":"required"`, then(custom, completed)...)
	f(fast.Config{}, `"text":{"format":{"type":"json_object"}}`, then(message, completed)...)
	f(thinking, `"input":"hi"`, then(silent, message, completed)...)
	f(thinking, `"reasoning":{"summary":"auto"}`, then(summary, message, completed)...)
	f(thinking, `"reasoning":{"effort":"none","summary":"auto"}`, then(message, completed)...)
	f(thinking, `"max_output_tokens":2`, then(silent, incomplete)...)
	f(thinking, `"tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"function","name":"f"}`, then(silent, call, completed)...)
}

func TestResponse_Obfuscation(t *testing.T) {
	url := serve(t, fast.Config{})
	for _, wanted := range []bool{true, false} {
		_, stream := post(t, url+responsesPath, fmt.Sprintf(`{"stream":true,"stream_options":{"include_obfuscation":%v}}`, wanted))
		for _, e := range responseEvents(t, stream) {
			if (e.Obfuscation != "") != (wanted && e.Delta != "") {
				t.Errorf("%s: obfuscation %q", e.Type, e.Obfuscation)
			}
		}
	}
}

// TestResponse_Settings wants responses to repeat what requests set, on one line.
func TestResponse_Settings(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(name, value, want string) {
		t.Helper()
		for _, members := range []string{fmt.Sprintf("%q:%s", name, value), fmt.Sprintf(`"stream":true,%q:%s`, name, value)} {
			_, body := post(t, url+responsesPath, `{`+members+`}`)
			if strings.HasPrefix(members, `"stream"`) {
				events := responseEvents(t, body)
				body = events[0].Response
			}
			var a map[string]json.RawMessage
			if err := json.Unmarshal(body, &a); err != nil || string(a[name]) != want {
				t.Errorf("%s: %s comes back, want %s (%v)", members, a[name], want, err)
			}
		}
	}
	for _, name := range []string{"instructions", "max_output_tokens", "max_tool_calls", "previous_response_id", "prompt_cache_key", "safety_identifier"} {
		f(name, `null`, `null`)
	}
	f("background", `true`, `true`)
	f("background", `null`, `false`)
	f("instructions", `"a\u000ab"`, `"a\u000ab"`)
	f("max_output_tokens", `4e1`, `4e1`)
	f("metadata", "{\r\n \"a\":\n\t\"b c\" }", "{ \"a\":\t\"b c\" }")
	f("metadata", `null`, `{}`)
	f("parallel_tool_calls", `false`, `false`)
	f("previous_response_id", `"resp_x"`, `"resp_x"`)
	f("prompt", `{"id":"p"}`, `{"id":"p"}`)
	f("prompt", `null`, ``)
	f("reasoning", `{"effort":"low"}`, `{"effort":"low","summary":null}`)
	f("reasoning", `null`, `{"effort":null,"summary":null}`)
	f("service_tier", `"auto"`, `"default"`)
	f("service_tier", `"flex"`, `"flex"`)
	f("store", `false`, `false`)
	f("temperature", `null`, `1.0`)
	f("text", `{}`, `{"format":{"type":"text"},"verbosity":"medium"}`)
	f("text", `{"format":{"type":"json_object"},"verbosity":"low"}`, `{"format":{"type":"json_object"},"verbosity":"low"}`)
	f("tool_choice", `{"type":"web_search_preview"}`, `{"type":"web_search_preview"}`)
	f("tools", `[{"type":"function","name":"f"},{"type":"web_search"}]`, `[{"type":"function","name":"f","parameters":null,"strict":true},{"type":"web_search"}]`)
	f("tools", `[{"type":"function","name":"f","strict":false,"parameters":{}}]`, `[{"type":"function","name":"f","strict":false,"parameters":{}}]`)
	f("top_p", `0.25`, `0.25`)
	f("truncation", `"auto"`, `"auto"`)
	f("user", `"u"`, `"u"`)
	f("user", `null`, ``)
}

func TestResponse_InputTokens(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(members string, want int64) {
		t.Helper()
		if got := respondWith(t, url, members).Usage.InputTokens; got != want {
			t.Errorf("%s: %d input tokens, want %d", members, got, want)
		}
	}
	f(`"input":null`, 0)
	f(`"input":"12345"`, 2)
	f(`"instructions":"1234","input":"5678"`, 2)
	f(`"input":[]`, 0)
	f(`"input":[{"role":"user","content":"1234"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"5678"}]}]`, 2)
	f(`"input":[{"type":"function_call","name":"f","arguments":"{}","call_id":"c"},{"type":"function_call_output","call_id":"c","output":"1234"}]`, 1)
	f(`"input":[{"type":"function_call_output","output":[{"type":"input_text","text":"1234"},{"type":"input_image","image_url":"data:"}]}]`, 1)
	f(`"input":[{"type":"computer_call_output","output":{"type":"computer_screenshot"}},{"type":"item_reference","id":"msg_1"},{"type":"reasoning","summary":[],"content":null}]`, 0)
}

func TestResponse_Format(t *testing.T) {
	url := serve(t, fast.Config{})
	for seed := range 20 {
		a := respondWith(t, url, fmt.Sprintf(`"seed":%d,"text":{"format":{"type":"json_schema","name":"w","strict":true,"schema":%s}}`, seed, weatherSchema))
		wantValid(t, weatherSchema, a.OutputText())
	}
	wantValid(t, `{"type":"object"}`, respondWith(t, url, `"text":{"format":{"type":"json_object"}}`).OutputText())
	a := respondWith(t, url, `"max_output_tokens":3,"text":{"format":{"type":"json_object"}}`)
	if a.Status != "incomplete" || a.IncompleteDetails.Reason != "max_output_tokens" || a.Output[0].Status != "incomplete" || a.Usage.OutputTokens != 3 {
		t.Errorf("response is %s", dump(a))
	}
}

func TestResponse_Logprobs(t *testing.T) {
	url := serve(t, fast.Config{})
	a := respondWith(t, url, `"include":["message.output_text.logprobs"],"top_logprobs":3,"max_output_tokens":7`)
	said := a.Output[0].Content[0]
	text := ""
	for _, p := range said.Logprobs {
		text += p.Token
		if p.Logprob > 0 || len(p.TopLogprobs) != 3 || len(p.Bytes) != len(p.Token) {
			t.Errorf("log probability is %s", p.RawJSON())
		}
	}
	if len(said.Logprobs) != 7 || text != said.Text {
		t.Errorf("tokens are %q, the text is %q", text, said.Text)
	}
	if said := respondWith(t, url, `"top_logprobs":3`).Output[0].Content[0]; len(said.Logprobs) != 0 {
		t.Errorf("log probabilities that nobody asked for: %s", said.RawJSON())
	}
}

// TestResponse_InputItems walks over pages in both orders.
func TestResponse_InputItems(t *testing.T) {
	url := serve(t, fast.Config{})
	a := respondWith(t, url, `"input":[{"role":"system","content":"a"},{"id":"msg_own","type":"message","role":"user","content":[{"type":"input_text","text":"b"}]},`+
		`{"role":"assistant","content":"c"},{"type":"function_call","call_id":"k","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"k","output":"d"}]`)
	walk := func(order string) (all []string) {
		after := ""
		for more := true; more; {
			var page struct {
				Object  string
				Data    []struct{ ID, Type string }
				FirstID string `json:"first_id"`
				LastID  string `json:"last_id"`
				HasMore bool   `json:"has_more"`
			}
			res, body := exchange(t, url, request("GET", responsesPath+"/"+a.ID+"/input_items?limit=2&order="+order+"&after="+after, "", ""))
			if err := json.Unmarshal(body, &page); err != nil || res.StatusCode != http.StatusOK || len(page.Data) == 0 {
				t.Fatalf("status %d, %v: %s", res.StatusCode, err, body)
			}
			for _, it := range page.Data {
				all = append(all, it.Type+" "+it.ID)
			}
			if page.Object != "list" || page.FirstID != page.Data[0].ID || page.LastID != page.Data[len(page.Data)-1].ID {
				t.Errorf("page is %s", body)
			}
			after, more = page.LastID, page.HasMore
		}
		return all
	}
	up, down := walk("asc"), walk("")
	slices.Reverse(down)
	if len(up) != 5 || up[1] != "message msg_own" || !strings.HasPrefix(up[3], "function_call fc_") || !slices.Equal(up, down) {
		t.Errorf("input is %q, and backwards %q", up, down)
	}
}

func TestResponse_Errors(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(method, path, body string, status int, param, code, message string) {
		t.Helper()
		raw := request(method, responsesPath+path, "", body)
		res, answer := exchange(t, url, raw)
		wantEnvelope(t, raw, res, answer, status, param, code, message)
	}
	bad := func(body, param, message string) {
		t.Helper()
		f("POST", "", body, 400, `"`+param+`"`, badType, message)
	}
	for _, body := range []string{"", "{", "[]", "null", `{"input":"a"`, `{"input":[{"content":"a"`, `{"metadata":{"a"}}`, `{"tools":[{]}`, `{"text":{"format":}}`} {
		f("POST", "", body, 400, "", "", "We could not parse the JSON body of your request.")
	}
	bad(`{"input":7}`, "input", "Invalid type for 'input': expected one of a string or array of objects, but got an integer instead.")
	bad(`{"input":{}}`, "input", "")
	bad(`{"input":["a"]}`, "input[0]", "Invalid type for 'input[0]': expected an object, but got a string instead.")
	bad(`{"input":[{},{"content":5}]}`, "input[1].content", "")
	bad(`{"input":[{"content":["a"]}]}`, "input[0].content[0]", "")
	bad(`{"input":[{"type":"function_call_output","output":5}]}`, "input[0].output", "")
	bad(`{"model":7}`, "model", "")
	bad(`{"instructions":["a"]}`, "instructions", "Invalid type for 'instructions': expected a string, but got an array instead.")
	bad(`{"max_output_tokens":"5"}`, "max_output_tokens", "Invalid type for 'max_output_tokens': expected an integer, but got a string instead.")
	bad(`{"max_output_tokens":1.5}`, "max_output_tokens", "Invalid type for 'max_output_tokens': expected an integer, but got a decimal number instead.")
	bad(`{"temperature":"hot"}`, "temperature", "Invalid type for 'temperature': expected a decimal, but got a string instead.")
	bad(`{"metadata":[]}`, "metadata", "")
	bad(`{"parallel_tool_calls":"no"}`, "parallel_tool_calls", "")
	bad(`{"previous_response_id":5}`, "previous_response_id", "")
	bad(`{"reasoning":"low"}`, "reasoning", "")
	bad(`{"store":1}`, "store", "")
	bad(`{"stream":1}`, "stream", "")
	bad(`{"stream_options":[]}`, "stream_options", "")
	bad(`{"text":"json"}`, "text", "")
	bad(`{"text":{"format":"json"}}`, "text.format", "Invalid type for 'text.format': expected an object, but got a string instead.")
	bad(`{"tool_choice":5}`, "tool_choice", "")
	bad(`{"tools":{}}`, "tools", "")
	bad(`{"tools":["f"]}`, "tools[0]", "")
	bad(`{"top_logprobs":true}`, "top_logprobs", "")
	f("POST", "", `{`+flatTools+`,"tool_choice":{"type":"function","name":"none"}}`, 400, `"tool_choice"`, "", "Tool choice 'none' not found in 'tools' parameter.")
	f("POST", "", `{"tools":[{"type":"function","name":"f","parameters":{"type":"string","enum":[]}}]}`, 400, `"tools[0].parameters"`, `"invalid_function_parameters"`, "Invalid schema for function 'f'")
	f("POST", "", `{"text":{"format":{"type":"json_schema","name":"s","schema":{"enum":[]}}}}`, 400, `"text.format.schema"`, "", "Invalid schema for response_format 's'")

	const unknown = "/resp_000000000000000000000000"
	for _, id := range []string{unknown, "/resp_1", "/x", "/resp_%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00"} {
		f("GET", id, "", 404, "", "", "Response with id '")
		f("DELETE", id, "", 404, "", "", "Response with id '")
		f("POST", id+"/cancel", "", 404, "", "", "Response with id '")
		f("GET", id+"/input_items", "", 404, "", "", "Response with id '")
	}
	f("GET", unknown, "", 404, "", "", "Response with id 'resp_000000000000000000000000' not found.")
	f("GET", "", "", 405, "", "", "Not allowed to GET on /v1/responses")
	f("PUT", unknown, "", 405, "", "", "Not allowed to PUT on ")
	f("GET", unknown+"/nothing", "", 404, "", "", "Invalid URL (GET /v1/responses/")
	kept := "/" + respondWith(t, url, ``).ID
	f("POST", kept+"/cancel", "", 400, "", "", "Cannot cancel a synchronous response.")
	f("GET", kept+"/input_items?limit=0", "", 400, `"limit"`, below, "")
	f("GET", kept+"/input_items?limit=101", "", 400, `"limit"`, above, "")
}

func TestStrict_Response(t *testing.T) {
	at := refuser(t)
	f := func(parameters, param, code, message string) {
		t.Helper()
		at(responsesPath, `{"model":"m","input":"hi"`+parameters+`}`, 400, param, code, message)
	}
	at(responsesPath, `{"input":"hi"}`, 400, `"model"`, missing, "Missing required parameter: 'model'.")
	at(responsesPath, `{"model":"m"}`, 400, `"input"`, missing, "")
	at(responsesPath, `{"model":"x","input":"hi"}`, 404, "", `"model_not_found"`, "")
	f(`,"bogus":1`, `"bogus"`, `"unknown_parameter"`, "Unknown parameter: 'bogus'.")
	f(`,"messages":[]`, `"messages"`, `"unknown_parameter"`, "")
	f(`,"max_output_tokens":15`, `"max_output_tokens"`, below, "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 15 instead.")
	f(`,"temperature":3`, `"temperature"`, `"decimal_above_max_value"`, "")
	f(`,"tools":[{}]`, `"tools[0].type"`, missing, "")
	f(`,"tools":[{"type":"function"}]`, `"tools[0].name"`, missing, "")
	f(`,"tool_choice":"must"`, `"tool_choice"`, badEnum, "")
	f(`,"text":{"format":{"type":"json_schema","name":"s"}}`, `"text.format.schema"`, missing, "Missing required parameter: 'text.format.schema'.")
	f(`,"text":{"format":{"type":"xml"}}`, `"text.format.type"`, badEnum, "")
	f(`,"reasoning":{"effort":"some"}`, `"reasoning.effort"`, badEnum, "")
	f(`,"previous_response_id":"resp_1"`, `"previous_response_id"`, `"previous_response_not_found"`, "Previous response with id 'resp_1' not found.")
	f(`,"stream_options":{}`, `"stream_options"`, "", "The 'stream_options' parameter")

	url := serve(t, fast.Config{Strict: true})
	first := respondWith(t, url, `"model":"gpt-4o","input":"hi"`)
	respondWith(t, url, `"model":"gpt-4o","previous_response_id":"`+first.ID+`","tools":[{"type":"web_search"},{"type":"function","name":"f","parameters":{}}],`+
		`"include":["reasoning.encrypted_content"],"max_output_tokens":16,"reasoning":{"effort":"low","summary":null},"text":{"format":{"type":"text"}}`)
}
