// The last requests. All of what they say is shown as text.
import * as api from "./api.js";
import { element } from "./chart.js";

const get = id => document.getElementById(id);
let shown = "", chosen = "";

// show lists the requests of a snapshot.
export function show(snapshot) {
  const { latest, recorded } = snapshot;
  get("unrecorded").hidden = recorded;
  get("none").hidden = !recorded || latest.length > 0;
  get("rows").closest("table").hidden = latest.length === 0;
  const ids = latest.map(r => r.id).join();
  if (ids === shown) return;
  shown = ids;
  get("rows").replaceChildren(...latest.map(row));
}

function row(r) {
  const tr = element("tr", r.id === chosen ? "chosen" : "");
  tr.dataset.id = r.id;
  tr.tabIndex = 0;
  const path = element("td");
  path.append(element("span", "mono", `${r.method} ${r.path}`));
  if (r.stream) path.append(element("span", "tag", "stream"));
  tr.append(
    element("td", "mono", new Date(r.time).toLocaleTimeString("en-GB")),
    element("td", r.status < 400 ? "status" : "status bad", r.status),
    path, element("td", "mono", r.model), element("td", "", r.dialect));
  tr.addEventListener("click", () => open(r.id));
  tr.addEventListener("keydown", event => { if (event.key === "Enter") open(r.id); });
  return tr;
}

// pretty is JSON for people, and any other text as it is.
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// saidIn is what an answer says, whole or streamed, whatever its form.
function saidIn(text) {
  const documents = text.startsWith("{") ? [text] : [...text.matchAll(/^data: (\{.*)$/gm)].map(m => m[1]);
  let said = "";
  for (const document of documents) {
    try {
      said += saidBy(JSON.parse(document));
    } catch {
      break; // what is kept ends here
    }
  }
  return said;
}

function saidBy(answer) {
  if (answer.type === "response.output_text.delta") return answer.delta;
  const choices = (answer.choices || []).map(c => c.message?.content ?? c.delta?.content ?? c.text ?? "");
  const items = (answer.output || []).flatMap(item => item.content || []).map(part => part.text ?? "");
  return [...choices, ...items].join("");
}

async function open(id) {
  chosen = id;
  for (const tr of get("rows").children) tr.classList.toggle("chosen", tr.dataset.id === id);
  get("detail").hidden = false;
  try {
    fill(await api.request(id));
  } catch (error) {
    get("title").textContent = error.message;
    for (const e of ["asked", "said", "raw", "size", "headers"]) get(e).textContent = "";
  }
  get("detail").scrollIntoView({ block: "nearest", behavior: "smooth" });
}

function fill({ request, summary, answer, answer_kept: kept, answer_size: size }) {
  get("title").textContent = `${request.method} ${request.path} · ${request.status} · ${summary.dialect || "no API"} · ${request.id}`;
  get("asked").textContent = request.body ? pretty(request.body) + (request.truncated ? "\n…" : "") : "No body.";
  const said = saidIn(answer);
  get("said").hidden = !said;
  get("said").textContent = said;
  const whole = answer.length >= size || size === 0;
  get("raw").textContent = kept ? (answer ? pretty(answer) + (whole ? "" : "\n…") : "No body.") : "This answer was not kept: a fault reset its connection, held it up or cut it into segments.";
  get("size").textContent = kept ? `${size.toLocaleString("en")} bytes` : "";
  get("headers").replaceChildren(...Object.entries(request.headers).sort().flatMap(([name, value]) => [element("dt", "", name), element("dd", "mono", value)]));
}

get("close").addEventListener("click", () => {
  chosen = "";
  get("detail").hidden = true;
  for (const tr of get("rows").children) tr.classList.remove("chosen");
});
