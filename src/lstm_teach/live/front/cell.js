// The cell as a diagram with its numbers, and its equations as a story. Pointing at one of i, f, g,
// o, c, h lights it up in both and in the heatmaps: they are the elements of class lt-part.

/** The value of a wire at the chosen step and unit. */
function valueAt(scene, name) {
  const [, units] = scene.arrays[name].shape;
  return scene.arrays[name].values[scene.index("t") * units + scene.index("unit")];
}

const TOP = 46; // where c runs, see figures/cell_parts.py

class Diagram {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec, size: 0 });
    this.nodes = Object.fromEntries(spec.nodes.map((node) => [node.name, node]));
    this.root = html("div", { class: "lt-diagram" }, parent);
    this.svg = svg("svg", { role: "group" }, this.root);
  }

  /** Text keeps its size in pixels; a small drawing grows taller, to have room for its numbers. */
  layout() {
    const pixel = 110 / this.svg.clientWidth;
    // A number has to fit into its gate: 3.2 units are the most. 13 pixels are the least.
    const size = Math.max(13 * pixel, Math.min(0.93 * this.scene.em * pixel, 3.2));
    if (size === this.size) return;
    this.size = size;
    this.tall = Math.min(2, Math.max(1, size / 1.9));
    this.roomy = size < 2.2;
    this.svg.style.setProperty("--lt-text", `${size}px`);
    this.build();
  }

  /** 110 units wide as the printed figure is; y upwards there and downwards here. */
  build() {
    const focused = this.svg.contains(document.activeElement) && document.activeElement.dataset.name;
    this.values = [];
    this.svg.replaceChildren();
    const [top, bottom] = [this.y(TOP) - 2.2 * this.size, this.y(1.2) + 1.2 * this.size];
    mark(this.svg, "viewBox", `-3 ${top} 110 ${bottom - top}`);
    const outline = { x: 12.5, y: this.y(50), width: 81.5, height: this.y(3.5) - this.y(50), rx: 2.5 };
    svg("rect", { class: "lt-outline", ...outline }, this.svg);
    for (const wire of this.spec.wires) this.wire(wire);
    for (const wire of this.spec.wires) if (wire.label) this.label(wire);
    for (const node of this.spec.nodes) this[node.kind](node);
    this.scene.lit = null; // what is lit has to be lit anew
    if (focused) this.svg.querySelector(`.lt-node[data-name="${focused}"]`)?.focus();
  }

  y(y) {
    return -y * this.tall;
  }

  /** Half the width and height of a node as it is drawn here. */
  half({ kind, width, height, text }) {
    if (kind === "end") return [width / 2, height / 2];
    if (kind === "gate") return [width / 2, (height / 2) * this.tall];
    const radius = Math.max(1.9, 0.75 * this.size);
    return [text.length > 1 ? Math.max(width / 2 + 1.3, 1.5 * this.size) : radius, radius];
  }

  /** Where a wire from a node, or from a corner, starts on its way to the next one. */
  edge(from, to) {
    const [[x, y], [x1, y1]] = [from, to].map((at) => this.centre(at));
    if (!(from in this.nodes)) return [x, y];
    const [w, h] = this.half(this.nodes[from]);
    return y === y1 ? [x + Math.sign(x1 - x) * w, y] : [x, y + Math.sign(y1 - y) * h];
  }

  centre(at) {
    const { x, y } = this.nodes[at] ?? { x: at[0], y: at[1] };
    return [x, this.y(y)];
  }

  wire({ path, colour }) {
    const points = path.map((at) => this.centre(at));
    points[0] = this.edge(path[0], path[1]);
    points[points.length - 1] = this.edge(path.at(-1), path.at(-2));
    const group = svg("g", { "data-name": colour, class: "lt-part" }, this.svg);
    svg("path", { class: "lt-wire", d: `M${points.join("L")}` }, group);
    const [[x0, y0], [x, y]] = points.slice(-2);
    const turn = (Math.atan2(y - y0, x - x0) * 180) / Math.PI;
    const at = `translate(${x} ${y}) rotate(${turn})`;
    svg("path", { class: "lt-tip", d: "M0 0L-1.8 -0.9L-1.8 0.9Z", transform: at }, group);
    if (path[0] in this.nodes) return;
    const [cx, cy] = points[0]; // it parts from another wire: a dot
    svg("circle", { cx, cy, r: 0.65, "data-name": colour, class: "lt-tip" }, this.svg);
  }

  label({ name, colour, label: [x, y, align] }) {
    const anchor = { left: "start", center: "middle", right: "end" }[align];
    const clear = y > TOP ? this.y(TOP) - 1.9 - 0.6 * this.size : this.y(y); // of the circles
    const look = { x, y: clear, class: "lt-wirename", "data-name": colour };
    const text = svg("text", { ...look, "text-anchor": anchor }, this.svg);
    this.number(text, name, this.roomy ? `${name} = `.replace("*", "×") : "");
  }

  /** Remember that this text shows that value, after these words. */
  number(element, name, before = "") {
    this.values.push({ element, name, before });
  }

  /** The name above the wire and the number below it, clear of its tip. */
  end({ name, x, y, colour }) {
    const look = { class: "lt-wirename", "data-name": colour, "text-anchor": "middle" };
    if (name === "x") {
      const below = { x: x + 1.4, y: this.y(y) + 0.2 * this.size, "text-anchor": "start" };
      this.token = svg("text", { ...look, ...below }, this.svg);
      return;
    }
    const away = 1 + 0.65 * this.size;
    svg("text", { ...look, x, y: this.y(y) - away, text: name }, this.svg);
    this.number(svg("text", { ...look, x, y: this.y(y) + away }, this.svg), name);
  }

  gate(node) {
    const { name, x, text } = node;
    const title = this.spec.titles[name];
    const look = { class: "lt-part lt-node", "data-name": name, role: "button", tabindex: 0 };
    const group = svg("g", look, this.svg);
    const [y, [w, h]] = [this.y(node.y), this.half(node)];
    const box = { x: x - w, y: y - h, width: 2 * w, height: 2 * h, rx: 1.3 };
    const fillIn = svg("rect", { class: "lt-open", ...box }, group);
    const line = 0.62 * h;
    const texts = [
      svg("text", { x, y: y - line, class: "lt-inner", text: text.replace("sigmoid", "σ") }, group),
      svg("text", { x, y, class: "lt-inner lt-big", text: name }, group),
      svg("text", { x, y: y + line, class: "lt-inner" }, group),
    ];
    this.number(texts[2], name);
    this.values.push({ gate: name, fillIn, texts, group, title });
    this.scene.points(group, name);
  }

  operation(node) {
    const { name, x, text, note, colour } = node;
    const group = svg("g", { class: "lt-part", "data-name": colour }, this.svg);
    const [y, [w, h]] = [this.y(node.y), this.half(node)];
    const round = { x: x - w, y: y - h, width: 2 * w, height: 2 * h, rx: h };
    svg("rect", { class: "lt-operation", ...round }, group);
    svg("text", { x, y, class: "lt-wirename", "text-anchor": "middle", text }, group);
    if (!note || (name === "add" && !this.roomy)) return;
    const away = h + 0.6 * this.size;
    const below = name === "write" ? [x, y + away, "middle"] : [x + w, y + away, "start"];
    const at = { x: below[0], y: below[1], "text-anchor": below[2] };
    svg("text", { ...at, class: "lt-note-text", text: note }, group);
  }

  draw() {
    const { scene } = this;
    for (const { element, name, before, gate, fillIn, texts, group, title } of this.values) {
      if (element) {
        write(element, before + say(valueAt(scene, name)));
        continue;
      }
      const value = valueAt(scene, gate);
      const { paper, ink } = this.look(gate, value);
      fillIn.style.fill = paper;
      for (const text of texts) text.style.fill = ink;
      mark(group, "aria-label", `${gate}, ${title}: ${say(value)}`);
      mark(group, "aria-pressed", scene.model.get("part") === gate);
    }
    write(this.token, this.spec.tokens ? `x: '${scene.words().t}'` : "x");
    const { t_name: when, unit_name: unit } = scene.words();
    mark(this.svg, "aria-label", `Diagram of the cell, ${unit}, ${when}`);
  }

  /** The colour of a gate by how open it is, and of what is written on it. NaN is no colour. */
  look(gate, value) {
    if (Number.isNaN(value)) return { paper: "none", ink: "currentColor" };
    const [red, green, blue] = this.scene.shade(gate === "g" ? "state" : "gate", value, gate === "g");
    const bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 135;
    return { paper: `rgb(${red},${green},${blue})`, ink: bright ? "#000" : "#fff" };
  }
}

