import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { ResponsesWS } from "openai/resources/responses/ws";

import { client, model, strict, tokens, url } from "./client.mjs";

const weather = { type: "function", name: "weather", parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } };

// opened waits until a socket is connected.
const opened = (ws) => once(ws.socket.platformSocket ?? ws.socket, "open");

// answer sends an event and returns the text of its deltas and the last event.
function answer(ws, event, delta) {
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (e) => {
      if (e.type === delta) said += e.delta;
      if (!["response.completed", "response.incomplete", "response.done"].includes(e.type)) return;
      ws.off("event", listen);
      resolve([said, e.response]);
    };
    ws.on("event", listen);
    ws.on("error", reject);
    ws.send(event);
  });
}

test("responses over WebSocket", async () => {
  for (const each of [client, strict]) {
    const ws = new ResponsesWS(each);
    await opened(ws);
    const create = { type: "response.create", model, input: "Hello!", store: false };
    const [said, first] = await answer(ws, create, "response.output_text.delta");
    assert.equal(first.output.at(-1).content[0].text, said);
    assert.equal(first.usage.output_tokens - first.usage.output_tokens_details.reasoning_tokens, tokens(said));
    const [, second] = await answer(ws, { ...create, previous_response_id: first.id }, "response.output_text.delta");
    assert.ok(second.usage.input_tokens > first.usage.input_tokens);
    const [input, call] = await answer(ws, { ...create, tools: [weather], tool_choice: "required" }, "response.function_call_arguments.delta");
    assert.equal(call.output.at(-1).arguments, input);
    ws.close();
  }
});

test("an error over WebSocket", async () => {
  const ws = new ResponsesWS(strict);
  await opened(ws);
  await assert.rejects(answer(ws, { type: "response.create", model: "none", input: "Hello!" }), /model_not_found|does not exist/);
  ws.close();
});

// The client for realtime always speaks TLS.
test("realtime", { skip: !url.startsWith("https:") }, async () => {
  const ws = new OpenAIRealtimeWS({ model }, client);
  await opened(ws);
  ws.send({ type: "session.update", session: { type: "realtime", output_modalities: ["text"], tools: [weather] } });
  ws.send({ type: "conversation.item.create", item: { type: "message", role: "user", content: [{ type: "input_text", text: "Hello!" }] } });
  const [said, done] = await answer(ws, { type: "response.create", response: { tool_choice: "none" } }, "response.output_text.delta");
  assert.equal(done.status, "completed");
  assert.equal(done.output[0].content[0].text, said);
  const [input, called] = await answer(ws, { type: "response.create", response: { tool_choice: "required" } }, "response.function_call_arguments.delta");
  assert.equal(called.output[0].arguments, input);
  ws.close();
});
