
/** Charts over the same x, which share cursor and zoom. */
class Group {
  constructor(page) {
    this.page = page;
    this.range = null;
    this.charts = [];
  }

  get smoothing() {
    return this.page.smoothing;
  }

  draw() {
    this.charts.forEach((chart) => chart.draw());
  }

  zoom(range) {
    if (range === null && this.range === null) return;
    this.range = range;
    this.page.zoomed();
    this.point(null);
    this.draw();
  }

  point(x, main) {
    this.charts.forEach((chart) => chart.point(x, main));
  }
}

/** All curves of the page, with the controls at its top. */
class Page {
  constructor(controls) {
    this.smoothing = 0;
    const groups = new Map();
    for (const data of document.querySelectorAll('.chart > script[type="application/json"]')) {
      const label = JSON.parse(data.textContent).x;
      if (!groups.has(label)) groups.set(label, new Group(this));
      const group = groups.get(label);
      group.charts.push(new Chart(data.parentElement, group));
    }
    this.groups = [...groups.values()];
    if (!controls || !this.groups.length) return;
    controls.hidden = false;
    this.reset = controls.querySelector(".reset");
    this.reset.addEventListener("click", () => this.groups.forEach((group) => group.zoom(null)));
    const slider = controls.querySelector("input");
    const output = controls.querySelector("output");
    slider.addEventListener("input", () => {
      // Squared, so that the low end, where most runs look best, is wide.
      this.smoothing = 0.5 * (slider.value / 100) ** 2;
      output.textContent = this.smoothing ? compact(100 * this.smoothing, 2) + " %" : "off";
      this.groups.forEach((group) => group.draw());
    });
  }

  zoomed() {
    if (this.reset) this.reset.hidden = this.groups.every((group) => group.range === null);
  }
}

/** Keeps the outermost labels of an axis inside the chart. */
const edges = (plot) => {
  const box = plot.getBoundingClientRect();
  for (const span of plot.querySelectorAll(".x span")) {
    span.className = "";
    const { right } = span.getBoundingClientRect();
    if (right > box.right) span.className = "last";
  }
};

const sortBy = (table, column, header) => {
  const descending = header.getAttribute("aria-sort") === "ascending";
  for (const other of table.querySelectorAll("th")) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const body = table.tBodies[0];
  const numeric = header.classList.contains("number");
  const key = (row) =>
    numeric ? Number(row.cells[column].dataset.value || NaN) : row.cells[column].textContent;
  const compare = (a, b) =>
    numeric ? (a !== a) - (b !== b) || a - b || 0 : a.localeCompare(b, "en", { numeric: true });
  const order = (a, b) => compare(key(a), key(b));
  const rows = [...body.rows].sort((a, b) => (descending ? order(b, a) : order(a, b)));
  body.append(...rows);
};

for (const table of document.querySelectorAll("table.data")) {
  table.querySelectorAll("th").forEach((header, column) => {
    header.querySelector("button").addEventListener("click", () => sortBy(table, column, header));
  });
}
new Page(document.querySelector(".controls"));
document.querySelectorAll(".plot").forEach(edges);
window.addEventListener("resize", () => document.querySelectorAll(".plot").forEach(edges));
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
