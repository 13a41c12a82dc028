// Reads a snapshot of the server once a second and shows what has changed.
import * as api from "./api.js";
import { Chart, element } from "./chart.js";
import * as controls from "./controls.js";
import * as requests from "./requests.js";
import * as stats from "./stats.js";

const get = id => document.getElementById(id);
const every = 1000, around = 5; // ms; seconds that quantiles are of
const snapshots = [];
let charts, kinds, bounds;

function makeCharts() {
  const parent = get("charts");
  const times = [{ name: "p50", color: "low" }, { name: "p90", color: "mid" }, { name: "p99", color: "high" }];
  const one = name => [{ name, color: "accent" }];
  charts = {
    requests: new Chart(parent, { title: "Requests per second", format: stats.number, series: [{ name: "errors", color: "bad" }, { name: "all", color: "accent" }] }),
    events: new Chart(parent, { title: "Events per second", format: stats.number, series: one("of server-sent events") }),
    flight: new Chart(parent, { title: "In flight", format: stats.number, series: [{ name: "queued", color: "low" }, { name: "in flight", color: "accent" }] }),
    headroom: new Chart(parent, { title: "Headroom", format: stats.percent, series: one("of the processors is unused"), top: 1, isBad: v => v < 0.3 }),
    ttft: new Chart(parent, { title: "Time to first token", format: stats.duration, label: "p99", series: times }),
    duration: new Chart(parent, { title: "Duration of answers", format: stats.duration, label: "p99", series: times }),
    lateness: new Chart(parent, { title: "Lateness of paced events", format: stats.duration, label: "p99", series: times, isBad: v => v > 1e-3 }),
  };
  const card = parent.appendChild(element("article", "card"));
  card.append(element("h2", "", "Errors, faults and quirks"));
  kinds = card.appendChild(element("ul", "bars"));
}

// showKinds lists statuses, faults and quirks, the most frequent first.
function showKinds(now) {
  const all = [
    ...Object.entries(stats.byStatus(now)).map(([status, n]) => ["status " + status, n]),
    ...Object.entries(now.faults).map(([kind, n]) => ["fault " + kind, n]),
    ...Object.entries(now.quirks).map(([kind, n]) => ["quirk " + kind, n]),
    ["clients that left", now.hangups],
  ].filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
  const most = all.length ? all[0][1] : 1;
  kinds.replaceChildren(...(all.length ? all.map(([name, n]) => {
    const line = element("li"), bar = element("i");
    bar.style.width = Math.max(1, n / most * 100) + "%";
    line.append(element("span", "", name), element("b", "", stats.number(n)), bar);
    return line;
  }) : [element("li", "muted", "None yet.")]));
}

function showRates(now) {
  const before = snapshots.at(-2), past = snapshots[Math.max(0, snapshots.length - 1 - around)];
  const per = counter => stats.rate(before, now, counter);
  charts.requests.push([per(s => stats.answered(s, status => status >= "400")), per(s => stats.answered(s, () => true))]);
  charts.events.push([per(s => s.events)]);
  charts.flight.push([now.queued, now.in_flight]);
  charts.headroom.push([stats.headroom(before, now)]);
  for (const name of ["ttft", "duration", "lateness"]) {
    charts[name].push(stats.quantiles(bounds, past, now, name, [0.5, 0.9, 0.99]));
  }
}

function state(text, className) {
  get("state").textContent = text;
  get("state").className = "pill " + className;
}

// look reads a snapshot. A server that was started anew counts from 0.
async function look() {
  const now = await api.snapshot();
  if (snapshots.length && stats.answered(now, () => true) < stats.answered(snapshots.at(-1), () => true)) snapshots.length = 0;
  snapshots.push(now);
  if (snapshots.length > around + 1) snapshots.shift();
  if (snapshots.length > 1) showRates(now);
  showKinds(now);
  controls.show(now);
  requests.show(now);
  state("Live", "live");
}

function login() {
  get("login").hidden = false;
  state("Key wanted", "lost");
  get("login").addEventListener("submit", event => {
    event.preventDefault();
    api.setKey(get("key").value);
    location.reload();
  });
}

async function loop() {
  const began = performance.now();
  try {
    if (!document.hidden) await look();
  } catch (error) {
    if (error instanceof api.Unauthorized) return login();
    state("No answer", "lost");
  }
  setTimeout(loop, Math.max(0, every - (performance.now() - began)));
}

async function start() {
  try {
    const [names] = await Promise.all([api.names(), api.config()]);
    bounds = names.bounds;
    makeCharts();
    await controls.start(names);
  } catch (error) {
    if (error instanceof api.Unauthorized) return login();
    state("No answer", "lost");
    setTimeout(start, every);
    return;
  }
  setInterval(() => document.hidden || controls.refresh().catch(() => {}), 5 * every);
  loop();
}

start();
