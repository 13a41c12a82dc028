package fast_test

import (
	"bytes"
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/fast"
	"mock-openai/fast/internal/eventstream"
)

// FuzzHandler sends any bytes to every endpoint, lenient, strict and with rich text: the answer
// is JSON, or a stream of it that ends, and never a panic (which would be a 500).
func FuzzHandler(f *testing.F) {
	for _, c := range cases {
		f.Add(c.method, c.path, []byte(c.body))
	}
	for _, body := range []string{
		`{"model":"\u0022","messages":[{"role":"user","content":"\ud83d\ude00"},{"role":"tool"}],"think":"low","format":{"type":"object"},"options":{"num_predict":3,"stop":["a","\\"],"seed":1e999},"prompt":"\u001f"}`,
		`{"model":"echo","raw":true,"stream":false,"format":"json","prompt":"\u0000 \"","messages":[{"content":null}],"keep_alive":0,"options":null,"input":["","\n"],"dimensions":2.5e0,"name":7}`,
		"", "{", "[]", "null", `{"n":0}`, `{"n":128,"max_tokens":0,"stream":true}`, `{"messages":"x"}`,
		`{"prompt":[[1,2],[3]],"echo":true,"n":2}`, `{"prompt":["\ud83d\ude00","\u0000"],"echo":true,"stream":true}`,
		`{"input":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:"}}]}`, `{"input":[1,2],"dimensions":3,"encoding_format":"base64"}`, `{"model":"\u0022\\","stop":["\\","\n","\ud800"]}`,
		`{"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":true},"seed":-1e999}`,
		`{"tools":[{"type":"custom","custom":{"name":"\u0022"}},{"function":{"name":"f","parameters":{"enum":["\ud83d\"\\"]}}}],"tool_choice":"required","n":3}`,
		`{"stream":true,` + twoTools + `,"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"function":{"name":"send_mail"}}]}},"max_tokens":3}`,
		`{"stream":true,"functions":[{"name":"f","parameters":{"type":"array","items":{"pattern":"^[\u0000-\u0020]{3}$"}}}],"function_call":{"name":"f"}}`,
		`{"model":"echo","stop":["\u001f","001f","\\"],"messages":[{"content":"a\u001f\ud83d\\ \ud83d\ude00","role":"user"},{"role":"tool"}],"prompt":"\u001f\ude00\\"}`,
		`{"model":"echo","stream":true,"logprobs":true,"top_logprobs":3,"messages":[{"role":"user","content":[{"text":"\ud83d\ude00"},{"text":"\ude00"}]}]}`,
		`{"logprobs":2,"prompt":"\u001f\ud83d\ude00 \"","echo":true,"stream":true,"max_tokens":9}`,
		`{"modalities":["audio"],"reasoning_effort":"high","response_format":{"type":"json_schema","json_schema":{"schema":{"type":"string"}}},"stream":true}`,
		`{"response_format":{"type":"json_object"},"max_tokens":5,"logprobs":true,"tools":null}`,
		`{"response_format":{"type":"json_object"},"messages":[{"role":"system","content":"JSON: {\"a\": [], \"b\": \"x|y\", \"c\": {\"d\": 1.5}, \"e\": \"schema {}\"}"}]}`,
		`{"stream":true,"input":[{"role":"user","content":[{"type":"input_text","text":"\ud83d\ude00"}]},{"type":"function_call_output","output":{}}],"text":{"format":{"type":"json_object"}}}`,
		`{"stream":true,"stream_options":{"include_obfuscation":true},` + flatTools + `,"tool_choice":"required","max_output_tokens":3,"metadata":{` + "\n" + `}}`,
		`{"tools":[{"type":"custom","name":"\u0022"},{"type":"mcp","name":"f"},{"name":""}],"tool_choice":{"type":"custom","name":"\u0022"},"text":{},"reasoning":{"effort":[]},"input":""}`,
		`{"model":"echo","stream":true,"input":"\u001f\ud83d\ude00 \"","include":["message.output_text.logprobs"],"top_logprobs":3,"store":false,"text":{"format":{"type":"json_schema","name":"s","schema":{}}}}`,
		`{"stream":true,"max_tokens":3,` + messageTools + `,"tool_choice":{"type":"tool","name":"weather"},"thinking":{"type":"enabled","budget_tokens":-1},"stop_sequences":["\ud800",""]}`,
		`{"model":"echo","system":[{"type":"text","text":"\ud83d"},7],"messages":[{"role":"user","content":[{"type":"tool_result","content":[{"text":1}]},{"type":"document","source":{"type":"text","data":"\ude00"}},{"text":"\u0022"}]}]}`,
		`{"input":{},"instructions":7,"temperature":null,"previous_response_id":"\ud800","background":true}`,
		`{"model":"gpt-4o","messages":[{"role":"assistant","tool_calls":[{}]},{"role":"tool","tool_call_id":"","content":[{"type":"text","text":""}]}],"stream":true,"stream_options":{}}`,
		`{"model":"gpt-4o","messages":[{"role":"user","role":5,"content":"json"}],"tools":[{"type":"custom","type":"function","function":{"name":""}}],"response_format":{"type":"json_object"}}`,
		`{"model":"gpt-4o","messages":[{"r\u006fle":"user"}],"temperature":1e999,"top_p":-0,"metadata":{"\ud800":null},"stop":["",""],"b\"":1}`,
	} {
		for _, path := range []string{messagesPath, messagesPath + "/count_tokens", "/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/moderations", "/v1/responses", "/api/v1/chat/completions", "/api/v1/completions", azureChatPath, azureTextPath, azureV1Path, "/api/chat", "/api/generate", "/api/embed", "/api/embeddings", "/api/show", "/api/pull"} {
			f.Add("POST", path, []byte(body))
		}
	}
	for _, body := range []string{
		`{"model":"m:accent=vllm","prompt_logprobs":3,"kv_transfer_params":{"do_remote_decode":true},"max_tokens":1,"messages":[{"role":"user","content":"\ud83d\ude00\ude00\u0000 «é»"},{"content":[{"text":"\ud800"}]}]}`,
		`{"model":"m:accent=vllm","stream":true,"n":2,"stream_options":{"include_usage":true,"continuous_usage_stats":true},` + twoTools + `}`,
		`{"model":"m:accent=mistral","stream":true,"tool_choice":"required",` + twoTools + `}`,
		`{"model":"m:accent=mistral","stream":true,"reasoning_effort":"high","n":2,"tool_choice":"any",` + twoTools + `}`,
		`{"model":"m;accent=vllm;reasoning-tokens=9;quirk=think-tags","stream":true,"n":2}`,
		`{"model":"m:accent=vllm","n":2,"logprobs":1,"prompt":["a\u0000 «é»",""],"prompt_logprobs":3,"kv_transfer_params":{"do_remote_decode":true},"max_tokens":1}`,
		`{"model":"m:accent=mistral","messages":[{"content":7}]}`,
		`{"return_token_strs":true,"prompt":"\ud83d\ude00\ude00\u0000 «é»","tokens":[225,16513,4503599627370497]}`,
	} {
		for _, path := range []string{"/v1/chat/completions", "/v1/completions", "/tokenize", "/detokenize"} {
			f.Add("POST", path, []byte(body))
		}
	}
	for _, body := range []string{
		`{"contents":{"parts":{"text":"\ud83d\ude00"}},"system_instruction":{"parts":[{"text":"\u001f"}]},"generation_config":{"stop_sequences":["\\"],"candidate_count":3,"max_output_tokens":"4"}}`,
		`{"contents":[{"role":"user","parts":[{"functionResponse":{}},{"inlineData":{"mimeType":"image/png","data":"AA=="}}]}],"tools":{"function_declarations":[{"name":"\u0022","parameters":{"type":"OBJECT","properties":{"a\n":{"any_of":[{"type":"STRING","min_length":"2"}],"items":7}}}}]},"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}`,
		`{"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":["STRING"],"nullable":true},"thinkingConfig":{"includeThoughts":true,"thinkingBudget":-1},"responseLogprobs":true,"logprobs":2},"contents":null}`,
		`{"requests":[{"content":{"parts":{}},"outputDimensionality":"2"}],"content":{"parts":[7]},"instances":[{"content":"a"}],"parameters":{"outputDimensionality":3}}`,
	} {
		for _, path := range []string{geminiWhole, geminiEvents, geminiArray, vertexModel + ":predict", geminiModel + ":countTokens", geminiModel + ":embedContent", geminiModel + ":batchEmbedContents"} {
			f.Add("POST", path, []byte(body))
		}
	}
	for _, body := range []string{
		`{"system":[{"text":"\ud83d"},{"guardContent":{"text":{"text":"\u001f"}}},7],"messages":[{"role":"user","content":[{"toolResult":{"content":[{"json":{}},{"text":7}]}},{"text":"\u0022"}]}]}`,
		`{` + converseForced + `,"inferenceConfig":{"maxTokens":3,"stopSequences":["\ud800",""]},"additionalModelRequestFields":{"seed":-1e999,"thinking":{"type":"enabled","budget_tokens":-1}},"additionalModelResponseFieldPaths":["/stop_sequence",""]}`,
		`{"outputConfig":{"effort":"max","textFormat":{"structure":{"jsonSchema":{"schema":"{\"type\":\"string\",\"minLength\":2}"}}}},"messages":null,"toolConfig":{"tools":{}}}`,
		`{"anthropic_version":"bedrock-2023-05-31","max_tokens":3,` + messageTools + `,"tool_choice":{"type":"any"}}`,
	} {
		for _, path := range []string{conversePath, converseStream, invokePath, invokeStream, "/model/echo/converse-stream", "/model/%ff%22%zz%/converse"} {
			f.Add("POST", path, []byte(body))
		}
	}
	for _, body := range []string{
		`{"stream":true,"logprobs":true,"documents":["\ud83d\ude00",{"id":"\u0022","data":{"\u0000":[1],"id":2}},7],"messages":[{"role":"user","content":"\u001f"}],"max_tokens":9}`,
		`{"stream":true,"tools":[{"function":{"name":"\u0022","parameters":{"enum":["\ud83d\"\\"]}}},{"type":"custom","custom":{"name":"a"}}],"tool_choice":"REQUIRED","max_tokens":5,"thinking":{"token_budget":-1}}`,
		`{"model":"echo","messages":[{"role":"user","content":[{"text":"\ud83d"},{"text":"\ude00"}]}],"documents":[{"data":"\ud800"}],"citation_options":7,"response_format":[]}`,
		`{"texts":["\ud83d\ude00",""],"images":["\u0022"],"inputs":[{"content":[{"text":"a"}]},{"content":7}],"embedding_types":["int8","binary","base64"],"output_dimension":3,"max_tokens":0,"truncate":"START"}`,
		`{"query":{"text":"\u0000"},"documents":["\ud800",{"text":1},{}],"top_n":-1,"return_documents":true,"max_tokens_per_doc":1}`,
	} {
		for _, path := range []string{cohereChatPath, cohereEmbedPath, cohereRerankPath, sharedRerankPath} {
			f.Add("POST", path, []byte(body))
		}
	}
	for _, r := range validRequests {
		f.Add("POST", r.path, []byte(`{"model":"gpt-4o",`+r.body+`}`))
	}
	for _, c := range schemaRefusals {
		f.Add("POST", "/v1/responses", []byte(`{"model":"gpt-4o","input":"a","tools":[{"type":"function","name":"f","strict":true,"parameters":`+c.schema+`}]}`))
	}
	f.Add("POST", "/openai/deployments/%ff%22\\%0d%0a/chat/completions?&=&api-version", []byte(nil))
	f.Add("POST", "/openai/deployments/%ff%22\\%0d%0a/completions?x&api-version=%", []byte(`{"stream":true}`))
	f.Add("GET", "/v1/models/%zz%2f", []byte(nil))
	f.Add("DELETE", "/v1/models/gpt-4o", []byte(nil))
	f.Add("GET", "/v1/responses/resp_000000000000000000000000", []byte(nil))
	f.Add("GET", "/v1/responses/resp_%00/input_items?limit=-1&after=%ff", []byte(nil))
	f.Add("DELETE", "/v1/responses/%ff", []byte(nil))
	f.Add("POST", "/v1/tokenize", []byte(`{"text":"\ud83d\ude00\u0000","text":null,"model":7}`))
	f.Add("POST", "/v1/detokenize", []byte(`{"tokens":[1,-1,4503599627370496,1e99]}`))
	f.Add("POST", conversationsPath, []byte(`{"items":[{"content":"\ud83d\ude00"},{"role":"assistant","content":[7,{"type":"output_text","logprobs":[{}]}]},{"type":"reasoning","encrypted_content":"a"}],"metadata":null}`))
	f.Add("POST", conversationsPath+"/conv_000000000000000000000000/items", []byte(`{"items":[{"type":"item_reference","id":"a"},{"type":"function_call_output","output":[]}],"items":null}`))
	f.Add("GET", conversationsPath+"/conv_%00/items/%ff?include[]=reasoning.encrypted_content", []byte(nil))
	f.Add("POST", "/v1/responses", []byte(`{"conversation":{"id":"conv_\u0000"},"input":"a"}`))
	f.Add("POST", "/v1/responses/x%2fcancel/cancel", []byte(nil))
	lenient, strict, rich := newHandler(f), handlerOf(f, fast.Config{Answers: fast.Answers{Strict: true}}), handlerOf(f, richText())
	f.Fuzz(func(t *testing.T, method, path string, body []byte) {
		if bytes.ContainsAny([]byte(method+path), "\r\n") {
			t.Skip("no request line")
		}
		for _, handler := range []fasthttp.RequestHandler{lenient, strict, rich} {
			ctx := newRequest(method, path, string(body))
			handler(ctx)
			wantJSON(t, ctx)
		}
	})
}

