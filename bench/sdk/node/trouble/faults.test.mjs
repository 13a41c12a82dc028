// What becomes of faults in the hands of a client.
import assert from "node:assert/strict";
import { test } from "node:test";

import { createOpenAI } from "@ai-sdk/openai";
import { APICallError, JSONParseError, streamText } from "ai";
import OpenAI from "openai";

import { all, messages, model, url } from "../client.mjs";

const newClient = (headers) => new OpenAI({ baseURL: `${url}/v1`, apiKey: "any", maxRetries: 0, logLevel: "off", defaultHeaders: headers });

// whole asks for whole answers, streams for streams, helpers for what gathers
// them.
const whole = [
  (client) => client.chat.completions.create({ model, messages }),
  (client) => client.completions.create({ model, prompt: "x" }),
  (client) => client.responses.create({ model, input: "x" }),
];
const streams = [
  (client) => client.chat.completions.create({ model, messages, stream: true }),
  (client) => client.completions.create({ model, prompt: "x", stream: true }),
  (client) => client.responses.create({ model, input: "x", stream: true }),
];
const helpers = [
  (client) => client.chat.completions.stream({ model, messages }).finalChatCompletion(),
  (client) => client.responses.stream({ model, input: "x" }).finalResponse(),
];

// rejects wants each of asks to fail in that way.
async function rejects(asks, headers, error) {
  for (const ask of asks) await assert.rejects(Promise.resolve(ask(newClient(headers))).then((answer) => answer[Symbol.asyncIterator] ? all(answer) : answer), error);
}

test("status", async () => {
  for (const [status, kind] of [["401", OpenAI.AuthenticationError], ["429", OpenAI.RateLimitError], ["503", OpenAI.InternalServerError]])
    await rejects([...whole, ...streams, ...helpers], { "X-Mock-Status": status }, (e) => e instanceof kind && e.requestID.startsWith("req_"));
});

test("error event", async () => {
  const headers = { "X-Mock-Fault": "error-event:after=3" };
  await rejects([...streams, helpers[0]], headers, (e) => e instanceof OpenAI.APIError && e.type === "server_error");
});

test("reset in mid-stream", async () => {
  const headers = { "X-Mock-Fault": "reset-midstream:after=3" };
  await rejects([...whole, ...streams], headers, (e) => e instanceof TypeError && ["ECONNRESET", "UND_ERR_SOCKET"].includes(e.cause.code));
  await rejects(helpers, headers, (e) => e instanceof OpenAI.OpenAIError && e.cause instanceof TypeError);
});

test("malformed JSON", async () => {
  const headers = { "X-Mock-Fault": "malformed-json:after=3" };
  await rejects([...whole, ...streams], headers, SyntaxError);
  await rejects(helpers, headers, (e) => e instanceof OpenAI.OpenAIError && e.cause instanceof SyntaxError);
});

test("AI SDK", async () => {
  // ask returns the error in a stream, and whether the stream went on to its end.
  const ask = async (kind, fault) => {
    const of = createOpenAI({ baseURL: `${url}/v1`, apiKey: "any", headers: { "X-Mock-Fault": fault } })[kind](model);
    let error;
    const { fullStream } = streamText({ model: of, prompt: "x", maxRetries: 0, onError() {} });
    const parts = await all(fullStream).catch((e) => [{ type: "error", error: e }]);
    for (const part of parts) if (part.type === "error") error ??= part.error;
    return { error, ended: parts.at(-1).type === "finish" };
  };
  for (const kind of ["chat", "completion", "responses"]) {
    const event = await ask(kind, "error-event:after=3");
    assert.ok(event.ended && event.error.message.startsWith("The server had an error"));
    const reset = await ask(kind, "reset-midstream:after=3");
    assert.ok(!reset.ended && APICallError.isInstance(reset.error));
    const malformed = await ask(kind, "malformed-json:after=3");
    assert.ok(malformed.ended && JSONParseError.isInstance(malformed.error));
  }
});
