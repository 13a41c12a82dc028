// AWS's client for Node.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand, InvokeModelWithResponseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import { all, city, model, strictURL, tokens, url } from "./client.mjs";

// newClient speaks HTTP/2 where there is TLS, as it does by itself.
function newClient(endpoint, accessKeyId = "any", maxAttempts = 1) {
  const overHTTP1 = endpoint.startsWith("http:") ? { requestHandler: new NodeHttpHandler() } : {};
  return new BedrockRuntimeClient({ endpoint, region: "us-east-1", maxAttempts, credentials: { accessKeyId, secretAccessKey: "any" }, ...overHTTP1 });
}
const client = newClient(url);
const strict = newClient(strictURL, process.env.MOCK_OPENAI_STRICT_KEY);
const asked = { modelId: model, messages: [{ role: "user", content: [{ text: "Hello!" }] }] };

// failing adds a header to the requests of a command.
function failing(command, fault) {
  const add = (next) => (args) => next({ ...args, request: Object.assign(args.request, { headers: { ...args.request.headers, "x-mock-fault": fault } }) });
  command.middlewareStack.add(add, { step: "build" });
  return command;
}

test("Bedrock: text", async () => {
  for (const from of [client, strict]) {
    const { output, stopReason, usage } = await from.send(new ConverseCommand(asked));
    assert.deepEqual([stopReason, usage.outputTokens], ["end_turn", tokens(output.message.content[0].text)]);
    const events = await all((await from.send(new ConverseStreamCommand(asked))).stream);
    const text = events.map((event) => event.contentBlockDelta?.delta.text ?? "").join("");
    assert.equal(events.at(-1).metadata.usage.outputTokens, tokens(text));
  }
});

test("Bedrock: tools", async () => {
  const toolConfig = { tools: [{ toolSpec: { name: "weather", inputSchema: { json: city } } }], toolChoice: { tool: { name: "weather" } } };
  for (const from of [client, strict]) {
    const { output, stopReason } = await from.send(new ConverseCommand({ ...asked, toolConfig }));
    assert.deepEqual([stopReason, typeof output.message.content[0].toolUse.input.city], ["tool_use", "string"]);
    const events = await all((await from.send(new ConverseStreamCommand({ ...asked, toolConfig }))).stream);
    const input = events.map((event) => event.contentBlockDelta?.delta.toolUse?.input ?? "").join("");
    assert.equal(typeof JSON.parse(input).city, "string");
  }
});

test("Bedrock: messages of Anthropic", async () => {
  const body = JSON.stringify({ anthropic_version: "bedrock-2023-05-31", max_tokens: 9, messages: [{ role: "user", content: "Hello!" }] });
  const { body: stream } = await strict.send(new InvokeModelWithResponseStreamCommand({ modelId: model, body, contentType: "application/json" }));
  const events = (await all(stream)).map(({ chunk }) => JSON.parse(new TextDecoder().decode(chunk.bytes)));
  assert.equal(events.at(-1)["amazon-bedrock-invocationMetrics"].outputTokenCount, 9);
});

test("Bedrock: errors and retries", async () => {
  await assert.rejects(strict.send(new ConverseCommand({ ...asked, modelId: "none" })), { name: "ValidationException" });
  await assert.rejects(newClient(strictURL, "stranger").send(new ConverseCommand(asked)), { name: "UnrecognizedClientException" });
  await assert.rejects(newClient(url, "any", 2).send(failing(new ConverseCommand(asked), "error:status=429")),
    (e) => e.name === "ThrottlingException" && e.$metadata.attempts === 2 && /^[0-9a-f-]{36}$/.test(e.$metadata.requestId));
  const { stream } = await client.send(failing(new ConverseStreamCommand(asked), "error-event:status=429,after=2"));
  await assert.rejects(all(stream), { name: "ThrottlingException" });
});
