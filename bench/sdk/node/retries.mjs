// Clients wait as long as a 429 tells them. The 429s come from a proxy in front
// of the server.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { test } from "node:test";

import { createOpenAI } from "@ai-sdk/openai";
import { generateText } from "ai";
import OpenAI from "openai";

import { all, checker, messages, model, newClient, url } from "./client.mjs";

const refusal = JSON.stringify({
  error: { message: "Rate limit reached for requests.", type: "requests", param: null, code: "rate_limit_exceeded" },
});

// refuse starts the proxy, which turns the first requests away with those
// headers. It returns its URL and when each request came, in milliseconds.
async function refuse(t, requests, headers) {
  const came = [];
  const proxy = createServer(async (request, answer) => {
    came.push(performance.now());
    if (came.length <= requests) return answer.writeHead(429, { "content-type": "application/json", ...headers }).end(refusal);
    const init = { method: request.method, body: Readable.toWeb(request), duplex: "half" };
    const theirs = await fetch(url + request.url, init);
    answer.writeHead(theirs.status, { "content-type": theirs.headers.get("content-type") });
    Readable.fromWeb(theirs.body).pipe(answer);
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  t.after(() => proxy.close().closeAllConnections());
  return { proxied: `http://127.0.0.1:${proxy.address().port}`, came };
}

// Of its own accord the client waits for half a second at most before it tries
// once more.
for (const [name, value] of [["retry-after-ms", "800"], ["retry-after", "1"]])
  test(`429 with ${name}`, async (t) => {
    const { proxied, came } = await refuse(t, 1, { [name]: value });
    const client = newClient(proxied, { maxRetries: 2 });
    const chunks = await all(await client.chat.completions.create({ model, messages, stream: true }));
    assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
    assert.equal(came.length, 2);
    assert.ok(came[1] - came[0] >= (name === "retry-after" ? 1000 : 800), `came again after ${came[1] - came[0]} ms`);
  });

test("429 too often", async (t) => {
  const { proxied, came } = await refuse(t, Infinity, { "retry-after-ms": "1" });
  const client = newClient(proxied, { maxRetries: 2 });
  await assert.rejects(client.responses.create({ model, input: "x" }), (e) => e instanceof OpenAI.RateLimitError && e.code === "rate_limit_exceeded");
  assert.equal(came.length, 3);
});

test("429, AI SDK", async (t) => {
  const { proxied, came } = await refuse(t, 2, { "retry-after-ms": "1" });
  const provider = createOpenAI({ baseURL: `${proxied}/v1`, apiKey: "any", fetch: checker.fetch });
  assert.ok((await generateText({ model: provider.chat(model), prompt: "Hello!" })).text);
  assert.equal(came.length, 3);
});
