import { readdirSync, readFileSync } from "node:fs";

import Ajv from "ajv/dist/2020.js";

const root = new URL("../", import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, root), "utf8"));

// Checker checks every answer that goes through its fetch, whole bodies and
// every event, against the schema that answers.json names for its path.
export class Checker {
  failures = [];
  #ajv = new Ajv({ allErrors: true, allowUnionTypes: true, discriminator: true, strictTypes: false });
  #answers = read("answers.json");
  #events = Object.keys(read("schemas/response_event.json").$defs).filter((name) => name.startsWith("response."));
  #pending = [];
  #seen = new Set();

  constructor() {
    for (const name of readdirSync(new URL("schemas/", root))) this.#ajv.addSchema(read(`schemas/${name}`));
  }

  // fetch is for the clients; with is what asks for them.
  fetch = async (url, init, ask = globalThis.fetch) => {
    const answer = await ask(url, init);
    this.#pending.push(this.#check(init?.method ?? "GET", new URL(url).pathname, answer.clone()));
    return answer;
  };

  // settled returns what was found wrong since the last call.
  async settled() {
    await Promise.all(this.#pending.splice(0));
    return this.failures.splice(0);
  }

  // unseen are the kinds of answers that never came.
  unseen() {
    const kinds = this.#answers.flatMap(({ method, path, ...schemas }) =>
      ["whole", "event", "error"].filter((kind) => schemas[kind]).map((kind) => `${method} ${path} ${kind}`));
    return [...kinds, ...this.#events].filter((kind) => !this.#seen.has(kind));
  }

  async #check(method, path, answer) {
    const streamed = answer.headers.get("content-type") === "text/event-stream; charset=utf-8";
    const kind = answer.status >= 400 ? "error" : streamed ? "event" : "whole";
    const about = this.#answers.find((a) => a[kind] && new RegExp(`^${a.method} ${a.path}$`).test(`${method} ${path}`));
    const what = `${method} ${path}: ${answer.status}`;
    if (!about) return this.failures.push(`${what}: nobody expects such an answer`);
    if (!streamed && answer.headers.get("content-type") !== "application/json") this.failures.push(`${what}: it is not JSON`);
    this.#seen.add(`${about.method} ${about.path} ${kind}`);
    if (streamed) await this.#checkStream(what, about, answer);
    else this.#validate(what, about[kind], await answer.text());
  }

  // checkStream takes nothing but events of one line each. A client may hang up:
  // then the last event does not count.
  async #checkStream(what, about, answer) {
    let text = "", whole = true;
    try {
      for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) text += piece;
    } catch {
      whole = false;
    }
    const events = text.split("\n\n");
    if (events.pop() !== "" && whole) this.failures.push(`${what}: the last event does not end: ${text.slice(-200)}`);
    const names = events.filter((event) => !event.startsWith(": ")).map((event, i) => this.#checkEvent(what, about, event, i));
    const last = names.findIndex((name) => new RegExp(`^${about.end}$`).test(name));
    if (last !== names.length - 1 && (whole || last >= 0)) this.failures.push(`${what}: the stream goes ${names}`);
  }

  // checkEvent returns the name of the event: its type, if it has one.
  #checkEvent(what, about, event, i) {
    const [, line, name, data] = /^(event: ([^\n]*)\n)?data: ([^\n]*)$/.exec(event) ?? [];
    if (data === "[DONE]") return data;
    const { type, sequence_number } = this.#validate(what, about.event, data) ?? {};
    if (type !== name) this.failures.push(`${what}: event ${name} is of type ${type}`);
    if (type && sequence_number !== i) this.failures.push(`${what}: event ${i} has number ${sequence_number}`);
    if (line) this.#seen.add(name);
    return name;
  }

  #validate(what, schema, text) {
    let document;
    try {
      document = JSON.parse(text);
    } catch (e) {
      this.failures.push(`${what}: ${e.message} in ${text}`);
      return;
    }
    const validate = this.#ajv.getSchema(schema);
    if (!validate(document)) this.failures.push(`${what}: ${this.#ajv.errorsText(validate.errors)} in ${text}`);
    return document;
  }
}
