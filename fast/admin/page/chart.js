// A chart of the last two minutes.

const samples = 120, width = 300, height = 84;
const svg = "http://www.w3.org/2000/svg";

export function element(name, className, text) {
  const e = document.createElement(name);
  if (className) e.className = className;
  if (text !== undefined) e.textContent = text;
  return e;
}

function shape(name, className) {
  const e = document.createElementNS(svg, name);
  e.setAttribute("class", className);
  return e;
}

// roundUp is the next number that reads well on a scale.
function roundUp(n) {
  if (n <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(n));
  return [1, 1.5, 2, 3, 5, 7.5, 10].find(step => step * power >= n * 0.999) * power;
}

// Chart draws series: {name, color}. The last of them is the big number, in the words of
// format and with a label. A top bounds the scale; isBad tells which value is worth a warning.
export class Chart {
  constructor(parent, { title, series, format, top, label, isBad }) {
    Object.assign(this, { series, format, top, label, isBad, values: [], at: null });
    const card = parent.appendChild(element("article", "card chart"));
    card.appendChild(element("h2", "", title));
    this.now = card.appendChild(element("div", "now", "–"));
    this.legend = card.appendChild(element("div", "legend"));
    const plot = card.appendChild(element("div", "plot"));
    this.svg = plot.appendChild(shape("svg", ""));
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("preserveAspectRatio", "none");
    this.svg.setAttribute("role", "img");
    this.svg.setAttribute("aria-label", title);
    for (const y of [0.5, height / 2, height - 0.5]) this.rule("grid", 0, y, width, y);
    this.area = this.svg.appendChild(shape("path", "area " + series.at(-1).color));
    this.lines = series.map(s => this.svg.appendChild(shape("path", "line " + s.color)));
    this.cursor = this.rule("cursor", 0, 0, 0, height);
    this.cursor.setAttribute("visibility", "hidden");
    this.scale = plot.appendChild(element("span", "top"));
    this.when = plot.appendChild(element("span", "when"));
    plot.addEventListener("pointermove", event => this.point(event, plot));
    plot.addEventListener("pointerleave", () => { this.at = null; this.draw(); });
    this.draw();
  }

  rule(className, x1, y1, x2, y2) {
    const line = this.svg.appendChild(shape("line", className));
    for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) line.setAttribute(name, value);
    return line;
  }

  // push adds a value for each series; null where there is none.
  push(values) {
    this.values.push(values);
    if (this.values.length > samples) this.values.shift();
    this.draw();
  }

  point(event, plot) {
    const box = plot.getBoundingClientRect();
    const slot = Math.round((event.clientX - box.left) / box.width * (samples - 1)) - (samples - this.values.length);
    this.at = slot >= 0 && slot < this.values.length ? slot : null;
    this.draw();
  }

  draw() {
    const most = Math.max(0, ...this.values.flat().filter(v => v !== null));
    const top = this.top || roundUp(most);
    const x = i => (samples - this.values.length + i) / (samples - 1) * width;
    const y = v => height - 1 - Math.min(1, v / top) * (height - 2);
    this.series.forEach((_, k) => {
      const path = this.path(k, x, y);
      this.lines[k].setAttribute("d", path.line);
      if (k === this.series.length - 1) this.area.setAttribute("d", path.area);
    });
    this.scale.textContent = this.format(top);
    const ago = this.at === null ? 0 : this.values.length - 1 - this.at;
    this.when.textContent = this.at === null ? "" : `${ago} s ago`;
    this.cursor.setAttribute("visibility", this.at === null ? "hidden" : "visible");
    if (this.at !== null) {
      this.cursor.setAttribute("x1", x(this.at));
      this.cursor.setAttribute("x2", x(this.at));
    }
    this.tell(this.values[this.at ?? this.values.length - 1] || this.series.map(() => null));
  }

  // path is that of series k, with a gap where there is no value.
  path(k, x, y) {
    let line = "", area = "", from = null;
    this.values.forEach((values, i) => {
      const v = values[k];
      if (v !== null) {
        line += `${from === null ? "M" : "L"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`;
        if (from === null) area += `M${x(i).toFixed(1)} ${height}`;
        area += `L${x(i).toFixed(1)} ${y(v).toFixed(1)}`;
        from = i;
      }
      if (from !== null && (v === null || i === this.values.length - 1)) {
        area += `L${x(from).toFixed(1)} ${height}Z`;
        from = null;
      }
    });
    return { line, area };
  }

  tell(values) {
    const last = values.at(-1);
    this.now.replaceChildren(this.format(last), ...(this.label ? [element("small", "", this.label)] : []));
    this.now.classList.toggle("bad", last !== null && Boolean(this.isBad?.(last)));
    this.legend.replaceChildren(...(this.series.length > 1 ? this.series.map((s, k) => {
      const entry = element("span");
      entry.append(element("i", "dot " + s.color), s.name + " ", element("b", "", this.format(values[k])));
      return entry;
    }) : [element("span", "", this.series[0].name)]));
  }
}
