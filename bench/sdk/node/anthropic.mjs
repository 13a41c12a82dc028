// Anthropic's client for Node.
import assert from "node:assert/strict";
import { test } from "node:test";

import Anthropic from "@anthropic-ai/sdk";

import { all, city, model, strictURL, tokens, url } from "./client.mjs";

const newClient = (baseURL, options) => new Anthropic({ baseURL, apiKey: "any", maxRetries: 0, ...options });
const client = newClient(url);
const strict = newClient(strictURL, { apiKey: process.env.MOCK_OPENAI_STRICT_KEY });

const asked = { model, max_tokens: 2048, messages: [{ role: "user", content: "Hello!" }] };
const tools = [{ name: "weather", description: "Tells the weather.", input_schema: city }];

// each yields the answers of both servers to a request, whole and streamed.
async function* each(params) {
  for (const from of [client, strict]) {
    yield await from.messages.create({ ...asked, ...params });
    yield await from.messages.stream({ ...asked, ...params }).finalMessage();
  }
}

test("Anthropic: text", async () => {
  for await (const { content, role, stop_reason, usage } of each({ system: "Be brief." })) {
    assert.deepEqual([role, stop_reason, content.length, content[0].type], ["assistant", "end_turn", 1, "text"]);
    assert.equal(usage.output_tokens, tokens(content[0].text));
  }
  for await (const { stop_reason, stop_sequence } of each({ stop_sequences: ["e", "a"] })) {
    assert.equal(stop_reason, "stop_sequence");
    assert.match(stop_sequence, /^[ea]$/);
  }
  for await (const { stop_reason, usage } of each({ max_tokens: 3 })) assert.deepEqual([stop_reason, usage.output_tokens], ["max_tokens", 3]);
});

test("Anthropic: tools", async () => {
  for await (const { content, stop_reason } of each({ tools, tool_choice: { type: "tool", name: "weather" } })) {
    assert.equal(stop_reason, "tool_use");
    assert.equal(typeof content[0].input.city, "string");
    const messages = [
      ...asked.messages,
      { role: "assistant", content },
      { role: "user", content: [{ type: "tool_result", tool_use_id: content[0].id, content: "sunny" }] },
    ];
    assert.equal((await strict.messages.create({ ...asked, messages, tools })).stop_reason, "end_turn");
  }
});

test("Anthropic: thinking", async () => {
  for await (const { content, usage } of each({ thinking: { type: "enabled", budget_tokens: 1024 } })) {
    assert.deepEqual(content.map((block) => block.type), ["thinking", "text"]);
    assert.ok(content[0].signature);
    assert.equal(usage.output_tokens_details.thinking_tokens, tokens(content[0].thinking));
  }
});

test("Anthropic: structured output and tokens", async () => {
  const output_config = { format: { type: "json_schema", schema: city } };
  for await (const { content } of each({ output_config })) assert.equal(typeof JSON.parse(content[0].text).city, "string");
  const { max_tokens, ...prompt } = asked;
  assert.equal((await strict.messages.countTokens(prompt)).input_tokens, tokens("Hello!"));
});

test("Anthropic: models", async () => {
  assert.ok((await all(client.models.list())).some(({ id }) => id === model));
  assert.equal((await client.models.retrieve(model)).type, "model");
  await assert.rejects(client.models.retrieve("none"), Anthropic.NotFoundError);
});

test("Anthropic: errors", async () => {
  const fails = async (ask, status, type) =>
    await assert.rejects(ask, (e) => {
      assert.ok(e instanceof Anthropic.APIError);
      assert.deepEqual([e.status, e.error.error.type], [status, type]);
      assert.match(e.error.request_id, /^req_[0-9a-f]{32}$/);
      return true;
    });
  const failing = (spec) => ({ headers: { "X-Mock-Fault": spec } });
  await fails(() => client.messages.create({ ...asked, system: 7 }), 400, "invalid_request_error");
  await fails(() => strict.messages.create({ ...asked, n: 1 }), 400, "invalid_request_error");
  await fails(() => newClient(strictURL).messages.create(asked), 401, "authentication_error");
  await fails(() => client.messages.create(asked, failing("error:status=529")), 529, "overloaded_error");
  await fails(() => client.messages.create(asked, failing("error:status=429")), 429, "rate_limit_error");
  await fails(async () => all(await client.messages.create({ ...asked, stream: true }, failing("error-event:status=529,after=4"))), undefined, "overloaded_error");
});
