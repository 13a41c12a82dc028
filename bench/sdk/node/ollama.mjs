import assert from "node:assert/strict";
import { test } from "node:test";

import { Ollama } from "ollama";
import { z } from "zod";

import { all, city, messages, model, person, strictURL, tokens, url } from "./client.mjs";

const newOllama = (headers, host = url) => new Ollama({ host, headers });
const client = newOllama();
const strict = newOllama({ Authorization: `Bearer ${process.env.MOCK_OPENAI_STRICT_KEY}` }, strictURL);

test("Ollama, chat", async () => {
  const options = { seed: 1, num_predict: 100 };
  const whole = await client.chat({ model, messages, options });
  assert.equal(whole.eval_count, tokens(whole.message.content));
  const parts = await all(await client.chat({ model, messages, options, stream: true }));
  const last = parts.at(-1);
  assert.equal(parts.map((part) => part.message.content).join(""), whole.message.content);
  assert.deepEqual([last.done, last.done_reason, last.eval_count], [true, whole.done_reason, whole.eval_count]);
  assert.equal(last.total_duration, last.load_duration + last.prompt_eval_duration + last.eval_duration);
});

test("Ollama, generate", async () => {
  const whole = await client.generate({ model, prompt: "Once", options: { seed: 1 } });
  const parts = await all(await client.generate({ model, prompt: "Once", options: { seed: 1 }, stream: true }));
  assert.equal(parts.map((part) => part.response).join(""), whole.response);
  assert.equal(parts.at(-1).context.length, whole.prompt_eval_count + whole.eval_count);
});

test("Ollama, tools, JSON and thinking", async () => {
  const caller = newOllama({ "X-Mock-Tool-Call-Rate": "1" });
  const params = { model, messages, options: { seed: 1 }, tools: [{ type: "function", function: { name: "weather", parameters: city } }] };
  const { message: { tool_calls: [call] } } = await caller.chat(params);
  assert.deepEqual([call.function.name, typeof call.function.arguments.city], ["weather", "string"]);
  const parts = await all(await caller.chat({ ...params, stream: true }));
  assert.deepEqual(parts.flatMap((part) => part.message.tool_calls ?? []), [call]);
  const structured = await client.chat({ model, messages, format: z.toJSONSchema(person) });
  person.parse(JSON.parse(structured.message.content));
  const thought = await strict.chat({ model, messages, think: "low" });
  assert.equal(thought.eval_count, tokens(thought.message.thinking) + tokens(thought.message.content));
});

test("Ollama, embeddings and models", async () => {
  const { embeddings: [, second] } = await client.embed({ model, input: ["a", "b"] });
  assert.deepEqual((await client.embeddings({ model, prompt: "b" })).embedding, second);
  assert.ok((await client.list()).models.some(({ name }) => name === model));
  assert.equal((await client.pull({ model })).status, "success");
  assert.ok((await client.show({ model })).capabilities.includes("thinking"));
  assert.ok((await client.ps()).models.some(({ name }) => name === model));
  assert.match((await client.version()).version, /^\d+\.\d+\.\d+$/);
});

test("Ollama, errors", async () => {
  const f = (by, params, status, message) =>
    assert.rejects(async () => all(await by.chat({ model, messages, stream: true, ...params })), (e) => e.status_code === status && message.test(e.message));
  await f(strict, { model: "none" }, 404, /^model 'none' not found$/);
  await f(newOllama({}, strictURL), {}, 401, /unauthorized/);
  await f(client, { messages: "x" }, 400, /cannot unmarshal string/);
  await f(newOllama({ "X-Mock-Status": "503" }), {}, 503, /busy/);
  await f(newOllama({ "X-Mock-Fault": "error-event:after=2" }), {}, undefined, /server had an error/);
});
