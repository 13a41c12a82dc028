import assert from "node:assert/strict";
import { test } from "node:test";

import { client, model, url } from "./client.mjs";
import { protocols } from "./http2.mjs";

test("models", async () => {
  const list = await client.models.list();
  assert.equal(list.data[0].id, model);
  assert.deepEqual(await client.models.retrieve(model), list.data[0]);
  assert.ok((await client.models.delete(model)).deleted);
});

test("HTTP/2 over TLS", async () => {
  await client.models.list();
  assert.deepEqual([...protocols], url.startsWith("https:") ? ["h2"] : []);
});

test("moderations", async () => {
  const [first, second] = (await client.moderations.create({ input: ["x", "y"] })).results;
  assert.equal(first.flagged, false);
  assert.notDeepEqual(first.category_scores, second.category_scores);
  const input = [{ type: "text", text: "x" }, { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }];
  assert.deepEqual((await client.moderations.create({ input })).results[0].category_applied_input_types.violence, ["text", "image"]);
});
