import assert from "node:assert/strict";
import { test } from "node:test";

import { createOpenAI } from "@ai-sdk/openai";
import { APICallError, embed, embedMany, generateObject, generateText, stepCountIs, streamObject, streamText, tool } from "ai";
import { z } from "zod";

import { all, checker, model, person, provider, strictURL, tokens } from "./client.mjs";

const prompt = "Hello!";

// afterwards leaves it to the model whether a tool is called, once one was.
const afterwards = ({ stepNumber }) => (stepNumber > 0 ? { toolChoice: "auto" } : {});

for (const [name, of] of [["chat", provider.chat(model)], ["responses", provider.responses(model)]]) {
  test(`AI SDK, ${name}`, async () => {
    const whole = await generateText({ model: of, prompt });
    assert.equal(whole.usage.outputTokens, tokens(whole.text));
    const stream = streamText({ model: of, prompt, onError: ({ error }) => assert.fail(error) });
    const text = (await all(stream.textStream)).join("");
    assert.equal((await stream.usage).outputTokens, tokens(text));
  });

  test(`AI SDK, ${name}, objects`, async () => {
    person.parse((await generateObject({ model: of, schema: person, prompt })).object);
    const stream = streamObject({ model: of, schema: person, prompt });
    await all(stream.partialObjectStream);
    person.parse(await stream.object);
  });

  test(`AI SDK, ${name}, tools`, async () => {
    const cities = [];
    const weather = tool({ inputSchema: z.object({ city: z.string() }), execute: ({ city }) => cities.push(city) && "fine" });
    const params = { model: of, prompt, tools: { weather }, toolChoice: "required", prepareStep: afterwards, stopWhen: stepCountIs(2) };
    assert.ok((await generateText(params)).text);
    assert.ok((await all(streamText(params).textStream)).join(""));
    assert.equal(cities.length, 2);
  });
}

test("AI SDK, completions", async () => {
  const of = provider.completion("gpt-3.5-turbo-instruct");
  assert.ok((await generateText({ model: of, prompt })).text);
  assert.ok((await all(streamText({ model: of, prompt }).textStream)).join(""));
});

test("AI SDK, embeddings", async () => {
  const of = provider.embedding("text-embedding-3-small");
  const { embedding } = await embed({ model: of, value: "x" });
  assert.equal(embedding.length, 1536);
  const { embeddings } = await embedMany({ model: of, values: ["x", "y"] });
  assert.deepEqual(embeddings[0], embedding);
});

test("AI SDK, errors", async () => {
  const stranger = createOpenAI({ baseURL: `${strictURL}/v1`, apiKey: "sk-none", fetch: checker.fetch });
  for (const of of [stranger.chat(model), stranger.responses(model)])
    await assert.rejects(generateText({ model: of, prompt }), (e) => APICallError.isInstance(e) && e.statusCode === 401 && !e.isRetryable);
});
