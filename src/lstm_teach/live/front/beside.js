// Two runs side by side: the numbers at the cursor, what each expects next, and where they part.

/** The value under the pointer, else at the cursor: in both runs. */
class Beside {
  constructor(scene, spec, parent) {
    this.scene = scene;
    this.root = html("p", { class: "lt-beside" }, parent);
  }

  layout() {}

  draw() {
    const { scene } = this;
    const quantity = scene.model.get("quantity");
    const [t, unit] = ["t", "unit"].map((axis) => scene.pointed?.[axis] ?? scene.index(axis));
    const units = scene.spec.axes.unit.values.length;
    const [before, after] = ["before", "after"].map((run) =>
      say(scene.pick(`${run}_${quantity}`, ["layer"])[t * units + unit]),
    );
    const held = scene.model.get("clamps").some((one) => holds(one, scene, t, unit));
    const words = scene.words({ t, unit });
    write(this.root, `${words.unit_name}, t = ${words.t_at} '${words.t}':  ${quantity} is ${before} ` +
      `untouched and ${after} now${held ? ", held by you" : ""}.`);
  }
}

/** Two bars for each choice: a frame for the untouched run, filled for the run with clamps. */
class Pairs {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("div", { class: "lt-pairs lt-bars" }, parent);
    const head = html("div", { class: "lt-head" }, this.root);
    html("span", { class: "lt-title", text: spec.title }, head);
    this.keys = html("div", { class: "lt-hint" }, this.root);
    html("span", { class: "lt-key lt-was" }, this.keys);
    html("span", { text: " untouched  " }, this.keys);
    html("span", { class: "lt-key lt-is" }, this.keys);
    html("span", { text: " now" }, this.keys);
    this.list = html("ul", {}, this.root);
    makeRoom(this.list, spec.labels);
    this.sentence = html("p", { class: "lt-sentence" }, this.root);
    this.rows = Array.from({ length: Math.min(spec.most, spec.labels.length) }, () => {
      const row = html("li", {}, this.list);
      const label = html("bdi", { class: "lt-label" }, row);
      const bars = html("span", { class: "lt-two", "aria-hidden": "true" }, row);
      const [was, is] = ["lt-was", "lt-is"].map((name) => html("span", { class: name }, bars));
      return { row, label, was, is, share: html("span", { class: "lt-share" }, row) };
    });
  }

  layout() {}

  draw() {
    const { scene, spec } = this;
    const [before, after] = spec.arrays.map((name) => scene.pick(name, spec.at));
    const order = this.chosen(before, after);
    const tops = [before, after].map(likeliest);
    this.rows.forEach(({ row, label, was, is, share }, k) => {
      const choice = order[k];
      write(label, spec.labels[choice]);
      was.style.width = `${100 * before[choice] || 0}%`;
      is.style.width = `${100 * after[choice] || 0}%`;
      write(share, `${say(before[choice])} → ${say(after[choice])}`);
      row.classList.toggle("lt-target", choice === tops[1]);
    });
    const [was, is] = tops.map((top, k) => {
      const share = say([before, after][k][top] ?? NaN);
      return `'${spec.labels[top] ?? "?"}' (${share})`;
    });
    const where = fill(spec.where, scene.words());
    write(this.sentence, `${where}: untouched ${was}, now ${is}.`);
  }

  /** All choices in their own order, or those that are likeliest in one of the runs. */
  chosen(before, after) {
    const all = Array.from(before.keys());
    if (all.length === this.rows.length) return all;
    const most = (k) => Math.max(before[k], after[k]);
    return all.toSorted((a, b) => most(b) - most(a)).slice(0, this.rows.length);
  }
}

/** The likeliest choice of both runs at every step, in as many lines as the width needs. */
class Verdicts {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("div", { class: "lt-verdicts" }, parent);
    const head = html("div", { class: "lt-head" }, this.root);
    html("span", { class: "lt-title", text: spec.title }, head);
    this.count = html("span", { class: "lt-hint" }, head);
    this.tables = html("div", { dir: scene.spec.axes[spec.x].rtl ? "rtl" : null }, this.root);
    this.tables.addEventListener("click", (event) => {
      const cell = event.target.closest("[data-step]");
      if (cell) scene.choose(spec.x, Number(cell.dataset.step));
    });
  }

  /** Tables of as many columns as there is room for. */
  layout() {
    const { scene, spec } = this;
    const names = scene.spec.axes[spec.x].short;
    const longest = Math.max(...[...names, ...spec.labels].map((name) => name.length));
    const [first, each] = [6.2 * scene.em, Math.min(0.62 * longest + 0.7, 6) * scene.em];
    const columns = Math.max(1, Math.floor((this.root.clientWidth - first) / each));
    this.tables.replaceChildren();
    this.cells = [];
    for (let start = 0; start < names.length; start += columns)
      this.table(names.slice(start, start + columns), start, each);
  }

  table(names, start, width) {
    const table = html("table", {}, this.tables);
    const rows = ["read", "untouched", "now"].map((name) => {
      const row = html("tr", {}, table);
      html("th", { scope: "row", text: name }, row);
      return row;
    });
    names.forEach((name, k) => {
      const cells = rows.map((row, r) => {
        const cell = html("td", { "data-step": start + k }, row);
        cell.style.minWidth = `${width}px`;
        return html("bdi", { text: r ? "" : name }, cell);
      });
      this.cells.push(cells);
    });
  }

  draw() {
    const { scene, spec } = this;
    const V = spec.labels.length;
    const [before, after] = spec.arrays.map((name) => scene.arrays[name].values);
    let changed = 0;
    this.cells.forEach((cells, t) => {
      const [was, is] = [before, after].map((all) => likeliest(all.subarray(t * V, (t + 1) * V)));
      write(cells[1], spec.labels[was] ?? "?");
      write(cells[2], spec.labels[is] ?? "?");
      const other = was !== is;
      changed += other;
      cells[2].parentElement.classList.toggle("lt-other", other);
      for (const cell of cells)
        cell.parentElement.classList.toggle("lt-chosen", t === scene.index(spec.x));
    });
    write(this.count, `${changed} of ${this.cells.length} steps changed (framed)`);
  }
}

function likeliest(shares) {
  return shares.indexOf(shares.reduce((a, b) => Math.max(a, b), -1));
}
