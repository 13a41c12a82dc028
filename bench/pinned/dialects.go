//go:build linux

package main

const (
	claude   = `"model":"claude-opus-4-6",`
	messages = `"system":"You are a helpful assistant.",` +
		`"messages":[{"role":"user","content":"Tell me something about load tests, in a few sentences."}],"max_tokens":1024`
	invocation = `{"anthropic_version":"bedrock-2023-05-31",` + messages + `}`
	converse   = `{"system":[{"text":"You are a helpful assistant."}],"messages":[{"role":"user",` +
		`"content":[{"text":"Tell me something about load tests, in a few sentences."}]}],"inferenceConfig":{"temperature":0.7,"maxTokens":1024}}`
	contents = `{"systemInstruction":{"parts":[{"text":"You are a helpful assistant."}]},"contents":[{"role":"user",` +
		`"parts":[{"text":"Tell me something about load tests, in a few sentences, as if I had never seen one before in my life."}]}],` +
		`"generationConfig":{"temperature":0.7,"maxOutputTokens":1024}}`

	gemini     = "/v1beta/models/gemini-2.5-flash"
	deployment = "/openai/deployments/gpt-4-mock/chat/completions?api-version=2024-10-21"
	bedrock    = "/model/us.anthropic.claude-opus-4-6-v1%3A0"
)

// The limits of the ratio to fasthttp for dialects.
const (
	wholeBar  = 1.15
	streamBar = 1.25
)

var dialectRequests = []request{
	{name: "responses", path: "/v1/responses", body: responseStart + `}`, bar: wholeBar},
	{name: "responses, stream", path: "/v1/responses", body: responseStart + `,"stream":true}`, bar: streamBar},
	{name: "anthropic", path: "/v1/messages", body: "{" + claude + messages + `}`, bar: wholeBar},
	{name: "anthropic, stream", path: "/v1/messages", body: "{" + claude + messages + `,"stream":true}`, bar: streamBar},
	{name: "gemini", path: gemini + ":generateContent", body: contents, bar: wholeBar},
	{name: "gemini, stream", path: gemini + ":streamGenerateContent?alt=sse", body: contents, bar: streamBar},
	{name: "azure", path: deployment, body: chatStart + `}`, bar: wholeBar},
	{name: "azure, stream", path: deployment, body: chatStart + `,"stream":true}`, bar: streamBar},
	{name: "converse", path: bedrock + "/converse", body: converse, bar: wholeBar},
	{name: "converse, stream", path: bedrock + "/converse-stream", body: converse, bar: streamBar},
	{name: "invoke", path: bedrock + "/invoke", body: invocation, bar: wholeBar},
	{name: "invoke, stream", path: bedrock + "/invoke-with-response-stream", body: invocation, bar: streamBar},
	{name: "cohere", path: "/v2/chat", body: chatStart + `}`, bar: wholeBar},
	{name: "cohere, stream", path: "/v2/chat", body: chatStart + `,"stream":true}`, bar: streamBar},
	{name: "ollama", path: "/api/chat", body: chatStart + `,"stream":false}`, bar: wholeBar},
	{name: "ollama, stream", path: "/api/chat", body: chatStart + `}`, bar: streamBar},
}

const responseStart = `{"model":"gpt-4-mock","instructions":"You are a helpful assistant.",` +
	`"input":"Tell me something about load tests, in a few sentences, as if I had never seen one before in my life.",` +
	`"temperature":0.7,"max_output_tokens":1024`