class Story {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("div", { class: "lt-story" }, parent);
    this.parts = spec.parts.map((part) => this.part(part));
    this.code = html("div", { class: "lt-code" }, this.root);
    this.shapes = html("div", { class: "lt-shapes" }, this.code);
    html("span", { class: "lt-hint", text: "in code: " }, this.code);
    this.line = html("code", {}, this.code);
    this.where = html("div", { class: "lt-hint" }, this.code);
  }

  part({ name, title, equation, numbers }) {
    const look = { type: "button", class: "lt-equation lt-part", "data-name": name };
    const root = html("button", look, this.root);
    html("span", { class: "lt-formula", text: equation, title }, root);
    const line = html("span", { class: "lt-numbers" }, root);
    html("span", { text: "= " }, line);
    const values = numbers.split(/\{([^}]+)\}/).map((text, k) => {
      // A line does not break between "=" and its number.
      if (k % 2 === 0) return { element: html("span", { text: text.replace(/= $/, "=\u00a0") }, line) };
      const colour = text.split("_")[0];
      const known = colour in this.scene.spec.colours.light && !text.includes(" ");
      const style = known ? `color:var(--lt-${colour})` : null;
      return { element: html("b", { style, "data-value": text }, line), name: text };
    });
    this.scene.points(root, name);
    return { name, root, values };
  }

  layout() {}

  draw() {
    const { scene } = this;
    for (const { name, root, values } of this.parts) {
      mark(root, "aria-pressed", scene.model.get("part") === name);
      for (const { element, name: value } of values)
        if (value) write(element, say(valueAt(scene, value)));
    }
    const shown = this.spec.parts.find(({ name }) => name === scene.part);
    write(this.line, shown.code);
    write(this.where, shown.where);
    write(this.shapes, shown.shapes);
  }
}
