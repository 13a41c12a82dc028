import assert from "node:assert/strict";
import { test } from "node:test";

import OpenAI, { AuthenticationError, AzureOpenAI, BadRequestError, NotFoundError, RateLimitError } from "openai";
import { zodResponseFormat } from "openai/helpers/zod";

import { all, checker, city, messages, model, person, strictURL, tokens, url } from "./client.mjs";

const azure = (endpoint, options) =>
  new AzureOpenAI({ endpoint, apiKey: "any", apiVersion: "2024-10-21", maxRetries: 0, fetch: checker.fetch, ...options });
const client = azure(url, { deployment: "gpt-4-mock" });

test("Azure, chat", async () => {
  const whole = await client.chat.completions.create({ model, messages });
  assert.equal(whole.prompt_filter_results[0].content_filter_results.hate.severity, "safe");
  assert.equal(whole.choices[0].content_filter_results.violence.filtered, false);
  const [first, ...chunks] = await all(await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } }));
  assert.deepEqual(first.choices, []);
  const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
  assert.equal(chunks.at(-1).usage.completion_tokens, tokens(text));
});

test("Azure, tools and structured output", async () => {
  const tools = [{ type: "function", function: { name: "weather", parameters: city } }];
  const params = { model, messages, tools, tool_choice: "required", seed: 1 };
  const { choices: [{ message: { tool_calls: [call] } }] } = await client.chat.completions.create(params);
  const stream = client.chat.completions.stream(params);
  const { choices: [last] } = await stream.finalChatCompletion();
  assert.equal(last.message.tool_calls[0].function.arguments, call.function.arguments);
  const parsed = await client.chat.completions.parse({ model, messages, response_format: zodResponseFormat(person, "person") });
  assert.ok(person.parse(parsed.choices[0].message.parsed));
});

test("Azure, completions and embeddings", async () => {
  const params = { model, prompt: "Once", max_tokens: 10, seed: 1 };
  const whole = await client.completions.create(params);
  const chunks = await all(await client.completions.create({ ...params, stream: true }));
  assert.equal(chunks.map((chunk) => chunk.choices[0]?.text ?? "").join(""), whole.choices[0].text);
  assert.equal((await client.embeddings.create({ model, input: "a", dimensions: 8 })).data[0].embedding.length, 8);
});

test("Azure, v1", async () => {
  const v1 = new OpenAI({ baseURL: `${url}/openai/v1`, apiKey: "any", maxRetries: 0, fetch: checker.fetch });
  assert.equal((await v1.chat.completions.create({ model, messages })).model, model);
  assert.equal((await v1.responses.create({ model, input: "Hello!" })).status, "completed");
  assert.equal((await v1.models.list()).data[0].id, model);
});

test("Azure, models", async () => {
  const [listed] = await all(client.models.list());
  assert.deepEqual([listed.id, listed.capabilities.chat_completion], [model, true]);
  assert.deepEqual(await client.models.retrieve(model), listed);
});

test("Azure, errors", async () => {
  const ask = (options) => azure(url, { deployment: model, ...options }).chat.completions.create({ model, messages });
  const fault = (spec) => ask({ defaultHeaders: { "X-Mock-Fault": spec } });
  await assert.rejects(fault("content-filter"), (e) => e instanceof BadRequestError && e.code === "content_filter" && e.error.innererror.content_filter_result.violence.filtered);
  await assert.rejects(fault("error:status=429"), (e) => e instanceof RateLimitError && e.code === "429");
  await assert.rejects(azure(strictURL).chat.completions.create({ model, messages }), (e) => e instanceof AuthenticationError && e.code === "401");
  const strict = azure(strictURL, { apiKey: process.env.MOCK_OPENAI_STRICT_KEY, deployment: "none" });
  await assert.rejects(strict.chat.completions.create({ model, messages }), (e) => e instanceof NotFoundError && e.code === "DeploymentNotFound");
});
