// One front end for every live view: Python sends `spec` (axes, sliders, panels) and `data` (all
// arrays, once). The place on each axis is a synced trait of the model; moving needs no kernel.

const PANELS = {
  heatmap: Heatmap,
  bars: Bars,
  lines: Lines,
  readout: Readout,
  table: Table,
  words: Words,
  cases: Cases,
  trait: Trait,
  presets: Presets,
  gates: Gates,
  inputs: Inputs,
  text: Text,
  again: Again,
  clamping: Clamping,
  runmap: RunMap,
  beside: Beside,
  clamps: Clamps,
  verdicts: Verdicts,
  pairs: Pairs,
  quantities: Quantities,
  passage: Passage,
  ranking: Ranking,
  elsewhere: Elsewhere,
  task: Task,
  place: Place,
  wires: Wires,
  sequences: Sequences,
  wanted: Wanted,
  diagram: Diagram,
  story: Story,
};
const FRAME = 12; // milliseconds, a little less than a frame of most screens
const PATIENCE = 3000; // milliseconds that the kernel has to answer before we say that it does not
const GONE =
  "The kernel does not answer: it is busy, or it has ended. You see what it computed last. " +
  "Run the cell again to go on.";
const STILL =
  "No kernel runs behind this page: you see what was computed last. " +
  "To compute with other settings, open the notebook in JupyterLab.";
/** Is this an exported page (`make html`), where nobody will ever answer? */
const alone = () => document.documentElement.dataset.kernel === "none";

