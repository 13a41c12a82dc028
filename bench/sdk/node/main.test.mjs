// The official client for Node and the AI SDK against the server at
// MOCK_OPENAI_URL, and another at MOCK_OPENAI_STRICT_URL whose key is
// MOCK_OPENAI_STRICT_KEY. Every answer is checked against the schemas.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { checker } from "./client.mjs";

afterEach(async () => assert.deepEqual(await checker.settled(), []));

await import("./doctored.mjs");
await import("./chat.mjs");
await import("./tools.mjs");
await import("./completions.mjs");
await import("./embeddings.mjs");
await import("./models.mjs");
await import("./responses.mjs");
await import("./websocket.mjs");
await import("./aisdk.mjs");
await import("./aisdkproviders.mjs");
await import("./openrouter.mjs");
await import("./ollama.mjs");
await import("./azure.mjs");
await import("./anthropic.mjs");
await import("./cohere.mjs");
await import("./bedrock.mjs");
await import("./gemini.mjs");
await import("./errors.mjs");

test("every kind of answer was seen", () => assert.deepEqual(checker.unseen(), []));
