// What the tests have in common: the clients, whose every answer is checked, and
// what they ask.
import { createOpenAI } from "@ai-sdk/openai";
import OpenAI from "openai";
import { z } from "zod";

import { Checker } from "./checker.mjs";
import "./http2.mjs";

export const checker = new Checker();

// newClient is a client of the server at url.
export const newClient = (url, options) => new OpenAI({ baseURL: `${url}/v1`, apiKey: "any", maxRetries: 0, fetch: checker.fetch, ...options });

export const url = process.env.MOCK_OPENAI_URL;
export const client = newClient(url);
export const provider = createOpenAI({ baseURL: `${url}/v1`, apiKey: "any", fetch: checker.fetch });

// strict talks to a server with --strict, --api-key, --reasoning-tokens and a
// delay.
export const strictURL = process.env.MOCK_OPENAI_STRICT_URL;
export const strict = newClient(strictURL, { apiKey: process.env.MOCK_OPENAI_STRICT_KEY });

export const model = "gpt-4-mock";
export const messages = [{ role: "user", content: "Hello!" }];
export const person = z.object({ name: z.string(), tags: z.array(z.string()), age: z.number().int().min(1).max(120) });
export const city = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };

// tokens is how many the server counts for text.
export const tokens = (text) => Math.ceil([...text].length / 4);

// all gathers what an async iterable gives.
export async function all(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}
