// The AI SDK with its providers for Anthropic, Azure OpenAI, Bedrock, Cohere, Gemini
// and Vertex AI.
import assert from "node:assert/strict";
import { test } from "node:test";

import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createAzure } from "@ai-sdk/azure";
import { createCohere } from "@ai-sdk/cohere";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createVertex } from "@ai-sdk/google-vertex";
import { APICallError, embedMany, generateObject, generateText, rerank, stepCountIs, streamObject, streamText, tool } from "ai";
import { z } from "zod";

import { all, model, person, strictURL, tokens, url } from "./client.mjs";

globalThis.AI_SDK_LOG_WARNINGS = false; // the provider for Anthropic does not know the model

const prompt = "Hello!";
const gemini = "gemini-2.5-flash";
const google = (options) => createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey: "any", ...options });
const vertex = (options) => createVertex({ baseURL: `${url}/v1/publishers/google`, apiKey: "any", ...options });
const azure = (options) => createAzure({ baseURL: `${url}/openai/v1`, apiKey: "any", ...options });
const anthropic = (options) => createAnthropic({ baseURL: `${url}/v1`, apiKey: "any", ...options });
const bedrock = (options) => createAmazonBedrock({ baseURL: url, region: "us-east-1", accessKeyId: "any", secretAccessKey: "any", ...options });
const cohere = (options) => createCohere({ baseURL: `${url}/v2`, apiKey: "any", ...options });

const providers = {
  Gemini: (options) => google(options)(gemini),
  "Vertex AI": (options) => vertex(options)(gemini),
  "Azure, chat": (options) => azure(options).chat(model),
  "Azure, responses": (options) => azure(options).responses(model),
  "Azure, deployments": (options) => azure({ baseURL: `${url}/openai`, useDeploymentBasedUrls: true, apiVersion: "2024-10-21", ...options }).chat(model),
  Anthropic: (options) => anthropic(options)(model),
  Bedrock: (options) => bedrock(options)(model),
  Cohere: (options) => cohere(options)(model),
};

// afterwards leaves it to the model whether a tool is called, once one was.
const afterwards = ({ stepNumber }) => (stepNumber > 0 ? { toolChoice: "auto" } : {});

for (const [name, of] of Object.entries(providers)) {
  test(`AI SDK, ${name}`, async () => {
    const whole = await generateText({ model: of(), prompt });
    assert.equal(whole.usage.outputTokens, tokens(whole.text));
    const stream = streamText({ model: of(), prompt, onError: ({ error }) => assert.fail(error) });
    const text = (await all(stream.textStream)).join("");
    assert.equal((await stream.usage).outputTokens, tokens(text));
    assert.equal(await stream.finishReason, "stop");
  });

  test(`AI SDK, ${name}, objects`, async () => {
    person.parse((await generateObject({ model: of(), schema: person, prompt })).object);
    const stream = streamObject({ model: of(), schema: person, prompt });
    await all(stream.partialObjectStream);
    person.parse(await stream.object);
  });

  test(`AI SDK, ${name}, tools`, async () => {
    const cities = [];
    const weather = tool({ inputSchema: z.object({ city: z.string() }), execute: ({ city }) => cities.push(city) && "fine" });
    const params = { model: of(), prompt, tools: { weather }, toolChoice: "required", prepareStep: afterwards, stopWhen: stepCountIs(2) };
    assert.ok((await generateText(params)).text);
    assert.ok((await all(streamText(params).textStream)).join(""));
    assert.equal(cities.length, 2);
  });

  test(`AI SDK, ${name}, errors and retries`, async () => {
    const ask = (fault, more) => generateText({ model: of({ headers: { "X-Mock-Fault": fault } }), prompt, ...more });
    await assert.rejects(ask("error:status=400"), (e) => APICallError.isInstance(e) && e.statusCode === 400 && !e.isRetryable);
    await assert.rejects(ask("error:status=503,for=1ms", { maxRetries: 1 }), (e) => e.reason === "maxRetriesExceeded" && e.errors.length === 2);
    const broken = streamText({ model: of({ headers: { "X-Mock-Fault": "error-event:after=1" } }), prompt, maxRetries: 0, onError: () => {} });
    // The provider for Vertex AI reads an error as an end without a reason.
    assert.ok((await all(broken.fullStream)).some(({ type, finishReason }) => type === "error" || finishReason === "error" || finishReason === "other"));
  });
}

test("AI SDK, Gemini, thoughts", async () => {
  const providerOptions = { google: { thinkingConfig: { includeThoughts: true } } };
  const { reasoningText, content } = await generateText({ model: google()(gemini), prompt, providerOptions });
  assert.ok(reasoningText);
  assert.ok(content.at(-1).providerMetadata.google.thoughtSignature);
});

test("AI SDK, embeddings and ranks of providers", async () => {
  const embedders = [
    google().textEmbedding("gemini-embedding-001"),
    vertex().textEmbeddingModel("text-embedding-005"),
    azure().textEmbedding("text-embedding-3-small"),
    cohere().embedding("embed-v4.0"),
  ];
  for (const of of embedders) {
    const { embeddings } = await embedMany({ model: of, values: ["x", "y", "x"] });
    assert.deepEqual(embeddings[0], embeddings[2]);
    assert.notDeepEqual(embeddings[0], embeddings[1]);
  }
  const { ranking } = await rerank({ model: cohere().reranking("rerank-v4.0"), query: "a", documents: ["b", "c"] });
  assert.equal(ranking.length, 2);
});

test("AI SDK, wrong keys of providers", async () => {
  const apiKey = "wrong";
  const strangers = [
    [createGoogleGenerativeAI({ baseURL: `${strictURL}/v1beta`, apiKey })(gemini), 400],
    [createAzure({ baseURL: `${strictURL}/openai/v1`, apiKey }).chat(model), 401],
    [createAnthropic({ baseURL: `${strictURL}/v1`, apiKey })(model), 401],
    [createAmazonBedrock({ baseURL: strictURL, region: "us-east-1", accessKeyId: "wrong", secretAccessKey: "any" })(model), 403],
    [createCohere({ baseURL: `${strictURL}/v2`, apiKey })(model), 401],
  ];
  for (const [of, status] of strangers)
    await assert.rejects(generateText({ model: of, prompt }), (e) => APICallError.isInstance(e) && e.statusCode === status);
});
