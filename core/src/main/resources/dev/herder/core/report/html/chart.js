
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 1000;
const HEIGHT = 400;
const MOST_X = 6;
const MOST_Y = 5;
const MOST_DOTS = 40;

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

/** One chart: draws what the program drew, again, as the reader zooms, smooths or points. */
class Chart {
  constructor(figure, group) {
    this.figure = figure;
    this.group = group;
    this.data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    this.log = this.data.log;
    this.plot = figure.querySelector(".plot");
    this.area = figure.querySelector(".area");
    this.svg = figure.querySelector("svg");
    const all = this.data.series.flatMap((s) => (s.x.length ? [s.x[0], s.x[s.x.length - 1]] : []));
    this.full = [Math.min(...all), Math.max(...all)];
    this.whole = this.data.series.every((s) => s.x.every(Number.isInteger));
    const button = figure.querySelector(".log");
    if (button) {
      button.addEventListener("click", () => {
        this.log = !this.log;
        button.setAttribute("aria-pressed", String(this.log));
        this.draw();
      });
    }
    this.area.tabIndex = 0;
    this.area.addEventListener("pointermove", (event) => this.move(event));
    this.area.addEventListener("pointerdown", (event) => this.press(event));
    this.area.addEventListener("pointerup", (event) => this.release(event));
    this.area.addEventListener("pointerleave", () => this.from === undefined && group.point(null));
    this.area.addEventListener("pointercancel", () => this.stopDrag());
    this.area.addEventListener("blur", () => group.point(null));
    this.area.addEventListener("dblclick", () => group.zoom(null));
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.layout();
  }

  layout() {
    const zoom = this.group.range;
    const [a, b] = zoom || this.full;
    this.range = b > a ? [a, b] : [a - 1, b + 1];
    const visible = (v) => drawable(v, this.log);
    let least = Infinity;
    let most = -Infinity;
    const share = this.group.smoothing;
    // Thinned series keep their extremes; a line through their means tells where most values are.
    const means = (s) => (s.mx ? { x: s.mx, y: s.my } : null);
    this.smooth = this.data.series.map((s) => (share > 0 ? smoothed(s, share) : means(s)));
    for (const s of [...this.data.series, ...this.smooth.filter(Boolean)]) {
      for (let i = 0; i < s.x.length; i++) {
        if (visible(s.y[i]) && s.x[i] >= this.range[0] && s.x[i] <= this.range[1]) {
          least = Math.min(least, s.y[i]);
          most = Math.max(most, s.y[i]);
        }
      }
    }
    if (least > most) [least, most] = [1, 1];
    this.domain = around(least, most, this.log);
  }

  across(x) {
    return (x - this.range[0]) / (this.range[1] - this.range[0]);
  }

  up(y) {
    const [low, high] = this.domain;
    if (!this.log) return (y - low) / (high - low);
    return (Math.log(y) - Math.log(low)) / (Math.log(high) - Math.log(low));
  }

  draw() {
    this.layout();
    const [low, high] = this.domain;
    const yTicks = this.log ? logTicks(low, high, MOST_Y) : linearTicks(low, high, MOST_Y, false);
    const xTicks = linearTicks(this.range[0], this.range[1], MOST_X, this.whole);
    const y = this.plot.querySelector(".y");
    const x = this.plot.querySelector(".x");
    y.replaceChildren(...yTicks.map(([value, label]) => {
      const span = make("span", "", label);
      span.style.bottom = 100 * this.up(value) + "%";
      return span;
    }));
    x.replaceChildren(...xTicks.map(([value, label]) => {
      const span = make("span", "", label);
      span.style.left = 100 * this.across(value) + "%";
      return span;
    }));
    const longest = Math.max(1, ...yTicks.map(([, label]) => label.length));
    this.plot.style.setProperty("--gutter", longest + "ch");
    const grid = yTicks.map(([v]) => "M0 " + ((1 - this.up(v)) * HEIGHT).toFixed(1) + "H" + WIDTH);
    const paths = [this.path("grid", grid.join(""))];
    this.data.series.forEach((s, i) => {
      const faint = this.smooth[i] ? " faint" : "";
      paths.push(this.path("line c" + (i % 8) + faint, this.lineOf(s)));
      paths.push(this.path("dots c" + (i % 8) + faint, this.dotsOf(s)));
    });
    this.smooth.forEach((s, i) => {
      if (s) paths.push(this.path("line c" + (i % 8), this.lineOf(s)));
    });
    this.svg.replaceChildren(...paths);
    edges(this.plot);
  }

