import assert from "node:assert/strict";
import { test } from "node:test";

import { zodResponseFormat } from "openai/helpers/zod";

import { all, client, messages, model, person, tokens } from "./client.mjs";

test("chat", async () => {
  const answer = await client.chat.completions.create({ model, messages, n: 2 });
  assert.deepEqual(answer.choices.map((choice) => choice.index), [0, 1]);
  assert.equal(answer.usage.completion_tokens, answer.choices.reduce((sum, { message }) => sum + tokens(message.content), 0));
});

test("chat of parts", async () => {
  const content = [{ type: "text", text: "What is it?" }, { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }];
  const answer = await client.chat.completions.create({ model, messages: [{ role: "user", content }] });
  assert.equal(answer.usage.prompt_tokens, tokens("What is it?"));
});

test("chat, streamed", async () => {
  const chunks = await all(await client.chat.completions.create({ model, messages, stream: true }));
  assert.ok(chunks.every((chunk) => !("usage" in chunk)));
  assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
});

test("chat, streamed with usage and obfuscation", async () => {
  const stream_options = { include_usage: true, include_obfuscation: true };
  const chunks = await all(await client.chat.completions.create({ model, messages, n: 3, stream: true, stream_options }));
  const last = chunks.pop();
  assert.ok(chunks.every((chunk) => chunk.usage === null && typeof chunk.obfuscation === "string"));
  const said = ["", "", ""];
  for (const { choices: [choice] } of chunks) said[choice.index] += choice.delta.content ?? "";
  assert.equal(last.usage.completion_tokens, said.reduce((sum, text) => sum + tokens(text), 0));
});

test("chat, stream helper", async () => {
  const stream = client.chat.completions.stream({ model, messages, max_completion_tokens: 5 });
  let text = "";
  stream.on("content", (delta) => (text += delta));
  const { choices: [choice] } = await stream.finalChatCompletion();
  assert.equal(choice.message.content, text);
  assert.equal(choice.finish_reason, "length");
  assert.equal(tokens(text), 5);
});

test("chat, hang up", async () => {
  const stream = await client.chat.completions.create({ model, messages, stream: true });
  for await (const chunk of stream) {
    assert.ok(chunk.id);
    stream.controller.abort();
  }
});

test("stop and seed", async () => {
  const whole = await client.chat.completions.create({ model, messages, seed: 1 });
  const cut = await client.chat.completions.create({ model, messages, seed: 1, stop: ["the", "a"] });
  assert.equal(cut.choices[0].message.content, whole.choices[0].message.content.split(/the|a/)[0]);
  assert.equal(cut.choices[0].finish_reason, "stop");
});

test("log probabilities", async () => {
  const params = { model, messages, seed: 1, max_tokens: 20, logprobs: true, top_logprobs: 3 };
  const whole = (await client.chat.completions.create(params)).choices[0];
  assert.equal(whole.logprobs.content.map(({ token }) => token).join(""), whole.message.content);
  assert.equal(whole.logprobs.content[0].top_logprobs.length, 3);
  const streamed = await client.chat.completions.stream(params).finalChatCompletion();
  assert.deepEqual(streamed.choices[0].logprobs.content, whole.logprobs.content);
});

test("JSON", async () => {
  const asked = [{ role: "user", content: "Answer in JSON." }];
  const answer = await client.chat.completions.create({ model, messages: asked, response_format: { type: "json_object" } });
  assert.equal(typeof JSON.parse(answer.choices[0].message.content), "object");
});

test("schema", async () => {
  const params = { model, messages, response_format: zodResponseFormat(person, "person") };
  const parsed = await client.chat.completions.parse(params);
  person.parse(parsed.choices[0].message.parsed);
  const streamed = await client.chat.completions.stream(params).finalChatCompletion();
  person.parse(streamed.choices[0].message.parsed);
});

test("audio", async () => {
  const params = { model, messages, modalities: ["text", "audio"], audio: { voice: "alloy", format: "wav" } };
  const { audio } = (await client.chat.completions.create(params)).choices[0].message;
  assert.equal(Buffer.from(audio.data, "base64").toString("latin1", 0, 4), "RIFF");
  const chunks = await all(await client.chat.completions.create({ ...params, stream: true }));
  assert.ok(chunks.some((chunk) => chunk.choices[0].delta.audio?.data));
});
