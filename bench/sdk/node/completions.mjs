import assert from "node:assert/strict";
import { test } from "node:test";

import { all, client, model, tokens } from "./client.mjs";

const params = { model, prompt: "Once", max_tokens: 10, seed: 1 };

test("completions", async () => {
  const whole = await client.completions.create(params);
  const chunks = await all(await client.completions.create({ ...params, stream: true, stream_options: { include_usage: true } }));
  assert.deepEqual(chunks.pop().usage, whole.usage);
  assert.equal(chunks.map((chunk) => chunk.choices[0].text).join(""), whole.choices[0].text);
  assert.equal(chunks.at(-1).choices[0].finish_reason, "length");
});

test("completions of several prompts", async () => {
  const { choices } = await client.completions.create({ ...params, prompt: ["Once", "Twice"], n: 2, echo: true, stop: "." });
  assert.deepEqual(choices.map(({ text }) => text.slice(0, 4)), ["Once", "Once", "Twic", "Twic"]);
});

test("completions, log probabilities", async () => {
  const [{ logprobs, text }] = (await client.completions.create({ ...params, echo: true, logprobs: 2 })).choices;
  assert.equal(logprobs.tokens.join(""), text);
  assert.equal(logprobs.token_logprobs[0], null);
  assert.equal(logprobs.token_logprobs.length, tokens(text));
  await all(await client.completions.create({ ...params, logprobs: 2, stream: true }));
});
