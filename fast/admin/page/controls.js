// The knobs. Each change can be undone.
import * as api from "./api.js";
import { element } from "./chart.js";
import { onError, remember } from "./undo.js";

const get = id => document.getElementById(id);

// knobs are settings by their names. A slider goes from 0 to 10 seconds, evenly in
// orders of magnitude.
const knobs = [
  { name: "ttft", title: "Time to first token", slides: true },
  { name: "itl", title: "Time between tokens", slides: true },
  { name: "jitter", title: "Jitter of each event", slides: true },
  { name: "token-mean", title: "Tokens in an answer, mean" },
];
const steps = 100, decades = 5; // up from 0.1 ms

let config = {};
let reply = null; // the text of every answer; null for generated ones
let scenario = ""; // that was started here

function milliseconds(position) { return position > 0 ? 0.1 * 10 ** (position / steps * decades) : 0; }

function position(ms) { return ms > 0 ? Math.min(steps, Math.max(1, Math.round(Math.log10(ms / 0.1) / decades * steps))) : 0; }

// parse is a duration as Go writes it, in milliseconds.
function parse(text) {
  const units = { h: 3.6e6, m: 6e4, s: 1e3, ms: 1, "µs": 1e-3, us: 1e-3, ns: 1e-6 };
  let ms = 0;
  for (const [, n, unit] of text.matchAll(/([\d.]+)(h|ms|µs|us|ns|m|s)/g)) ms += n * units[unit];
  return ms;
}

// write is a duration for people, of two digits.
function write(ms) { return ms >= 1000 ? +(ms / 1000).toPrecision(2) + "s" : +ms.toPrecision(2) + "ms"; }

// submit does what a form asks for, and tells there what is wrong with it.
async function submit(form, act) {
  const error = form.querySelector(".error");
  try {
    await act();
    error.textContent = "";
  } catch (e) {
    error.textContent = e.message;
  }
  await refresh();
}

// set changes settings, and remembers what they were.
async function set(what, settings) {
  const before = {};
  for (const name of Object.keys(settings)) before[name] = config[name];
  await api.change(settings);
  remember(what, async () => {
    await api.change(before);
    await refresh();
  });
}

// refresh shows the settings that are in force, but for one that is being typed.
export async function refresh() {
  [config, reply] = await Promise.all([api.config(), api.reply()]);
  for (const knob of knobs) {
    if (document.activeElement !== knob.input) knob.input.value = config[knob.name];
    if (knob.slider && document.activeElement !== knob.slider) knob.slider.value = position(parse(config[knob.name]));
  }
  showPlan("fault", get("faults"));
  showPlan("quirk", get("quirks"));
  get("replying").textContent = reply === null ? "" : "in force";
  get("generate").disabled = reply === null;
  if (reply !== null && document.activeElement !== get("replytext")) get("replytext").value = reply;
}

// showPlan lists the faults or the quirks, with their shares of all requests.
function showPlan(setting, form) {
  const chips = config[setting].map((one, i) => {
    const chip = element("li");
    const remove = element("button", "", "×");
    remove.type = "button";
    remove.setAttribute("aria-label", "Remove " + one);
    remove.addEventListener("click", () => submit(form, () => set("remove " + setting, { [setting]: config[setting].filter((_, k) => k !== i) })));
    const at = one.lastIndexOf("=");
    chip.append(element("span", "mono", one.slice(0, at)), element("small", "", +(one.slice(at + 1) * 100).toPrecision(3) + " %"), remove);
    return chip;
  });
  form.querySelector(".plan").replaceChildren(...(chips.length ? chips : [element("li", "muted", "None happen.")]));
}

// add adds a fault or a quirk with its share.
function add(setting, input, share) {
  return set("add " + setting, { [setting]: [...config[setting], `${get(input).value.trim()}=${get(share).value / 100}`] });
}

// say makes text the reply, null for generated answers.
const say = text => text === null ? api.endReply() : api.startReply(text);

async function changeReply(what, text) {
  const before = reply;
  await say(text);
  remember(what, async () => {
    await say(before);
    await refresh();
  });
}

