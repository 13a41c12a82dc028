// Cohere's client for Node.
import assert from "node:assert/strict";
import { test } from "node:test";

import { CohereClientV2, CohereError } from "cohere-ai";

import { all, city, messages, model, strictURL, tokens, url } from "./client.mjs";

const newClient = (baseUrl, token = "any") => new CohereClientV2({ baseUrl, token });
const client = newClient(url);
const strict = newClient(strictURL, process.env.MOCK_OPENAI_STRICT_KEY);
const once = { maxRetries: 0 };

const tools = [{ type: "function", function: { name: "weather", description: "Tells the weather.", parameters: city } }];
const documents = [{ id: "sky", data: { title: "The sky", text: "The sky is green." } }, "Grass is blue."];

// assembled is the answer that a stream makes.
async function assembled(stream) {
  const message = { content: [], toolCalls: [], citations: [] };
  for (const { type, index, delta } of await all(stream)) {
    const said = delta?.message;
    if (type === "content-start") message.content.push({ text: "", thinking: "", ...said.content });
    if (type === "content-delta") for (const [kind, text] of Object.entries(said.content)) message.content[index][kind] += text;
    if (type === "tool-call-start") message.toolCalls.push(said.toolCalls);
    if (type === "tool-call-delta") message.toolCalls[index].function.arguments += said.toolCalls.function.arguments;
    if (type === "citation-start") message.citations.push(said.citations);
    if (type === "message-end") return { message, finishReason: delta.finishReason, usage: delta.usage };
  }
  assert.fail("the stream has no end");
}

// each yields the answers of both servers to a request, whole and streamed.
async function* each(params) {
  for (const from of [client, strict]) {
    yield await from.chat({ model, messages, ...params }, once);
    yield await assembled(await from.chatStream({ model, messages, ...params }, once));
  }
}

test("Cohere: text", async () => {
  for await (const { message, finishReason, usage } of each({ thinking: { type: "disabled" } })) {
    assert.deepEqual([message.content.length, message.content[0].type, finishReason], [1, "text", "COMPLETE"]);
    assert.equal(usage.tokens.outputTokens, tokens(message.content[0].text));
  }
  for await (const { finishReason, usage } of each({ maxTokens: 3 })) assert.deepEqual([finishReason, usage.tokens.outputTokens], ["MAX_TOKENS", 3]);
});

test("Cohere: tools", async () => {
  for await (const { message, finishReason } of each({ tools, toolChoice: "REQUIRED" })) {
    const [call] = message.toolCalls;
    assert.deepEqual([finishReason, call.function.name], ["TOOL_CALL", "weather"]);
    assert.equal(typeof JSON.parse(call.function.arguments).city, "string");
    const asked = [...messages, { role: "assistant", toolCalls: [call] }, { role: "tool", toolCallId: call.id, content: "sunny" }];
    assert.equal((await strict.chat({ model, messages: asked, tools }, once)).finishReason, "COMPLETE");
  }
});

test("Cohere: documents, thinking and structured output", async () => {
  for await (const { message } of each({ documents })) {
    const { start, end, text, sources, contentIndex } = message.citations[0];
    assert.equal([...message.content[contentIndex].text].slice(start, end).join(""), text);
    assert.deepEqual(sources[0].document, { id: "sky", ...documents[0].data });
  }
  for await (const { message, usage } of each({ thinking: { type: "enabled", tokenBudget: 50 } })) {
    const [{ thinking }, { text }] = message.content;
    assert.equal(usage.tokens.outputTokens, tokens(thinking) + tokens(text));
  }
  const responseFormat = { type: "json_object", jsonSchema: city };
  for await (const { message } of each({ responseFormat })) assert.equal(typeof JSON.parse(message.content.at(-1).text).city, "string");
});

test("Cohere: embeddings, ranks and models", async () => {
  for (const from of [client, strict]) {
    const { embeddings } = await from.embed({ model, texts: ["a", "b"], inputType: "search_query", embeddingTypes: ["float", "ubinary"], outputDimension: 256 });
    assert.deepEqual([embeddings.float.length, embeddings.float[0].length, embeddings.ubinary[0].length], [2, 256, 32]);
    const { results } = await from.rerank({ model, query: "a", documents: ["b", "c", "d"], topN: 2 });
    assert.equal(results.length, 2);
    assert.ok(results[0].relevanceScore >= results[1].relevanceScore);
  }
  assert.ok((await client.models.list()).models.some(({ name }) => name === model));
});

test("Cohere: errors and retries", async () => {
  const fails = (ask, status, message) => assert.rejects(ask, (e) => e instanceof CohereError && e.statusCode === status && message.test(e.body.message));
  const failing = (spec, maxRetries = 0) => ({ maxRetries, headers: { "X-Mock-Fault": spec } });
  await fails(() => strict.chat({ model: "none", messages }, once), 404, /^model 'none' not found/);
  await fails(() => newClient(strictURL).chat({ model, messages }, once), 401, /^invalid api token$/);
  await fails(() => client.chat({ model, messages }, failing("error:status=429,for=50ms", 1)), 429, /wait/);
  await fails(() => client.chat({ model, messages }, failing("error:status=503")), 503, /unavailable/);
  const { finishReason } = await assembled(await client.chatStream({ model, messages }, failing("error-event:after=4")));
  assert.equal(finishReason, "ERROR");
});
