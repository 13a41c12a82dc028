// Asks a server for answers with quirks through the client that argv names. It reads and
// writes the lines that clients.py does.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const url = process.env.MOCK_OPENAI_URL + "/v1";
const model = "gpt-4o";
const embedder = "text-embedding-3-small";
const messages = [{ role: "user", content: "a" }];
const schema = {
	type: "object",
	properties: { city: { type: "string" }, days: { type: "integer", minimum: 1, maximum: 9 } },
	required: ["city", "days"],
	additionalProperties: false,
};
const tools = [{ type: "function", function: { name: "weather", parameters: schema } }];
const choice = { type: "function", function: { name: "weather" } };
const inputs = ["a", "b", "c"];

const headersOf = ({ quirk, kind }) => ({
	"X-Mock-Quirk": quirk,
	"X-Mock-Stream-Tokens": "2",
	...(kind === "reasoning" && { "X-Mock-Accent": "deepseek", "X-Mock-Reasoning-Tokens": "6" }),
});

// said is what a stream said, with arguments as values: how they are written does not matter.
const said = (text, calls, usage) => ({
	text: text ?? "",
	calls: calls.map(([name, input]) => {
		try {
			return [name, typeof input === "string" ? JSON.parse(input) : input];
		} catch {
			return [name, input];
		}
	}),
	usage,
});

const whole = (kind) => kind === "whole" || kind === "error";

async function openaiNode() {
	const { OpenAI } = await import("openai");
	return {
		package: "openai",
		known: (error) => error instanceof OpenAI.OpenAIError,
		async ask({ kind }, defaultHeaders) {
			const client = new OpenAI({ baseURL: url, apiKey: "sk-x", maxRetries: 0, timeout: 20000, defaultHeaders });
			if (kind === "embeddings") {
				const { data } = await client.embeddings.create({ model: embedder, input: inputs, dimensions: 2, encoding_format: "float" });
				return { vectors: data.toSorted((a, b) => a.index - b.index).map((one) => one.embedding) };
			}
			if (whole(kind)) {
				const answer = await client.chat.completions.create({ model, messages });
				return { text: answer.choices[0].message.content, usage: answer.usage.total_tokens };
			}
			const options = kind === "tools" ? { tools, tool_choice: choice } : {};
			const stream = client.chat.completions.stream({ model, messages, stream_options: { include_usage: true }, ...options });
			const answer = await stream.finalChatCompletion();
			const { content, tool_calls } = answer.choices[0].message;
			return said(content, (tool_calls ?? []).map((call) => [call.function.name, call.function.arguments]), answer.usage?.total_tokens);
		},
	};
}

async function langchain() {
	const { ChatOpenAI, OpenAIEmbeddings } = await import("@langchain/openai");
	const { OpenAI } = await import("openai");
	return {
		package: "@langchain/openai",
		known: (error) => error instanceof OpenAI.OpenAIError || error.constructor.name.endsWith("APIError") || "status" in error,
		async ask({ kind }, defaultHeaders) {
			const configuration = { baseURL: url, defaultHeaders };
			if (kind === "embeddings") {
				return { vectors: await new OpenAIEmbeddings({ model: embedder, dimensions: 2, apiKey: "sk-x", maxRetries: 0, configuration }).embedDocuments(inputs) };
			}
			let llm = new ChatOpenAI({ model, apiKey: "sk-x", maxRetries: 0, timeout: 20000, streamUsage: true, configuration });
			if (whole(kind)) {
				const answer = await llm.invoke("a");
				return { text: answer.content, usage: answer.usage_metadata?.total_tokens };
			}
			if (kind === "tools") llm = llm.bindTools(tools, { tool_choice: choice });
			let answer;
			for await (const chunk of await llm.stream("a")) answer = answer ? answer.concat(chunk) : chunk;
			return said(answer.content, (answer.tool_calls ?? []).map((call) => [call.name, call.args]), answer.usage_metadata?.total_tokens);
		},
	};
}

// aiSDK is a provider of the AI SDK.
async function aiSDK(name, create) {
	const { APICallError, AISDKError, embedMany, generateText, jsonSchema, streamText, tool } = await import("ai");
	return {
		package: name,
		known: (error) => AISDKError.isInstance(error) && (APICallError.isInstance(error) || error.constructor.name === "RetryError"),
		async ask({ kind }, headers) {
			const provider = create({ baseURL: url, apiKey: "sk-x", headers });
			if (kind === "embeddings") {
				const { embeddings } = await embedMany({ model: provider.embedding(embedder), values: inputs, maxRetries: 0, providerOptions: { openai: { dimensions: 2 }, mock: { dimensions: 2 } } });
				return { vectors: embeddings };
			}
			const asked = { model: provider.chat(model), prompt: "a", maxRetries: 0, abortSignal: AbortSignal.timeout(20000) };
			if (whole(kind)) {
				const answer = await generateText(asked);
				return { text: answer.text, usage: answer.usage.totalTokens };
			}
			const options = kind === "tools" ? { tools: { weather: tool({ inputSchema: jsonSchema(schema) }) }, toolChoice: { type: "tool", toolName: "weather" } } : {};
			let failed;
			const answer = streamText({ ...asked, ...options, onError: ({ error }) => (failed ??= error) });
			let text = "";
			for await (const part of answer.fullStream) {
				if (part.type === "text-delta") text += part.text;
				if (part.type === "error") failed ??= part.error;
			}
			if (failed) throw failed;
			return said(text, (await answer.toolCalls).map((call) => [call.toolName, call.input]), (await answer.totalUsage).totalTokens);
		},
	};
}

const clients = {
	openai: openaiNode,
	langchain,
	aisdk: async () => aiSDK("@ai-sdk/openai", (await import("@ai-sdk/openai")).createOpenAI),
	compatible: async () => {
		const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
		return aiSDK("@ai-sdk/openai-compatible", (options) => {
			const provider = createOpenAICompatible({ name: "mock", includeUsage: true, ...options });
			return { chat: (id) => provider.chatModel(id), embedding: (id) => provider.textEmbeddingModel(id) };
		});
	},
};

const client = await clients[process.argv[2]]();
const { version } = JSON.parse(readFileSync(new URL(`node_modules/${client.package}/package.json`, import.meta.url)));
console.log(JSON.stringify({ client: client.package, version, language: "Node" }));
process.on("unhandledRejection", () => {});
for await (const line of createInterface({ input: process.stdin })) {
	const asked = JSON.parse(line);
	let outcome;
	try {
		outcome = { said: await client.ask(asked, headersOf(asked)) };
	} catch (error) {
		outcome = { raised: error?.constructor?.name ?? typeof error, known: Boolean(error && client.known(error)), message: String(error?.message ?? error).slice(0, 300) };
	}
	console.log(JSON.stringify({ ...asked, ...outcome }));
}
process.exit(0);