// restore takes back all changes. Undo brings them back, but neither counters nor requests.
async function restore() {
  const before = { config, reply, scenario, phase: (await api.snapshot()).phase };
  await api.restore();
  scenario = "";
  remember("reset", async () => {
    await api.change(before.config);
    await say(before.reply);
    if (!before.phase) await api.endScenario();
    else if (before.scenario) await api.startScenario(before.scenario);
    scenario = before.scenario;
    await refresh();
  });
}

function makeKnob(knob) {
  const box = get("knobs").appendChild(element("div", "knob"));
  const label = box.appendChild(element("label", "", knob.title));
  const id = label.htmlFor = "knob-" + knob.name;
  const apply = value => submit(get("latency"), () => set(knob.name, { [knob.name]: value }));
  if (knob.slides) {
    knob.slider = box.appendChild(element("input"));
    Object.assign(knob.slider, { type: "range", min: 0, max: steps, step: 1 });
    knob.slider.setAttribute("aria-label", knob.title);
    knob.slider.addEventListener("input", () => { knob.input.value = write(milliseconds(knob.slider.value)); });
    knob.slider.addEventListener("change", () => apply(write(milliseconds(knob.slider.value))));
  }
  knob.input = box.appendChild(element("input", "mono"));
  Object.assign(knob.input, { id, autocomplete: "off", spellcheck: false });
  if (!knob.slides) knob.input.style.gridColumn = "1 / -1";
  knob.input.addEventListener("change", () => {
    const text = knob.input.value.trim();
    apply(knob.slides && /^[\d.]+$/.test(text) ? text + "ms" : text);
  });
}

// tellQuirk says what the typed quirks do to answers.
function tellQuirk(names) {
  const known = get("quirk").value.split("+").map(name => names.about_quirks[name.trim()]);
  get("aboutquirk").textContent = known.every(Boolean) ? known.join("; ") + "." : "";
}

// start fills in the controls. names are what can be chosen from.
export async function start(names) {
  knobs.forEach(makeKnob);
  get("kinds").replaceChildren(...names.faults.map(name => new Option(name, name)));
  get("quirknames").replaceChildren(...names.quirks.map(name => new Option(names.about_quirks[name], name)));
  for (const typed of ["input", "change"]) get("quirk").addEventListener(typed, () => tellQuirk(names));
  tellQuirk(names);
  get("scenarios").replaceChildren(...names.scenarios.map(name => new Option(name, name)));
  const on = (id, act) => get(id).addEventListener("submit", event => {
    event.preventDefault();
    submit(event.target, act);
  });
  on("latency", async () => document.activeElement.blur());
  on("faults", () => add("fault", "fault", "share"));
  on("quirks", () => add("quirk", "quirk", "quirkshare"));
  on("reply", () => changeReply("reply", get("replytext").value));
  get("generate").addEventListener("click", () => submit(get("reply"), () => changeReply("end of reply", null)));
  get("reset").addEventListener("click", () => submit(get("latency"), restore));
  on("next", async () => {
    const fault = get("nextfault").value.trim();
    await api.failNext(Number(get("count").value), fault);
    remember("fail next", () => api.failNext(0, fault));
  });
  on("scenario", async () => {
    scenario = get("scenarios").value;
    await api.startScenario(scenario);
    remember("scenario", api.endScenario);
  });
  get("end").addEventListener("click", () => submit(get("scenario"), async () => {
    await api.endScenario();
    const name = scenario || get("scenarios").value;
    remember("end of scenario", () => api.startScenario(name));
  }));
  onError(error => { get("latency").querySelector(".error").textContent = error.message; });
  await refresh();
}

// show shows what a snapshot says of the controls.
export function show(snapshot) {
  get("failing").textContent = snapshot.failing > 0 ? `${snapshot.failing} to go` : "";
  get("current").textContent = snapshot.phase ? "in phase " + snapshot.phase : "";
  get("phase").hidden = !snapshot.phase;
  get("phase").textContent = snapshot.phase;
  get("end").disabled = !snapshot.phase;
}
