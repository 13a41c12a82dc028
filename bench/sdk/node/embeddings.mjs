import assert from "node:assert/strict";
import { test } from "node:test";

import { client } from "./client.mjs";

const embed = async (params) => (await client.embeddings.create({ model: "text-embedding-3-small", input: ["x", "y"], ...params })).data;

test("embeddings", async () => {
  const [byDefault] = await embed({}); // the client asks for base64, and decodes it
  const [asFloats] = await embed({ encoding_format: "float" });
  assert.equal(asFloats.embedding.length, 1536);
  assert.ok(Math.abs(Math.hypot(...asFloats.embedding) - 1) < 1e-3);
  asFloats.embedding.forEach((x, i) => assert.ok(Math.abs(x - byDefault.embedding[i]) < 1e-6));
});

test("embeddings in base64", async () => {
  const [{ embedding }] = await embed({ encoding_format: "base64", dimensions: 3 });
  assert.equal(Buffer.from(embedding, "base64").length, 3 * 4);
});