// wantJSON checks that the answer is JSON, or a stream of it, and no failure of the server.
func wantJSON(t *testing.T, ctx *fasthttp.RequestCtx) {
	t.Helper()
	if status := ctx.Response.StatusCode(); status >= 500 && !bytes.Contains(ctx.Response.Body(), []byte("pull model manifest")) { // 500 at Ollama, too
		t.Fatalf("status %d: %s", status, ctx.Response.Body())
	}
	if !ctx.Response.IsBodyStream() {
		for _, answer := range wholeAnswers(ctx) {
			if !isText(answer) {
				t.Fatalf("answer is not JSON: %s", answer)
			}
		}
		return
	}
	if bytes.HasPrefix(ctx.Response.Header.ContentType(), []byte(eventstream.ContentType)) {
		for _, m := range wantMessages(t, ctx.Response.Body()) {
			if event := textOf(t, m); !isText(event) {
				t.Fatalf("event is not JSON: %s", event)
			}
		}
		return
	}
	if bytes.HasPrefix(ctx.Response.Header.ContentType(), []byte("application/x-ndjson")) {
		ollamaLines(t, ctx.Response.Body())
		return
	}
	if bytes.HasPrefix(ctx.Response.Body(), []byte("event: message_start\n")) {
		messageEvents(t, ctx.Response.Body())
		return
	}
	if bytes.HasPrefix(ctx.Response.Body(), []byte("event: message-start\n")) {
		cohereEvents(t, ctx.Response.Body())
		return
	}
	if bytes.HasPrefix(ctx.Response.Body(), []byte("event: ")) {
		responseEvents(t, ctx.Response.Body())
		return
	}
	if bytes.HasPrefix(ctx.Response.Body(), []byte("[")) {
		if answer := ctx.Response.Body(); !isText(answer) {
			t.Fatalf("answer is not JSON: %s", answer)
		}
		return
	}
	if events, ok := bytes.CutSuffix(ctx.Response.Body(), []byte("\r\n\r\n")); ok {
		for event := range bytes.SplitSeq(events, []byte("\r\n\r\n")) {
			if object, found := bytes.CutPrefix(event, []byte("data: ")); !found || !isText(object) {
				t.Fatalf("event is not JSON: %s", event)
			}
		}
		return
	}
	stream, _ := bytes.CutPrefix(ctx.Response.Body(), []byte(": OPENROUTER PROCESSING\n\n"))
	for _, event := range events(t, stream) {
		if !isText([]byte(event)) {
			t.Fatalf("event is not JSON: %s", event)
		}
	}
}

