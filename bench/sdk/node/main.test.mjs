// The official clients for Node, and the AI SDK, against the server at
// MOCK_OPENAI_URL.
import assert from "node:assert/strict";
import { test } from "node:test";

import { createOpenAI } from "@ai-sdk/openai";
import { embed, generateObject, generateText, streamText } from "ai";
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";

const baseURL = `${process.env.MOCK_OPENAI_URL}/v1`;
const client = new OpenAI({ baseURL, apiKey: "any", maxRetries: 0 });
const provider = createOpenAI({ baseURL, apiKey: "any" });

const model = "gpt-4-mock";
const messages = [{ role: "user", content: "Hello!" }];
const person = z.object({ name: z.string(), tags: z.array(z.string()), age: z.number().int().min(1).max(120) });
const weather = {
  type: "function",
  function: {
    name: "get_weather",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false },
  },
};

const tokens = (text) => Math.ceil([...text].length / 4);

test("chat", async () => {
  const answer = await client.chat.completions.create({ model, messages, n: 2 });
  assert.equal(answer.object, "chat.completion");
  assert.equal(answer.choices.length, 2);
  const said = answer.choices.reduce((sum, choice) => sum + tokens(choice.message.content), 0);
  assert.equal(answer.usage.completion_tokens, said);
});

test("chat, streamed", async () => {
  const stream = await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } });
  let text = "";
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? "";
    usage = chunk.usage ?? usage;
  }
  assert.equal(usage.completion_tokens, tokens(text));
});

test("chat, stream helper and schema", async () => {
  const stream = client.chat.completions.stream({ model, messages, response_format: zodResponseFormat(person, "person") });
  let text = "";
  stream.on("content", (delta) => (text += delta));
  const answer = await stream.finalChatCompletion();
  assert.deepEqual(JSON.parse(text), person.parse(answer.choices[0].message.parsed));
  const parsed = await client.chat.completions.parse({ model, messages, response_format: zodResponseFormat(person, "person") });
  person.parse(parsed.choices[0].message.parsed);
});

test("chat, hang up", async () => {
  const stream = await client.chat.completions.create({ model, messages, stream: true });
  for await (const chunk of stream) {
    assert.ok(chunk.id);
    stream.controller.abort();
  }
});

test("tools", async () => {
  const answer = await client.chat.completions.create({ model, messages, tools: [weather], tool_choice: "required" });
  const [choice] = answer.choices;
  assert.equal(choice.finish_reason, "tool_calls");
  assert.equal(typeof JSON.parse(choice.message.tool_calls[0].function.arguments).city, "string");

  const cities = [];
  const runner = client.chat.completions.runTools({
    model,
    messages,
    tool_choice: { type: "function", function: { name: "get_weather" } },
    tools: [{ type: "function", function: { ...weather.function, parse: JSON.parse, function: ({ city }) => cities.push(city) && "fine" } }],
  });
  await runner.done();
  assert.equal(cities.length, 1);
});

test("completions", async () => {
  const whole = await client.completions.create({ model, prompt: "Once", max_tokens: 10, seed: 1 });
  let text = "";
  for await (const chunk of await client.completions.create({ model, prompt: "Once", max_tokens: 10, seed: 1, stream: true }))
    text += chunk.choices[0]?.text ?? "";
  assert.equal(text, whole.choices[0].text);
});

test("embeddings", async () => {
  for (const encoding_format of [undefined, "float", "base64"]) {
    const { data } = await client.embeddings.create({ model: "text-embedding-3-small", input: "x", encoding_format });
    if (encoding_format !== "base64") {
      assert.equal(data[0].embedding.length, 1536);
      assert.ok(Math.abs(Math.hypot(...data[0].embedding) - 1) < 1e-3);
    }
  }
});

test("models and moderations", async () => {
  const list = await client.models.list();
  assert.equal(list.data[0].id, model);
  assert.equal((await client.models.retrieve(model)).id, model);
  assert.equal((await client.moderations.create({ input: "x" })).results[0].flagged, false);
});

test("errors", async () => {
  await assert.rejects(client.models.retrieve("none"), OpenAI.NotFoundError);
  await assert.rejects(client.chat.completions.create({ model, messages: "x" }), (e) => e instanceof OpenAI.BadRequestError && e.code === "invalid_type" && e.param === "messages");
});

test("responses", async () => {
  const whole = await client.responses.create({ model, input: "Hello!", max_output_tokens: 9 });
  assert.equal(whole.status, "incomplete");
  assert.equal(tokens(whole.output_text), 9);
  assert.equal((await client.responses.retrieve(whole.id)).id, whole.id);
  let numbers = 0;
  const stream = client.responses.stream({ model, input: "Hello!" });
  for await (const event of stream) assert.equal(event.sequence_number, numbers++);
  assert.equal((await stream.finalResponse()).status, "completed");
});

for (const [name, of] of [["chat", provider.chat(model)], ["responses", provider.responses(model)]]) {
  test(`AI SDK, ${name}`, async () => {
    const whole = await generateText({ model: of, prompt: "Hello!" });
    assert.equal(whole.usage.outputTokens, tokens(whole.text));
    let text = "";
    for await (const delta of streamText({ model: of, prompt: "Hello!" }).textStream) text += delta;
    assert.ok(text.length > 0);
    person.parse((await generateObject({ model: of, schema: person, prompt: "Hello!" })).object);
  });
}

test("AI SDK, embed", async () => {
  assert.equal((await embed({ model: provider.embedding("text-embedding-3-small"), value: "x" })).embedding.length, 1536);
});