class Scene {
  constructor(model, el) {
    Object.assign(this, { model, el, version: 0, playing: 0, pointed: null, frame: 0 });
    this.spec = model.get("spec");
    this.root = html("div", { class: "lt-view", role: "group", "aria-label": this.spec.label }, el);
    // JupyterLab would take arrows, letters and digits for its own shortcuts.
    this.root.dataset.lmSuppressShortcuts = "true";
    this.root.addEventListener("keydown", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    });
    this.read();
    this.build();
    this.live = html("div", { class: "lt-live", "aria-live": "polite" }, this.root);
    this.error = html("p", { class: "lt-error", role: "alert" }, this.root);
    this.note = html("p", { class: "lt-note", role: "status" }, this.root);
    if (alone() && model.get("settings")) write(this.note, STILL);
    this.listen();
  }

  build() {
    const controls = html("div", { class: "lt-controls" }, this.root);
    this.sliders = this.spec.sliders.map((spec) => new Slider(this, spec, controls));
    this.panels = [];
    for (const row of this.spec.rows) {
      const grid = html("div", { class: "lt-row" }, this.root);
      grid.style.gridTemplateColumns = row.columns;
      for (const spec of row.panels) this.add(spec, grid);
    }
  }

  add(spec, parent) {
    if (spec.kind !== "stack") return this.panels.push(new PANELS[spec.kind](this, spec, parent));
    const stack = html("div", { class: "lt-stack" }, parent);
    for (const inner of spec.panels) this.add(inner, stack);
  }

  listen() {
    this.moved = () => this.request();
    this.renewed = () => {
      this.read();
      this.request();
    };
    this.restyled = () => this.layout();
    this.heard = () => this.hear();
    this.events = { "change:data": this.renewed, "change:scale": this.restyled };
    for (const axis of Object.keys(this.spec.axes)) this.events[`change:${axis}`] = this.moved;
    for (const trait of ["error", "settings", "said", "part", ...(this.spec.traits ?? [])])
      this.events[`change:${trait}`] = this.moved;
    this.events["change:answered"] = this.heard;
    this.events["change:closed"] = () => leaveStill(this);
    for (const [event, action] of Object.entries(this.events)) this.model.on(event, action);
    this.stopTheme = watchTheme(() => requestAnimationFrame(this.restyled));
    // Fires first when the view is attached, which is when it has a size and a theme.
    this.size = new ResizeObserver(() => {
      if (this.root.clientWidth !== this.width) this.layout();
    });
    this.size.observe(this.root);
  }

  close() {
    for (const [event, action] of Object.entries(this.events)) this.model.off(event, action);
    clearTimeout(this.waiting);
    this.stopTheme();
    this.size.disconnect();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.later);
    for (const slider of this.sliders) slider.stop();
  }

  read() {
    const { arrays, fixed } = this.spec;
    this.fixed ??= fixed ? unpack(fixed, this.model.get("fixed")) : {}; // does not change
    this.arrays = { ...this.fixed, ...unpack(arrays, this.model.get("data")) };
    this.version += 1;
  }

  /** Which place of an axis is chosen: 0, 1, 2, ... The model holds the value there. */
  index(axis) {
    return Math.max(0, this.spec.axes[axis].values.indexOf(this.model.get(axis)));
  }

  choose(axis, index) {
    this.model.set(axis, this.spec.axes[axis].values[index]);
    this.model.save_changes();
  }

  /** Give the kernel new settings to compute with; one message is under way at a time. */
  ask(settings) {
    if (alone()) return this.request(); // puts back what was moved
    this.asked = Math.max(this.asked ?? 0, this.model.get("answered")) + 1;
    this.model.set("settings", { ...settings, asked: this.asked });
    this.model.save_changes();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => write(this.note, GONE), PATIENCE);
    this.root.dataset.waiting = "true";
  }

  hear() {
    if (this.model.get("answered") < (this.asked ?? 0)) return;
    clearTimeout(this.waiting);
    delete this.root.dataset.waiting;
    write(this.note, "");
  }

  /** The part of an array at the chosen places of its leading axes. */
  pick(name, axes) {
    const { shape, values } = this.arrays[name];
    let size = values.length;
    let start = 0;
    axes.forEach((axis, k) => {
      size /= shape[k];
      start += this.index(axis) * size;
    });
    return values.subarray(start, start + size);
  }

  /** Every axis by name, for sentences: {t} its label, {t_at} its value, {t_name} all of it. */
  words(places = {}) {
    const words = {};
    for (const [axis, { short, values, names }] of Object.entries(this.spec.axes)) {
      const index = places?.[axis] ?? this.index(axis);
      words[axis] = short[index];
      words[`${axis}_at`] = values[index];
      words[`${axis}_name`] = names[index];
    }
    return words;
  }

  /** Which of i, f, g, o, c, h is lit: the one pointed at, else the chosen one. */
  get part() {
    return this.pointedPart ?? this.model.get("part");
  }

  light() {
    if (this.lit === this.part) return;
    this.lit = this.part;
    for (const element of this.root.querySelectorAll(".lt-part"))
      element.classList.toggle("lt-lit", element.dataset.name === this.lit);
  }

  /** Let an element light up a part: while it is pointed at or focused, and for good on a click. */
  points(element, part) {
    if (!this.model.get("part")) return;
    const light = (lit) => {
      this.pointedPart = lit;
      this.request();
    };
    for (const event of ["pointerenter", "focusin"])
      element.addEventListener(event, () => light(part));
    for (const event of ["pointerleave", "focusout"])
      element.addEventListener(event, () => light(undefined));
    const choose = () => {
      this.model.set("part", part);
      this.model.save_changes();
    };
    element.addEventListener("click", choose);
    element.addEventListener("keydown", (event) => {
      if (element.localName === "button" || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      choose();
    });
  }

  /** The colour of a value, as [red, green, blue]; NaN is grey. */
  shade(map, value, signed) {
    if (Number.isNaN(value)) return [128, 128, 128];
    const part = Math.min(1, Math.max(0, signed ? (value + 1) / 2 : value));
    const place = 3 * Math.round(255 * part);
    return this.maps[map].subarray(place, place + 3);
  }

  /** 256 colours as bytes: red, green, blue, red, ... */
  map(name) {
    return this.maps[name];
  }

  hover(places) {
    this.pointed = places;
    this.request();
  }

  layout() {
    this.width = this.root.clientWidth;
    if (!this.width) return;
    this.root.style.fontSize = `${14 * this.model.get("scale")}px`;
    const theme = isDark(this.el) ? "dark" : "light";
    mark(this.root, "data-theme", theme);
    const { colours, maps } = this.spec;
    for (const [name, colour] of Object.entries(colours[theme]))
      this.root.style.setProperty(`--lt-${name}`, colour);
    this.maps = {};
    for (const [name, texts] of Object.entries(maps))
      this.maps[name] = Uint8Array.from(texts[theme].match(/../g), (pair) => parseInt(pair, 16));
    this.em = parseFloat(getComputedStyle(this.root).fontSize);
    for (const panel of this.panels) panel.layout();
    this.draw();
  }

  /** Draw at once; what changes again within a frame is drawn in the next one, once. */
  request() {
    if (this.frame) return;
    if (performance.now() - (this.drawn ?? 0) > FRAME) this.draw();
    else this.frame = requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (!this.width) return;
    this.light();
    for (const part of [...this.sliders, ...this.panels]) part.draw();
    write(this.error, this.model.get("error"));
    this.announce();
    this.drawn = performance.now();
  }

  /** Tell screen readers what there is now, when nothing has moved for a while. */
  announce() {
    clearTimeout(this.later);
    if (this.playing) return;
    this.later = setTimeout(() => {
      const texts = this.panels.map((panel) => panel.sentence?.textContent).filter(Boolean);
      if (this.started) write(this.live, texts.join(" "));
      this.started = true; // what stands there at first is read with the page
    }, 700);
  }
}

export default {
  render({ model, el }) {
    const scene = new Scene(model, el);
    return () => scene.close();
  },
};