// FuzzDecode sends any bytes as a chat request: it is refused if and only if it
// is not a JSON object or a member has the wrong type.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(chatRequest))
	f.Add([]byte(`{"a":1}`))
	f.Add([]byte(`{"a":"\ud83d\ude00"}`))
	f.Add([]byte(" {} \n"))
	handler := newHandler(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		ctx := newRequest("POST", "/v1/chat/completions", string(body))
		handler(ctx)
		status := ctx.Response.StatusCode()
		isObject := isText(body) && bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
		if status == fasthttp.StatusOK && !isObject {
			t.Fatalf("%q is answered", body)
		}
		refused := bytes.Contains(ctx.Response.Body(), []byte("We could not parse"))
		if isObject && refused && !bytes.Contains(body, []byte("[[[")) && bytes.Count(body, []byte("{")) < 500 {
			t.Fatalf("%q is refused: %s", body, ctx.Response.Body())
		}
	})
}

// wholeAnswers returns the body, or its lines if it says that it has several.
func wholeAnswers(ctx *fasthttp.RequestCtx) [][]byte {
	body := ctx.Response.Body()
	if bytes.HasPrefix(ctx.Response.Header.ContentType(), []byte("application/x-ndjson")) {
		return bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n"))
	}
	return [][]byte{body}
}
