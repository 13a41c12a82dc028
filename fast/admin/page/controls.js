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
  config = await api.config();
  for (const knob of knobs) {
    if (document.activeElement !== knob.input) knob.input.value = config[knob.name];
    if (knob.slider && document.activeElement !== knob.slider) knob.slider.value = position(parse(config[knob.name]));
  }
  showPlan();
}

function showPlan() {
  const chips = config.fault.map((fault, i) => {
    const chip = element("li");
    const remove = element("button", "", "×");
    remove.type = "button";
    remove.setAttribute("aria-label", "Remove " + fault);
    remove.addEventListener("click", () => submit(get("faults"), () => set("remove fault", { fault: config.fault.filter((_, k) => k !== i) })));
    const at = fault.lastIndexOf("=");
    chip.append(element("span", "mono", fault.slice(0, at)), element("small", "", +(fault.slice(at + 1) * 100).toPrecision(3) + " %"), remove);
    return chip;
  });
  get("plan").replaceChildren(...(chips.length ? chips : [element("li", "muted", "None happen.")]));
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

// start fills in the controls. names are what can be chosen from.
export async function start(names) {
  knobs.forEach(makeKnob);
  get("kinds").replaceChildren(...names.faults.map(name => new Option(name, name)));
  get("scenarios").replaceChildren(...names.scenarios.map(name => new Option(name, name)));
  const on = (id, act) => get(id).addEventListener("submit", event => {
    event.preventDefault();
    submit(event.target, act);
  });
  on("latency", async () => document.activeElement.blur());
  on("faults", () => {
    const fault = get("fault").value.trim();
    return set("add fault", { fault: [...config.fault, `${fault}=${get("share").value / 100}`] });
  });
  on("next", async () => {
    const fault = get("nextfault").value.trim();
    await api.failNext(Number(get("count").value), fault);
    remember("fail next", () => api.failNext(0, fault));
  });
  on("scenario", async () => {
    await api.startScenario(get("scenarios").value);
    remember("scenario", api.endScenario);
  });
  get("end").addEventListener("click", () => submit(get("scenario"), async () => {
    await api.endScenario();
    const name = get("scenarios").value;
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
