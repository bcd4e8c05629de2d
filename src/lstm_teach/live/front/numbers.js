// The numbers themselves: in a sentence, one unit in a line, all units of a step as a table.

/** A sentence with numbers in it, each in the colour of its gate: "{f} times {c_prev}". */
class Words {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("p", { class: "lt-words" }, parent);
    this.parts = spec.template.split(/\{(\w+)\}/).map((text, k) => {
      if (k % 2 === 0) return html("span", { text }, this.root);
      const value = spec.values.find(({ name }) => name === text);
      const look = value?.colour ? `color:${colourOf(value)}` : null;
      return html("b", { "data-name": text, style: look }, this.root);
    });
  }

  layout() {}

  draw() {
    const words = this.scene.words();
    for (const { name, array, at, digits } of this.spec.values)
      words[name] = say(this.scene.pick(array, at)[0], digits);
    for (const part of this.parts)
      if (part.dataset.name) write(part, words[part.dataset.name]);
  }
}

/** A sentence that Python wrote. */
class Trait {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.sentence = html("p", { class: "lt-said" }, parent);
    html("b", { text: spec.title }, this.sentence);
    this.text = html("span", {}, this.sentence);
  }

  layout() {}

  draw() {
    write(this.text, this.scene.model.get(this.spec.trait));
  }
}

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

/** One of several sentences: the array says which, at each place. */
class Cases {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.sentence = html("p", { class: "lt-said" }, parent);
  }

  layout() {}

  draw() {
    const { array, at, texts, values } = this.spec;
    const words = this.scene.words();
    for (const { name, array, at } of values) words[name] = say(this.scene.pick(array, at)[0]);
    write(this.sentence, fill(texts[this.scene.pick(array, at)[0]], words));
  }
}
