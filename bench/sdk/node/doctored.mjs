// The checker must bite: it takes the answers of the server as they are, and
// finds every fault in doctored ones.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Checker } from "./checker.mjs";
import { city, messages, model, url } from "./client.mjs";

const checker = new Checker();

// faults are what the checker finds in the answer to a request if text is its body.
async function faults(path, init, answer, text) {
  await checker.fetch(url + path, init, async () => new Response(text, { status: answer.status, headers: answer.headers }));
  return checker.settled();
}

// ask returns functions that tell whether the answer passes, doctored as JSON or as text.
async function ask(path, body) {
  const init = body && { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(url + path, init);
  const text = await answer.text();
  assert.deepEqual(await faults(path, init, answer, text), []);
  const bites = async (doctored) => assert.notDeepEqual(await faults(path, init, answer, doctored), [], `${path} passes as ${doctored}`);
  return {
    text: (doctor) => bites(doctor(text)),
    json: (doctor) => {
      const document = JSON.parse(text);
      doctor(document);
      return bites(JSON.stringify(document));
    },
    objects: () => objects(JSON.parse(text)).length,
  };
}

// objects are all in document whose members are known.
const free = new Set(["metadata", "parameters", "schema", "top_provider", "cost_details", "pricing"]);
const objects = (document) =>
  Object.entries(document).reduce(
    (found, [name, value]) => (value === null || typeof value !== "object" || free.has(name) ? found : [...found, ...objects(value)]),
    Array.isArray(document) ? [] : [document],
  );

const weather = { name: "get_weather", parameters: city };
const answers = {
  chat: ["/v1/chat/completions", { model, messages, max_tokens: 2, logprobs: true, top_logprobs: 2 }],
  tool: ["/v1/chat/completions", { model, messages, tools: [{ type: "function", function: weather }], tool_choice: "required" }],
  audio: ["/v1/chat/completions", { model, messages, modalities: ["audio"] }],
  completion: ["/v1/completions", { model, prompt: "Once", max_tokens: 2 }],
  embeddings: ["/v1/embeddings", { model, input: "x", dimensions: 2 }],
  moderation: ["/v1/moderations", { input: "x" }],
  models: ["/v1/models"],
  response: ["/v1/responses", { input: "Hello!", tools: [{ type: "function", ...weather }] }],
  call: ["/v1/responses", { input: "Hello!", tools: [{ type: "function", ...weather }], tool_choice: "required" }],
  error: ["/v1/models/none"],
  openRouter: ["/api/v1/chat/completions", { model, messages }],
};

test("a key too many, anywhere", async () => {
  for (const request of Object.values(answers)) {
    const answer = await ask(...request);
    for (let i = 0; i < answer.objects(); i++) await answer.json((document) => (objects(document)[i].surprise = 1));
  }
});

test("missing, null and wrong", async () => {
  const f = async (request, ...doctors) => {
    const answer = await ask(...request);
    for (const doctor of doctors) await answer.json(doctor);
  };
  await f(answers.chat, (a) => delete a.usage, (a) => delete a.choices[0].logprobs, (a) => (a.choices[0].message.content = null),
    (a) => (a.choices[0].finish_reason = "end"), (a) => (a.created = "now"), (a) => (a.id = "1"), (a) => (a.object = "chat"),
    (a) => (a.usage.total_tokens = 1.5), (a) => (a.choices[0].logprobs.content[0].logprob = 1));
  await f(answers.tool, (a) => delete a.choices[0].message.tool_calls, (a) => (a.choices[0].message.tool_calls[0].function.arguments = {}));
  await f(answers.embeddings, (a) => (a.data[0].embedding = []), (a) => (a.data[0].embedding = "?"), (a) => (a.data[0].embedding[0] = "1"));
  await f(answers.moderation, (a) => delete a.results[0].categories.violence);
  await f(answers.response, (a) => (a.status = "done"), (a) => (a.usage = null), (a) => (a.output[0].content[0].annotations = null),
    (a) => (a.tools[0].strict = "yes"), (a) => (a.incomplete_details = { reason: "max_output_tokens" }));
  await f(answers.error, (a) => delete a.error.param, (a) => (a.error.code = 404), (a) => (a.error.type = "oops"));
});

test("streams", async () => {
  const [path, body] = answers.chat;
  const chat = await ask(path, { ...body, stream: true });
  const doctors = [
    (text) => text.replace("data: [DONE]\n\n", ""),
    (text) => text.slice(0, -1),
    (text) => text + text,
    (text) => text.replaceAll("\n", "\r\n"),
    (text) => text.replace("data: ", "id: 1\ndata: "),
    (text) => text.replace('"choices"', '"error":null,"choices"'),
    (text) => text.replace('"delta":{', '"delta":{"text":"",'),
    (text) => text.replace("}\n\n", "\n\n"),
  ];
  for (const doctor of doctors) await chat.text(doctor);
  const response = await ask(answers.response[0], { ...answers.response[1], stream: true });
  await response.text((text) => text.replace('"sequence_number":1', '"sequence_number":2'));
  await response.text((text) => text.replace("event: response.created", "event: response.queued"));
  await response.text((text) => text.replaceAll("response.content_part.added", "response.content_part.begun"));
  await response.text((text) => text.slice(0, text.lastIndexOf("event: ")));
});

test("an answer that nobody expects", async () => {
  await checker.fetch(`${url}/v1/files`, {}, async () => Response.json({}));
  await checker.fetch(`${url}/v1/models`, {}, async () => new Response("{}", { headers: { "content-type": "text/plain" } }));
  assert.equal((await checker.settled()).length, 3);
});
