// The official client for Google's Gemini API.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError, FunctionCallingConfigMode, GoogleGenAI, Type } from "@google/genai";

import { all, city, strictURL, tokens, url } from "./client.mjs";

const newGemini = (headers, baseUrl = url, apiKey = "any") => new GoogleGenAI({ apiKey, httpOptions: { baseUrl, headers } });
const ai = newGemini();
const ask = { model: "gemini-2.5-flash", contents: "Tell me something." };

const stream = async (client, more) => all(await client.models.generateContentStream({ ...ask, ...more }));

test("Gemini, text", async () => {
  const config = { seed: 1, maxOutputTokens: 50, systemInstruction: "Be brief." };
  const whole = await ai.models.generateContent({ ...ask, config });
  const chunks = await stream(ai, { config });
  assert.equal(chunks.map((chunk) => chunk.text ?? "").join(""), whole.text);
  assert.equal(whole.usageMetadata.candidatesTokenCount, tokens(whole.text));
  assert.deepEqual(chunks.at(-1).usageMetadata, whole.usageMetadata);
  const chat = ai.chats.create({ model: ask.model });
  assert.ok((await chat.sendMessage({ message: "Hello" })).text);
  assert.equal(chat.getHistory().length, 2);
});

test("Gemini, functions, documents and thoughts", async () => {
  const functionDeclarations = [
    { name: "weather", parametersJsonSchema: city },
    { name: "other", parameters: { type: Type.OBJECT, properties: { n: { type: Type.INTEGER } }, required: ["n"] } },
  ];
  const functionCallingConfig = { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ["other"] };
  const config = { seed: 1, tools: [{ functionDeclarations }], toolConfig: { functionCallingConfig } };
  const { functionCalls } = await ai.models.generateContent({ ...ask, config });
  assert.equal(functionCalls[0].name, "other");
  assert.ok(Number.isInteger(functionCalls[0].args.n));
  assert.deepEqual((await stream(ai, { config })).flatMap((chunk) => chunk.functionCalls ?? []), functionCalls);

  const responseSchema = { type: Type.OBJECT, properties: { tags: { type: Type.ARRAY, items: { type: Type.STRING }, minItems: "2" } }, required: ["tags"] };
  const { text } = await ai.models.generateContent({ ...ask, config: { responseMimeType: "application/json", responseSchema } });
  assert.ok(JSON.parse(text).tags.length >= 2);

  const { candidates } = await ai.models.generateContent({ ...ask, config: { thinkingConfig: { includeThoughts: true } } });
  assert.equal(candidates[0].content.parts[0].thought, true);
});

test("Gemini, embeddings, tokens and models", async () => {
  const { embeddings } = await ai.models.embedContent({ model: "gemini-embedding-001", contents: ["a", "b"], config: { outputDimensionality: 8 } });
  assert.deepEqual(embeddings.map((one) => one.values.length), [8, 8]);
  assert.equal((await ai.models.countTokens(ask)).totalTokens, tokens(ask.contents));
  const [model] = await all(await ai.models.list());
  assert.equal((await ai.models.get({ model: model.name })).name, model.name);
});

test("Gemini, errors", async () => {
  for (const status of [400, 429, 503]) {
    const client = newGemini({ "X-Mock-Status": `${status}` });
    await assert.rejects(client.models.generateContent(ask), (e) => e instanceof ApiError && e.status === status);
    await assert.rejects(stream(client), (e) => e instanceof ApiError && e.status === status);
  }
  await assert.rejects(stream(newGemini({ "X-Mock-Fault": "error-event:after=2" })), (e) => e instanceof ApiError && e.status === 500);
  await assert.rejects(newGemini({}, strictURL, "wrong").models.generateContent(ask), /API_KEY_INVALID/);
});
