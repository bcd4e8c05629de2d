// The cell as a diagram with its numbers, and its equations as a story. Pointing at one of i, f, g,
// o, c, h lights it up in both and in the heatmaps: they are the elements of class lt-part.

/** The value of a wire at the chosen step and unit. */
function valueAt(scene, name) {
  const [, units] = scene.arrays[name].shape;
  return scene.arrays[name].values[scene.index("t") * units + scene.index("unit")];
}

class Diagram {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec, values: [] });
    this.root = html("div", { class: "lt-diagram" }, parent);
    // 100 units wide as in the printed figure, y upwards there and downwards here.
    this.svg = svg("svg", { viewBox: "-3 -52 110 53", role: "group" }, this.root);
    svg("rect", { class: "lt-outline", x: 12.5, y: -50.5, width: 81.5, height: 47, rx: 2.5 }, this.svg);
    for (const wire of spec.wires) this.wire(wire);
    for (const wire of spec.wires) if (wire.label) this.label(wire);
    for (const node of spec.nodes) this[node.kind](node);
    this.junctions();
  }

  wire({ points, colour }) {
    const path = points.map(([x, y], k) => `${k ? "L" : "M"}${x} ${-y}`).join("");
    const group = svg("g", { "data-name": colour, class: "lt-part" }, this.svg);
    svg("path", { class: "lt-wire", d: path }, group);
    const [[x0, y0], [x, y]] = points.slice(-2);
    const turn = (Math.atan2(y0 - y, x - x0) * 180) / Math.PI;
    const at = `translate(${x} ${-y}) rotate(${turn})`;
    svg("path", { class: "lt-tip", d: "M0 0L-1.8 -0.9L-1.8 0.9Z", transform: at }, group);
  }

  /** A dot where a wire parts from another. */
  junctions() {
    const ends = this.spec.nodes.map(({ x, y, width, height }) => [x, y, width / 2, height / 2]);
    const free = ([x, y]) =>
      !ends.some(([a, b, w, h]) => Math.abs(x - a) <= w + 0.01 && Math.abs(y - b) <= h + 0.01);
    for (const { points, colour } of this.spec.wires)
      if (free(points[0]))
        svg("circle", { cx: points[0][0], cy: -points[0][1], r: 0.65, "data-name": colour,
          class: "lt-tip" }, this.svg);
  }

  label({ name, colour, label: [x, y, align] }) {
    const anchor = { left: "start", center: "middle", right: "end" }[align];
    const look = { x, y: -y, class: "lt-wirename", "data-name": colour, "text-anchor": anchor };
    this.number(svg("text", look, this.svg), name, `${name} = `.replace("*", "×"));
  }

  /** Remember that this text shows that value, with words before it where there is room. */
  number(element, name, before = "") {
    this.values.push({ element, name, before });
  }

  end({ name, x, y, colour }) {
    const look = { class: "lt-wirename", "data-name": colour, "text-anchor": "middle" };
    if (name === "x") {
      this.token = svg("text", { ...look, x: x + 1.4, y: -y, "text-anchor": "start" }, this.svg);
      return;
    }
    svg("text", { ...look, x, y: -y - 1.6, text: name }, this.svg);
    this.number(svg("text", { ...look, x, y: -y + 1.7 }, this.svg), name);
  }

  gate({ name, x, y, width, height, text }) {
    const title = this.spec.titles[name];
    const look = { class: "lt-part lt-node", "data-name": name, role: "button", tabindex: 0 };
    const group = svg("g", look, this.svg);
    const box = { x: x - width / 2, y: -y - height / 2, width, height, rx: 1.3 };
    const fillIn = svg("rect", { class: "lt-open", ...box }, group);
    const texts = [
      svg("text", { x, y: -y - 3.3, class: "lt-inner", text: text.replace("sigmoid", "σ") }, group),
      svg("text", { x, y: -y + 0.3, class: "lt-inner lt-big", text: name }, group),
      svg("text", { x, y: -y + 3.6, class: "lt-inner" }, group),
    ];
    this.number(texts[2], name);
    this.values.push({ gate: name, fillIn, texts, group, title });
    this.scene.points(group, name);
  }

  operation({ name, x, y, width, height, text, note, colour }) {
    const group = svg("g", { class: "lt-part", "data-name": colour }, this.svg);
    const wide = text.length > 1 ? width + 2.6 : width;
    const round = { x: x - wide / 2, y: -y - height / 2, width: wide, height, rx: height / 2 };
    svg("rect", { class: "lt-operation", ...round }, group);
    svg("text", { x, y: -y, class: "lt-wirename", "text-anchor": "middle", text }, group);
    const below = name === "write" ? [x, 4.2 - y, "middle"] : [x + 2.2, 3.4 - y, "start"];
    const at = { x: below[0], y: below[1], "text-anchor": below[2] };
    if (note) svg("text", { ...at, class: "lt-note-text", "data-note": note, text: note }, group);
  }

  layout() {
    // Text keeps its size in pixels, whatever that of the drawing is.
    const size = (0.93 * this.scene.em) / (this.svg.clientWidth / 110);
    this.svg.style.setProperty("--lt-text", `${size}px`);
    this.roomy = size < 2.2;
    this.root.classList.toggle("lt-crowded", !this.roomy);
  }

  draw() {
    const { scene } = this;
    for (const { element, name, before, gate, fillIn, texts, group, title } of this.values) {
      if (element) {
        write(element, `${this.roomy ? before : ""}${say(valueAt(scene, name))}`);
        continue;
      }
      const value = valueAt(scene, gate);
      const [red, green, blue] = scene.shade(gate === "g" ? "state" : "gate", value, gate === "g");
      fillIn.style.fill = `rgb(${red},${green},${blue})`;
      const ink = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 135 ? "#000" : "#fff";
      for (const text of texts) text.style.fill = ink;
      mark(group, "aria-label", `${gate}, ${title}: ${say(value)}`);
      mark(group, "aria-pressed", scene.model.get("part") === gate);
    }
    write(this.token, this.spec.tokens ? `x: '${scene.words().t}'` : "x");
    const { t_name: when, unit_name: unit } = scene.words();
    mark(this.svg, "aria-label", `Diagram of the cell, ${unit}, ${when}`);
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
      if (k % 2 === 0) return { element: html("span", { text }, line) };
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
