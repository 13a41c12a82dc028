// Clients wait as long as a 429 tells them. MOCK_OPENAI_FLAKY_URL refuses the
// first two requests of each session, MOCK_OPENAI_LIMITED_URL more than thirty a
// minute of each key.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterEach, test } from "node:test";

import { createOpenAI } from "@ai-sdk/openai";
import { generateText } from "ai";
import OpenAI from "openai";

import { all, checker, messages, model, newClient } from "../client.mjs";

const { MOCK_OPENAI_FLAKY_URL: flaky, MOCK_OPENAI_LIMITED_URL: limited } = process.env;

afterEach(async () => assert.deepEqual(await checker.settled(), []));

// watch returns a fetch and what came of its requests. Headers in without are
// kept from the client.
function watch(...without) {
  const tries = [];
  const fetch = async (...request) => {
    const began = performance.now();
    const { body, status, headers: sent } = await checker.fetch(...request);
    const headers = new Headers(sent);
    tries.push({ began, ended: performance.now(), status, wait: status === 429 ? Number(headers.get("retry-after-ms")) : 0 });
    for (const name of without) headers.delete(name);
    return new Response(body, { status, headers });
  };
  return { fetch, tries };
}

// Timers may fire that much early, in milliseconds.
const early = 50;

const waited = (tries) => tries.slice(1).forEach(({ began }, i) =>
  assert.ok(began - tries[i].ended >= tries[i].wait - early, `came again after ${began - tries[i].ended} of ${tries[i].wait} ms`));

const statuses = (tries) => tries.map(({ status }) => status);
const session = () => ({ "X-Mock-Session": randomUUID() });

// Of its own accord the client waits for half a second at most before its second
// try.
for (const without of ["retry-after", "retry-after-ms"])
  test(`429 without ${without}`, async () => {
    const { fetch, tries } = watch(without);
    const client = newClient(flaky, { fetch, maxRetries: 2, defaultHeaders: session() });
    const chunks = await all(await client.chat.completions.create({ model, messages, stream: true }));
    assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
    assert.deepEqual(statuses(tries), [429, 429, 200]);
    waited(tries);
  });

test("429 too often", async () => {
  const { fetch, tries } = watch();
  const client = newClient(flaky, { fetch, maxRetries: 1, defaultHeaders: session() });
  await assert.rejects(client.responses.create({ model, input: "x" }), (e) => e instanceof OpenAI.RateLimitError && e.code === "rate_limit_exceeded");
  assert.deepEqual(statuses(tries), [429, 429]);
});

test("429, AI SDK", async () => {
  const { fetch, tries } = watch();
  const provider = createOpenAI({ baseURL: `${flaky}/v1`, apiKey: "any", fetch, headers: session() });
  assert.ok((await generateText({ model: provider.chat(model), prompt: "Hello!" })).text);
  assert.deepEqual(statuses(tries), [429, 429, 200]);
  waited(tries);
});

test("429 at a limit", async () => {
  const { fetch, tries } = watch();
  const client = newClient(limited, { fetch, maxRetries: 2, apiKey: randomUUID() });
  while (!statuses(tries).includes(429)) await client.chat.completions.create({ model, messages });
  assert.equal(tries.at(-1).status, 200);
  waited(tries);
});
