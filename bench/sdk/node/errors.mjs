import assert from "node:assert/strict";
import { test } from "node:test";

import OpenAI from "openai";

import { client, messages, model, newClient, strict, strictURL } from "./client.mjs";

test("400", async () => {
  const wrong = (e) => e instanceof OpenAI.BadRequestError && e.code === "invalid_type" && e.param === "messages" && e.requestID.startsWith("req_");
  await assert.rejects(client.chat.completions.create({ model, messages: "x" }), wrong);
  await assert.rejects(client.chat.completions.create({ model, messages: "x", stream: true }), wrong);
  await assert.rejects(client.responses.create({ model, input: 5 }), OpenAI.BadRequestError);
});

test("400 of a strict server", async () => {
  const f = (params, code) => assert.rejects(strict.chat.completions.create(params), (e) => e instanceof OpenAI.BadRequestError && e.code === code);
  await f({ model, messages: [] }, "empty_array");
  await f({ model }, "missing_required_parameter");
  await f({ model, messages, max_tokens: 0 }, "integer_below_min_value");
  await assert.rejects(strict.chat.completions.create({ model: "none", messages }), OpenAI.NotFoundError);
});

test("401", async () => {
  const f = (options, code) => {
    const stranger = newClient(strictURL, options);
    return assert.rejects(stranger.models.list(), (e) => e instanceof OpenAI.AuthenticationError && e.code === code);
  };
  await f({ apiKey: "sk-none" }, "invalid_api_key");
  await f({ defaultHeaders: { Authorization: null } }, null);
  await strict.models.list();
});

test("404", async () => {
  await assert.rejects(client.models.retrieve("none"), (e) => e instanceof OpenAI.NotFoundError && e.code === "model_not_found");
  await assert.rejects(client.files.list(), OpenAI.NotFoundError);
});