  path(className, d) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", className);
    path.setAttribute("d", d);
    return path;
  }

  at(s, i) {
    const x = this.across(s.x[i]) * WIDTH;
    const y = (1 - this.up(s.y[i])) * HEIGHT;
    return x.toFixed(1) + " " + y.toFixed(1);
  }

  visible(s, i) {
    return i >= 0 && i < s.y.length && drawable(s.y[i], this.log);
  }

  lineOf(s) {
    let d = "";
    for (let i = 0; i < s.x.length; i++) {
      // One point beyond either side, so that the line runs into the edge.
      const before = i + 1 < s.x.length && s.x[i + 1] < this.range[0];
      const after = i > 0 && s.x[i - 1] > this.range[1];
      if (this.visible(s, i) && !before && !after) {
        d += (this.visible(s, i - 1) && d ? "L" : "M") + this.at(s, i);
      }
    }
    return d;
  }

  dotsOf(s) {
    const inside = (i) => s.x[i] >= this.range[0] && s.x[i] <= this.range[1];
    const few = s.x.filter((x, i) => inside(i)).length <= MOST_DOTS;
    let d = "";
    for (let i = 0; i < s.x.length; i++) {
      const alone = !this.visible(s, i - 1) && !this.visible(s, i + 1);
      if (this.visible(s, i) && inside(i) && (few || alone)) d += "M" + this.at(s, i) + "h0";
    }
    return d;
  }

  xOf(event) {
    const box = this.area.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return this.range[0] + share * (this.range[1] - this.range[0]);
  }

  move(event) {
    this.group.point(this.xOf(event), this);
    if (this.from !== undefined && this.band) {
      const [a, b] = [this.across(this.from), this.across(this.xOf(event))];
      this.band.style.left = 100 * Math.min(a, b) + "%";
      this.band.style.width = 100 * Math.abs(b - a) + "%";
    }
  }

  press(event) {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    this.area.setPointerCapture(event.pointerId);
    this.from = this.xOf(event);
    this.band = make("div", "drag");
    this.area.append(this.band);
  }

  release(event) {
    if (this.from === undefined) return;
    const range = [this.from, this.xOf(event)].sort((a, b) => a - b);
    this.stopDrag();
    if (this.across(range[1]) - this.across(range[0]) > 0.01) this.group.zoom(range);
  }

  stopDrag() {
    this.from = undefined;
    if (this.band) this.band.remove();
    this.band = undefined;
  }

  key(event) {
    if (event.key === "Escape") {
      this.group.zoom(null);
      this.group.point(null);
      return;
    }
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!direction) return;
    event.preventDefault();
    const x = this.data.series[0].x;
    const [low, high] = this.range;
    const start = direction > 0 ? low : high;
    let i = this.here === undefined ? nearest(x, start) : nearest(x, this.here) + direction;
    i = Math.min(x.length - 1, Math.max(0, i));
    if (x[i] >= low && x[i] <= high) this.group.point(x[i], this);
  }

  /** Shows the cursor at an x, with the values in a box where the reader points. */
  point(x, main) {
    this.area.querySelectorAll(".cursor, .spot, .tip").forEach((element) => element.remove());
    this.here = undefined;
    if (x === null || x < this.range[0] || x > this.range[1]) return;
    const found = this.data.series
      .map((s, i) => ({ s, i, k: s.x.length ? nearest(s.x, x) : -1 }))
      .filter(({ s, k }) => this.visible(s, k));
    if (!found.length) return;
    const best = found.reduce((a, b) =>
      Math.abs(b.s.x[b.k] - x) < Math.abs(a.s.x[a.k] - x) ? b : a);
    const at = best.s.x[best.k];
    this.here = at;
    if (at < this.range[0] || at > this.range[1]) return;
    const left = this.across(at);
    const cursor = make("div", "cursor");
    cursor.style.left = 100 * left + "%";
    this.area.append(cursor);
    const tip = make("div", "tip");
    tip.append(make("p", "", this.data.x + " " + at.toLocaleString("en-US")));
    for (const { s, i, k } of found) {
      if (s.x[k] >= this.range[0] && s.x[k] <= this.range[1]) {
        const spot = make("div", "spot c" + (i % 8));
        spot.style.left = 100 * this.across(s.x[k]) + "%";
        spot.style.top = 100 * (1 - this.up(s.y[k])) + "%";
        this.area.append(spot);
      }
      const row = make("div", "c" + (i % 8));
      const name = s.x[k] === at ? s.name : s.name + " at " + s.x[k].toLocaleString("en-US");
      row.append(make("span", "", name), make("b", "", compact(s.y[k], 5)));
      tip.append(row);
    }
    if (this !== main) return;
    if (left > 0.5) tip.style.right = "calc(" + 100 * (1 - left) + "% + 10px)";
    else tip.style.left = "calc(" + 100 * left + "% + 10px)";
    this.area.append(tip);
  }
}
