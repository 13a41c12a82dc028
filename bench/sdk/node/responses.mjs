import assert from "node:assert/strict";
import { test } from "node:test";

import OpenAI from "openai";
import { zodTextFormat } from "openai/helpers/zod";

import { all, city, client, model, person, strict, tokens } from "./client.mjs";

const weather = { type: "function", name: "get_weather", parameters: city, strict: true };
const ask = (params) => client.responses.create({ model, input: "Hello!", ...params });

// streamed is the response at the end of a stream.
const streamed = (params) => client.responses.stream({ model, input: "Hello!", ...params }).finalResponse();

test("response, and what becomes of it", async () => {
  const whole = await ask({ instructions: "Be brief.", metadata: { run: "7" }, temperature: 0.3 });
  assert.equal(whole.usage.output_tokens, tokens(whole.output_text));
  assert.deepEqual((await client.responses.retrieve(whole.id)).output, whole.output);
  await assert.rejects(client.responses.cancel(whole.id), OpenAI.BadRequestError);
  await client.responses.delete(whole.id);
  await assert.rejects(client.responses.retrieve(whole.id), OpenAI.NotFoundError);
});

test("response of the background", async () => {
  let whole = await ask({ background: true });
  assert.equal(whole.status, "queued");
  while (["queued", "in_progress"].includes(whole.status)) whole = await client.responses.retrieve(whole.id);
  assert.equal(whole.usage.output_tokens, tokens(whole.output_text));
  assert.deepEqual((await client.responses.cancel(whole.id)).output, whole.output);
});

test("response, streamed", async () => {
  const stream = client.responses.stream({ model, input: "Hello!" });
  let text = "";
  stream.on("response.output_text.delta", ({ delta }) => (text += delta));
  assert.equal((await stream.finalResponse()).output_text, text);
});

test("response, error in a stream", async () => {
  const options = { headers: { "X-Mock-Fault": "error-event:status=429,after=3" } };
  const stream = await client.responses.create({ model, input: "Hello!", stream: true }, options);
  await assert.rejects(all(stream), (e) => e.code === "rate_limit_exceeded" && e.message.includes("Rate limit reached"));
});

test("response, cut short", async () => {
  const whole = await ask({ max_output_tokens: 9 });
  assert.deepEqual(whole.incomplete_details, { reason: "max_output_tokens" });
  assert.equal(tokens(whole.output_text), 9);
  assert.equal((await all(await ask({ max_output_tokens: 9, stream: true }))).at(-1).type, "response.incomplete");
});

test("response, schema", async () => {
  const params = { model, input: "Hello!", text: { format: zodTextFormat(person, "person") } };
  person.parse((await client.responses.parse(params)).output_parsed);
  person.parse((await client.responses.stream(params).finalResponse()).output_parsed);
  JSON.parse((await ask({ text: { format: { type: "json_object" } } })).output_text);
});

test("response, tools and their outputs", async () => {
  const params = { tools: [weather], tool_choice: "required" };
  for (const whole of [await ask(params), await streamed(params)]) {
    const [call] = whole.output;
    assert.equal(typeof JSON.parse(call.arguments).city, "string");
    delete call.parsed_arguments; // which the helper adds
    const output = { type: "function_call_output", call_id: call.call_id, output: "fine" };
    const input = [{ role: "user", content: "Hello!" }, call, output];
    const answer = await ask({ ...params, tool_choice: "auto", input, previous_response_id: whole.id });
    assert.ok(answer.output_text);
    const items = await all(client.responses.inputItems.list(answer.id, { order: "asc" }));
    assert.deepEqual(items.map(({ type }) => type), ["message", "function_call", "function_call_output"]);
  }
});

test("conversation", async () => {
  const { conversations } = client;
  const { id } = await conversations.create({ metadata: { run: "7" }, items: [{ role: "user", content: "Hello!" }] });
  assert.deepEqual((await conversations.retrieve(id)).metadata, { run: "7" });
  assert.deepEqual((await conversations.update(id, { metadata: {} })).metadata, {});
  assert.deepEqual((await ask({ conversation: id })).conversation, { id });
  assert.deepEqual((await streamed({ conversation: { id } })).conversation, { id });
  const added = await conversations.items.create(id, { items: [{ type: "function_call_output", call_id: "c", output: "fine" }] });
  const items = await all(conversations.items.list(id, { order: "asc", limit: 2 }));
  assert.deepEqual(items.map(({ role, type }) => role ?? type), ["user", "user", "assistant", "user", "assistant", "function_call_output"]);
  const params = { conversation_id: id };
  assert.deepEqual(await conversations.items.retrieve(items[5].id, params), added.data[0]);
  assert.equal((await conversations.items.delete(items[5].id, params)).id, id);
  await assert.rejects(conversations.items.retrieve(items[5].id, params), OpenAI.NotFoundError);
  await conversations.delete(id);
  await assert.rejects(ask({ conversation: id }), OpenAI.NotFoundError);
});

test("response, custom tool", async () => {
  const params = { seed: 1, tools: [{ type: "custom", name: "shell" }], tool_choice: { type: "custom", name: "shell" } };
  const [call] = (await ask(params)).output;
  const events = await all(await ask({ ...params, stream: true }));
  assert.equal(events.filter(({ type }) => type.endsWith("input.delta")).map(({ delta }) => delta).join(""), call.input);
});

test("response, log probabilities", async () => {
  const params = { include: ["message.output_text.logprobs"], top_logprobs: 2, max_output_tokens: 9 };
  for (const whole of [await ask(params), await streamed(params)]) assert.equal(whole.output[0].content[0].logprobs.length, 9);
});

test("response, reasoning", async () => {
  const params = { model, input: "Hello!", reasoning: { effort: "high", summary: "auto" } };
  const whole = await strict.responses.create(params);
  assert.ok(whole.usage.output_tokens_details.reasoning_tokens > 0);
  const again = await strict.responses.stream(params).finalResponse();
  assert.deepEqual(again.output.map(({ type }) => type), ["reasoning", "message"]);
});
