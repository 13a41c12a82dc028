// What the admin interface of the server answers.

const keyName = "mock-openai-key";

// Unauthorized says that a key is wanted.
export class Unauthorized extends Error {}

export function setKey(key) { sessionStorage.setItem(keyName, key); }

async function ask(method, path, body) {
  const headers = {};
  const key = sessionStorage.getItem(keyName);
  if (key) headers.Authorization = "Bearer " + key;
  const response = await fetch(path, { method, headers, body, cache: "no-store" });
  const text = await response.text();
  if (response.status === 401) throw new Unauthorized();
  if (!response.ok) throw new Error(messageIn(text) || `${method} ${path}: status ${response.status}`);
  return text ? JSON.parse(text) : null;
}

function messageIn(text) {
  try {
    return JSON.parse(text).error.message;
  } catch {
    return "";
  }
}

export const snapshot = () => ask("GET", "snapshot");
export const names = () => ask("GET", "names");
export const config = () => ask("GET", "config");
export const change = settings => ask("PATCH", "config", JSON.stringify(settings));
export const failNext = (count, fault) => ask("POST", "next", JSON.stringify({ count, fault }));
export const startScenario = name => ask("POST", "scenario", name);
export const endScenario = () => ask("DELETE", "scenario");
export const reply = async () => (await ask("GET", "reply")).reply;
export const startReply = text => ask("POST", "reply", text);
export const endReply = () => ask("DELETE", "reply");
export const restore = () => ask("POST", "restore");
export const request = id => ask("GET", "requests/" + encodeURIComponent(id));
