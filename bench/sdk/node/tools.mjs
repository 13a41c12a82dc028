import assert from "node:assert/strict";
import { test } from "node:test";

import { all, city, client, messages, model } from "./client.mjs";

const weather = { type: "function", function: { name: "get_weather", parameters: city } };
const time = { type: "function", function: { name: "get_time", parameters: city } };
const shell = { type: "custom", custom: { name: "shell" } };

const ask = (params) => client.chat.completions.create({ model, messages, ...params });

function wantCity(call) {
  assert.equal(typeof JSON.parse(call.arguments).city, "string");
}

test("required tool", async () => {
  const { finish_reason, message } = (await ask({ tools: [weather, time], tool_choice: "required", parallel_tool_calls: false })).choices[0];
  assert.equal(finish_reason, "tool_calls");
  assert.equal(message.tool_calls.length, 1);
  wantCity(message.tool_calls[0].function);
});

test("forced tool, and the answer after it", async () => {
  const cities = [];
  const runner = client.chat.completions.runTools({
    model,
    messages,
    tool_choice: { type: "function", function: { name: "get_weather" } },
    tools: [{ type: "function", function: { ...weather.function, parse: JSON.parse, function: ({ city }) => cities.push(city) && "fine" } }],
  });
  await runner.done();
  assert.equal(cities.length, 1);
});

test("named tool, also after its output", async () => {
  const params = { tools: [weather, time], tool_choice: { type: "function", function: { name: "get_weather" } } };
  const { finish_reason, message } = (await ask(params)).choices[0];
  assert.equal(finish_reason, "stop");
  const output = { role: "tool", tool_call_id: message.tool_calls[0].id, content: "fine" };
  assert.equal((await ask({ ...params, messages: [...messages, message, output] })).choices[0].message.tool_calls.length, 1);
});

test("tool that is free to be called, or forbidden", async () => {
  for (const tool_choice of [undefined, "auto", "none"])
    assert.ok((await ask({ tools: [weather], tool_choice })).choices[0].message.content);
});

test("parallel tools, whole and streamed", async () => {
  let calls = [];
  for (let seed = 1; calls.length < 2; seed++) {
    const params = { seed, tools: [weather, time], tool_choice: "required" };
    calls = (await ask(params)).choices[0].message.tool_calls;
    const streamed = await client.chat.completions.stream({ model, messages, ...params }).finalChatCompletion();
    const plain = streamed.choices[0].message.tool_calls.map((call) => JSON.parse(call.function.arguments));
    assert.deepEqual(plain, calls.map((call) => JSON.parse(call.function.arguments)));
  }
  assert.notEqual(calls[0].id, calls[1].id);
});

test("custom tool, whole and streamed", async () => {
  const params = { seed: 1, tools: [shell], tool_choice: { type: "custom", custom: { name: "shell" } } };
  const [call] = (await ask(params)).choices[0].message.tool_calls;
  assert.equal(call.custom.name, "shell");
  const chunks = await all(await ask({ ...params, stream: true }));
  assert.equal(chunks.map((chunk) => chunk.choices[0].delta.tool_calls?.[0].custom.input ?? "").join(""), call.custom.input);
});

test("legacy function, whole and streamed", async () => {
  const params = { functions: [weather.function], function_call: { name: "get_weather" } };
  const { finish_reason, message } = (await ask(params)).choices[0];
  assert.equal(finish_reason, "stop"); // as of every function that is named
  wantCity(message.function_call);
  const stream = client.chat.completions.stream({ model, messages, ...params });
  wantCity((await stream.finalChatCompletion()).choices[0].message.function_call);
});
