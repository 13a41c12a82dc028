package fast_test

var goldenChat = []string{
	``, goldenMessages, `"model":"gpt-4o",` + goldenMessages, `"model":"gpt-5",` + goldenMessages, `"model":"o3-mini",` + goldenMessages,
	`"model":"echo",` + goldenMessages, `"model":"gpt-4o;tokens=9",` + goldenMessages, `"model":"a\"b\\c\u00e9",` + goldenMessages,
	goldenMessages + `,"n":3`, goldenMessages + `,"max_tokens":5`, goldenMessages + `,"max_completion_tokens":0`, goldenMessages + `,"stop":"e"`,
	goldenMessages + `,"stop":["the ","\n"]`, goldenMessages + `,"seed":42`, goldenMessages + `,"logprobs":true`,
	goldenMessages + `,"logprobs":true,"top_logprobs":3`, goldenMessages + `,"response_format":{"type":"json_object"}`,
	goldenMessages + `,"response_format":{"type":"json_schema","json_schema":{"name":"s","strict":true,"schema":` + goldenSchema + `}}`,
	goldenMessages + `,` + goldenTools, goldenMessages + `,` + goldenTools + `,"tool_choice":"required"`,
	goldenMessages + `,` + goldenTools + `,"tool_choice":"none"`,
	goldenMessages + `,` + goldenTools + `,"tool_choice":{"type":"function","function":{"name":"weather"}}`,
	goldenMessages + `,` + goldenTools + `,"tool_choice":{"type":"custom","custom":{"name":"shell"}},"parallel_tool_calls":false`,
	goldenMessages + `,` + goldenTools + `,"tool_choice":"required","n":2,"max_tokens":4`,
	goldenMessages + `,"functions":[{"name":"f",` + goldenParams + `}],"function_call":{"name":"f"}`,
	goldenMessages + `,"modalities":["text","audio"],"audio":{"voice":"alloy","format":"pcm16"}`,
	goldenMessages + `,"reasoning_effort":"high"`, goldenMessages + `,"stream_options":{"include_obfuscation":true}`,
	goldenMessages + `,"stream_options":{"include_obfuscation":false}`,
	`"messages":[{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"http://a/b.png"}}]}]`,
	`"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"weather","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"sunny"}],` + goldenTools,
	`"model":"gpt-4o",` + goldenMessages + `,"temperature":3`, goldenMessages + `,"nonsense":1`, goldenMessages + `,"n":0`, goldenMessages + `,"n":1000`,
	goldenMessages + `,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"string","minLength":5,"maxLength":1}}}],"tool_choice":"required"`,
	goldenMessages + `,` + goldenTools + `,"tool_choice":{"type":"function","function":{"name":"none"}}`,
}

var goldenTexts = []string{
	``, `"prompt":"Once upon"`, `"prompt":["a","b"],"n":2`, `"prompt":[1,2,3]`, `"prompt":[[1],[2,3]]`, `"prompt":"Say \"é\"","echo":true`,
	`"prompt":"a","max_tokens":3`, `"prompt":"a","stop":["e"]`, `"prompt":"a","logprobs":0`, `"prompt":"ab cd","logprobs":4,"echo":true`,
	`"prompt":"a","seed":7,"n":3`, `"prompt":"hello","model":"echo"`, `"prompt":"a","suffix":"z","best_of":2`, `"prompt":"a","best_of":1,"n":3`,
	`"prompt":"a","stream_options":{"include_obfuscation":true}`, `"prompt":[[]]`, `"prompt":"a","max_tokens":-1`,
}

var goldenResponses = []string{
	``, `"input":"Tell me."`, `"model":"gpt-4o","input":"Tell me.","max_output_tokens":16`, `"input":"Tell me.","max_output_tokens":2`,
	`"input":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"output_text","text":"b"}]},{"role":"user","content":[{"type":"input_text","text":"c"},{"type":"input_image","image_url":"http://a/b.png"}]}]`,
	`"input":"a","instructions":"Be\nbrief.","metadata":{"k":"v"},"temperature":0.5,"user":"u"`, `"input":"a","store":false`, `"model":"echo","input":"Say «this» again."`,
	`"input":"a","text":{"format":{"type":"json_object"}}`, `"input":"a","text":{"format":{"type":"json_schema","name":"s","schema":` + goldenSchema + `}}`,
	`"input":"a",` + goldenFlat, `"input":"a",` + goldenFlat + `,"tool_choice":"required"`, `"input":"a",` + goldenFlat + `,"tool_choice":{"type":"function","name":"weather"}`,
	`"input":"a",` + goldenFlat + `,"tool_choice":{"type":"custom","name":"shell"}`, `"input":"a","reasoning":{"effort":"high","summary":"auto"}`,
	`"input":"a","include":["message.output_text.logprobs"],"top_logprobs":2`, `"input":"a","stream_options":{"include_obfuscation":true}`,
	`"input":"a","previous_response_id":"resp_none"`, `"input":"a","background":true,"store":false`, `"input":7`, `"input":[7]`, `"input":"a","tools":7`, `"input":"a","nonsense":1`,
}

var goldenEmbeddings = []string{
	`"input":"a"`, `"input":["a","b"],"dimensions":8`, `"input":[1,2],"encoding_format":"base64"`, `"input":[[1],[2]],"dimensions":3,"encoding_format":"base64"`,
	`"input":"a","model":"text-embedding-3-large","encoding_format":"base64"`, `"input":""`, `"input":[]`, `"input":"a","dimensions":0`, `"input":"a","encoding_format":"x"`, ``,
}

var goldenModerations = []string{
	`"input":"a"`, `"input":["a","b"]`, `"input":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"http://a/b.png"}}]`, `"input":"a","model":"text-moderation-latest"`, ``, `"input":7`,
}
