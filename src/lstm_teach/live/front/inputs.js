// A bar for each time step that you can draw: click or drag, or the arrow keys on a bar.

const STEP = 0.1;
const KEYS = { ArrowUp: STEP, ArrowDown: -STEP, PageUp: 5 * STEP, PageDown: -5 * STEP };

class Inputs {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("div", { class: "lt-inputs", "data-name": spec.name }, parent);
    const head = html("div", { class: "lt-head" }, this.root);
    html("span", { class: "lt-title", text: spec.title }, head);
    html("span", { class: "lt-hint", text: spec.hint }, head);
    this.svg = svg("svg", { role: "group", "aria-label": spec.title }, this.root);
    this.frame = svg("g", {}, this.svg);
    this.bars = scene.spec.axes[spec.x].names.map((name, t) => this.bar(name, t));
    this.svg.addEventListener("pointerdown", (event) => {
      this.svg.setPointerCapture(event.pointerId);
      this.dragging = true;
      this.point(event);
    });
    this.svg.addEventListener("pointermove", (event) => this.dragging && this.point(event));
    for (const end of ["pointerup", "pointercancel"])
      this.svg.addEventListener(end, () => (this.dragging = false));
  }

  bar(name, t) {
    const group = svg("g", { role: "slider", tabindex: -1, "data-index": t }, this.svg);
    const what = { "aria-label": `${this.spec.name} at ${name}`, "aria-orientation": "vertical" };
    dress(group, { ...what, "aria-valuemin": -1, "aria-valuemax": 1 });
    const room = svg("rect", { class: "lt-room" }, group);
    const bar = svg("rect", { class: "lt-input" }, group);
    const text = svg("text", { class: "lt-tick" }, group);
    group.addEventListener("keydown", (event) => this.key(event, t));
    return { group, room, bar, text };
  }

  get values() {
    return this.scene.model.get("settings").inputs;
  }

  key(event, t) {
    const last = this.bars.length - 1;
    const to = { ArrowLeft: t - 1, ArrowRight: t + 1 }[event.key];
    if (to !== undefined) {
      const next = Math.min(last, Math.max(0, to));
      this.scene.choose(this.spec.x, next);
      this.bars[next].group.focus();
    } else if (event.key in KEYS) this.set(t, this.values[t] + KEYS[event.key]);
    else if (event.key === "Home" || event.key === "End") this.set(t, event.key === "End" ? 1 : -1);
    else if (event.key === "0" || event.key === "Delete") this.set(t, 0);
    else return;
    event.preventDefault();
  }

  point(event) {
    const box = this.svg.getBoundingClientRect();
    const t = Math.floor((event.clientX - box.left - this.box.left) / this.cell + 0.5);
    if (t < 0 || t >= this.bars.length) return;
    event.preventDefault();
    this.bars[t].group.focus();
    if (this.scene.index(this.spec.x) !== t) this.scene.choose(this.spec.x, t);
    this.set(t, (this.middle - (event.clientY - box.top)) / this.half);
  }

  set(t, value) {
    const rounded = Math.min(1, Math.max(-1, Math.round(value / STEP) * STEP));
    const inputs = [...this.values];
    if (inputs[t] === Number(rounded.toFixed(2))) return;
    inputs[t] = Number(rounded.toFixed(2));
    this.scene.ask({ ...this.scene.model.get("settings"), inputs, preset: "" });
  }

  /** The same left and right edge as the lines below, so that a step stands above itself. */
  layout() {
    const em = this.scene.em;
    const width = this.svg.clientWidth;
    const height = Math.round(7.5 * em);
    mark(this.svg, "viewBox", `0 0 ${width} ${height}`);
    this.svg.style.height = `${height}px`;
    this.box = { left: 3.6 * em, right: width - 1.8 * em };
    this.cell = (this.box.right - this.box.left) / Math.max(1, this.bars.length - 1);
    this.middle = height / 2;
    this.half = height / 2 - 0.4 * em;
    this.frame.replaceChildren();
    for (const value of [1, 0, -1]) {
      const y = this.middle - value * this.half;
      const line = { x1: this.box.left, x2: this.box.right, y1: y, y2: y };
      svg("line", { class: value ? "lt-grid" : "lt-grid lt-zero", ...line }, this.frame);
      const at = { x: this.box.left - 1.1 * em, y, class: "lt-tick lt-left" };
      svg("text", { ...at, text: say(value, 0) }, this.frame);
    }
  }

  draw() {
    const chosen = this.scene.index(this.spec.x);
    const wide = Math.min(this.cell * 0.7, 2.4 * this.scene.em);
    this.bars.forEach(({ group, room, bar, text }, t) => {
      const value = this.values[t];
      const x = this.box.left + t * this.cell;
      const size = Math.abs(value) * this.half;
      place(room, x - wide / 2, this.middle - this.half, wide, 2 * this.half);
      place(bar, x - wide / 2, this.middle - (value > 0 ? size : 0), wide, Math.max(size, 2));
      mark(group, "tabindex", t === chosen ? 0 : -1);
      mark(group, "aria-valuenow", value);
      mark(group, "aria-valuetext", say(value, 1));
      group.classList.toggle("lt-now", t === chosen);
      mark(text, "x", x);
      mark(text, "y", this.middle + (value > 0 ? 0.7 : -0.7) * this.scene.em);
      write(text, value && wide > 1.6 * this.scene.em ? say(value, 1) : "");
    });
  }
}

function place(rect, x, y, width, height) {
  for (const [name, value] of Object.entries({ x, y, width, height })) mark(rect, name, value);
}
