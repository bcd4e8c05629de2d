// The numbers themselves: one unit in a line, and all units of a step as a table.

class Readout {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("p", { class: "lt-readout" }, parent);
    this.where = html("span", { class: "lt-where" }, this.root);
    this.values = spec.series.map((series) => {
      const item = html("span", { class: "lt-item", "data-name": series.name }, this.root);
      html("b", { text: series.name, style: `color:${colourOf(series)}` }, item);
      return html("span", {}, item);
    });
  }

  layout() {}

  draw() {
    const { scene, spec } = this;
    const [x, y] = [spec.x, spec.y].map((axis) => scene.pointed?.[axis] ?? scene.index(axis));
    const units = scene.spec.axes[spec.y].values.length;
    write(this.where, fill(spec.where, scene.words(scene.pointed)));
    spec.series.forEach((series, k) => {
      write(this.values[k], ` ${say(scene.pick(series.array, series.at)[x * units + y])}`);
    });
  }}

class Table {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("details", { class: "lt-table" }, parent);
    html("summary", { text: spec.title }, this.root);
    const table = html("table", {}, this.root);
    this.caption = html("caption", {}, table);
    const head = html("tr", {}, html("thead", {}, table));
    html("th", { scope: "col", text: "unit" }, head);
    for (const series of spec.series)
      html("th", { scope: "col", text: `${series.name}, ${series.label}` }, head);
    this.body = html("tbody", {}, table);
    this.cells = scene.spec.axes[spec.y].names.map((name) => {
      const row = html("tr", {}, this.body);
      html("th", { scope: "row", text: name }, row);
      return spec.series.map(() => html("td", {}, row));
    });
    this.root.addEventListener("toggle", () => this.draw());
  }

  layout() {}

  draw() {
    if (!this.root.open) return;
    const { scene, spec } = this;
    const t = scene.index(spec.x);
    write(this.caption, fill(spec.caption, scene.words()));
    spec.series.forEach((series, k) => {
      const row = scene.pick(series.array, series.at);
      this.cells.forEach((cells, unit) => write(cells[k], say(row[t * this.cells.length + unit], 4)));
    });
  }
}
