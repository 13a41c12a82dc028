import assert from "node:assert/strict";
import { test } from "node:test";

import OpenAI from "openai";

import { all, city, messages, model, newClient, tokens, url } from "./client.mjs";

const client = newClient(`${url}/api`);

test("OpenRouter, chat", async () => {
  const whole = await client.chat.completions.create({ model, messages });
  assert.equal(whole.provider, "mock-openai");
  const chunks = await all(await client.chat.completions.create({ model, messages, stream: true }));
  const text = chunks.map((chunk) => chunk.choices[0].delta.content).join("");
  assert.equal(chunks.at(-1).usage.completion_tokens, tokens(text));
});

test("OpenRouter, tools, JSON, log probabilities and audio", async () => {
  const tools = [{ type: "function", function: { name: "weather", parameters: city } }];
  const audio = { modalities: ["text", "audio"], audio: { voice: "alloy", format: "wav" } };
  for (const more of [{ tools, tool_choice: "required" }, { response_format: { type: "json_object" } }, { logprobs: true }, audio]) {
    const params = { model, messages, seed: 1, ...more };
    const { choices: [whole] } = await client.chat.completions.create(params);
    const chunks = await all(await client.chat.completions.create({ ...params, stream: true }));
    assert.equal(chunks.at(-1).choices[0].finish_reason, whole.finish_reason);
    const said = chunks.map(({ choices: [{ delta }] }) => delta.content ?? delta.tool_calls?.[0].function.arguments ?? delta.audio?.transcript).join("");
    assert.equal(said, whole.message.content ?? whole.message.tool_calls?.[0].function.arguments ?? whole.message.audio.transcript);
  }
});

test("OpenRouter, completions", async () => {
  const params = { model, prompt: "Once", max_tokens: 10, seed: 1 };
  const whole = await client.completions.create({ ...params, logprobs: 1 });
  const chunks = await all(await client.completions.create({ ...params, stream: true }));
  assert.equal(chunks.map((chunk) => chunk.choices[0].text).join(""), whole.choices[0].text);
});

test("OpenRouter, responses", async () => {
  const params = { model, input: "Hello!", max_output_tokens: 20 };
  const whole = await client.responses.create(params);
  assert.deepEqual([whole.status, whole.store], ["incomplete", false]);
  const events = await all(await client.responses.create({ ...params, stream: true }));
  assert.equal(events.at(-1).response.usage.output_tokens, 20);
});

test("OpenRouter, models and errors", async () => {
  assert.equal((await client.models.list()).data[0].id, model);
  await assert.rejects(client.models.retrieve("none"), OpenAI.NotFoundError);
});
