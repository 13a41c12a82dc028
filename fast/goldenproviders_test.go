package fast_test

import (
	"strings"
)

var goldenGeminiPaths = []string{geminiWhole, geminiEvents, geminiArray, vertexModel + ":generateContent"}

var goldenGemini = []string{
	``, strings.TrimSuffix(geminiRequest[1:], "}"), strings.TrimSuffix(geminiTools[1:], "}"), `"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"candidateCount":2,"maxOutputTokens":5,"seed":7}`,
	`"generationConfig":{"thinkingConfig":{"includeThoughts":true},"responseLogprobs":true,"logprobs":2}`, `"contents":7`,
	`"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"n":{"type":"INTEGER"}},"required":["n"]}}`,
}

var goldenBedrockPaths = []string{conversePath, converseStream, invokePath, invokeStream}

// goldenBedrock are members that either Converse or InvokeModel reads.
var goldenBedrock = []string{
	`"anthropic_version":"bedrock-2023-05-31","max_tokens":64,"messages":[{"role":"user","content":[{"text":"a","type":"text"}]}]`,
	`"max_tokens":5,"inferenceConfig":{"maxTokens":5},"messages":7`, `"tool_choice":{"type":"any"},` + messageTools + `,` + converseForced,
	thinking + `,"additionalModelRequestFields":{"seed":7,` + thinking + `}`, `"toolConfig":{"toolChoice":{"tool":{"name":"none"}},` + converseSpecs + `}`,
	`"stop_sequences":["e"],"inferenceConfig":{"stopSequences":["e"]},"additionalModelResponseFieldPaths":["/delta/stop_sequence"]`,
	`"outputConfig":{"textFormat":{"structure":{"jsonSchema":{"schema":"{\"type\":\"object\"}"}}}}`,
}

var goldenOllama = []string{
	``, goldenMessages + `,"prompt":"a"`, `"model":"echo","prompt":"Say «this».",` + goldenMessages, goldenMessages + `,"prompt":"a","raw":true,"options":{"seed":7,"num_predict":5}`,
	goldenMessages + `,"prompt":"a","think":"low"`, goldenMessages + `,"prompt":"a","think":false,"options":{"stop":["e"]}`, `"prompt":"a","tools":[` + goldenTool + `],` + goldenMessages,
	goldenMessages + `,"prompt":"a","format":"json"`, goldenMessages + `,"prompt":"a","format":` + goldenSchema, `"messages":7,"prompt":7`, `"keep_alive":0,"model":"gpt-4o"`,
}

var goldenCohere = []string{
	``, goldenMessages, `"model":"command-a-03-2025",` + cohereHello, `"model":"echo",` + goldenMessages + `,` + cohereDocuments, goldenMessages + `,"seed":7,"max_tokens":5`,
	goldenMessages + `,"stop_sequences":["e","the "]`, goldenMessages + `,"logprobs":true,` + cohereDocuments, goldenMessages + `,"tools":[` + goldenTool + `],"tool_choice":"REQUIRED"`,
	goldenMessages + `,"tools":[` + goldenTool + `],"tool_choice":"NONE"`, goldenMessages + `,"thinking":{"type":"enabled","token_budget":8}`,
	goldenMessages + `,"response_format":{"type":"json_object","json_schema":` + goldenSchema + `}`, `"messages":7`,
}

var goldenCohereEmbed = []string{
	`"texts":["a","b"],"output_dimension":16,"embedding_types":["float","int8","uint8","binary","ubinary","base64"]`, `"model":"embed-english-light-v3.0","input_type":"search_query","texts":["a"],"embedding_types":["int8"]`,
	`"images":["data:image/png;base64,AA=="],"embedding_types":["ubinary"]`, `"texts":"a"`, ``,
}

var goldenRerank = []string{`"query":"a","documents":["b","c",{"text":"d"}]`, `"query":"a","documents":["b","c"],"top_n":1,"return_documents":true`, ``}

var goldenMessageMembers = []string{
	``, `"max_tokens":64,` + goldenMessages, `"model":"claude-opus-4-6","max_tokens":5,"system":"Be brief.","messages":[{"role":"user","content":"a"}]`,
	`"model":"echo","max_tokens":99,"messages":[{"role":"user","content":[{"type":"text","text":"Say «this» again."}]}]`,
	`"max_tokens":99,"messages":[{"role":"user","content":"a"}],"stop_sequences":["e","the "]`, `"max_tokens":99,"seed":7,"messages":[{"role":"user","content":"a"}]`,
	`"max_tokens":99,"messages":[{"role":"user","content":"a"}],` + messageTools, `"max_tokens":99,"messages":[{"role":"user","content":"a"}],` + messageTools + `,"tool_choice":{"type":"any"}`,
	`"max_tokens":4,"messages":[{"role":"user","content":"a"}],` + messageTools + `,"tool_choice":{"type":"tool","name":"weather"}`,
	`"max_tokens":2048,"messages":[{"role":"user","content":"a"}],"thinking":{"type":"enabled","budget_tokens":1024}`,
	`"max_tokens":2048,"messages":[{"role":"user","content":"a"}],"thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"max"}`,
	`"max_tokens":99,"messages":[{"role":"user","content":"a"}],"output_config":{"format":{"type":"json_schema","schema":` + goldenSchema + `}}`,
	`"max_tokens":99,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"weather","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"b"}]}],` + messageTools,
	`"max_tokens":"a"`, `"messages":7`,
}

// goldenFiltered are requests whose answers a content filter ends, on demand.
func goldenFiltered() (all []goldenRequest) {
	for path, body := range map[string]string{
		goldenChatPath: goldenMessages, goldenTextPath: `"prompt":"a"`, goldenResponsesPath: `"input":"a"`, messagesPath: `"max_tokens":64,` + goldenMessages,
		azureChatPath: goldenMessages, geminiWhole: `"contents":[]`, geminiEvents: `"contents":[]`, geminiArray: `"contents":[]`,
		vertexModel + ":generateContent": `"contents":[]`, conversePath: converseMembers, converseStream: converseMembers,
	} {
		for _, fault := range []string{"filtered-answer", "filtered-answer:at=0", "filtered-answer:reason=SPII"} {
			headers := "X-Mock-Fault: " + fault + "\r\n"
			if path == messagesPath {
				headers += "anthropic-version: 2023-06-01\r\n"
			}
			all = append(all, goldenRequest{fault + " " + path + " " + body, "POST", path, headers, "{" + body + "}"},
				goldenRequest{fault + " " + path + " " + body + `,"stream":true`, "POST", path, headers, "{" + body + `,"stream":true}`})
		}
	}
	return all
}

// goldenSafety is a Gemini request whose candidates are rated.
const goldenSafety = `"contents":[],"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_ONLY_HIGH"}]`

// goldenCountTokens are bodies of CountTokens.
var goldenCountTokens = []string{
	`"input":{"converse":{` + converseMembers + `}}`, `"input":{"invokeModel":{"body":"eyJtZXNzYWdlcyI6W3sicm9sZSI6InVzZXIiLCJjb250ZW50IjoiaGVsbG8ifV19"}}`, `"input":{}`,
}
