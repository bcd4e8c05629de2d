// One array as a heatmap: time the way its tokens run, units down. The cells are a canvas; cursor,
// ticks and title are HTML, so that moving through time repaints no cell and text stays text.

class Heatmap {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec, key: null });
    this.xs = scene.spec.axes[spec.x];
    this.ys = scene.spec.axes[spec.y];
    const [steps, units] = [this.xs.values.length, this.ys.values.length];
    const size = { "data-steps": steps, "data-units": units };
    this.root = html("div", { class: "lt-heatmap lt-part", "data-name": spec.name, ...size }, parent);
    if (this.xs.rtl) this.root.dir = "rtl";
    const head = html("div", { class: "lt-head" }, this.root);
    html("span", { class: "lt-letter", text: spec.name }, head);
    html("span", { class: "lt-title", text: spec.title }, head);
    html("span", { class: "lt-low", text: say(spec.limits[0], spec.digits) }, head);
    this.legend = html("canvas", { width: 64, height: 1, "aria-hidden": "true" }, head);
    html("span", { class: "lt-high", text: say(spec.limits[1], spec.digits) }, head);
    this.rows = html("div", { class: "lt-rows", "aria-hidden": "true" }, this.root);
    // "application" lets the arrow keys through to us; the canvas inside carries the description.
    this.plot = html("div", { class: "lt-plot", tabindex: 0, role: "application" }, this.root);
    mark(this.plot, "aria-roledescription", "heatmap");
    this.canvas = html("canvas", { role: "img" }, this.plot);
    this.column = html("div", { class: "lt-column" }, this.plot);
    this.cell = html("div", { class: "lt-cell" }, this.plot);
    this.columns = html("div", { class: "lt-columns", "aria-hidden": "true" }, this.root);
    this.now = html("bdi", { class: "lt-now" });
    this.pixels = html("canvas", { width: steps, height: units });
    this.listen();
    scene.points(this.root, spec.name);
  }

  listen() {
    const { x, y } = this.spec;
    const at = (event) => {
      const box = this.plot.getBoundingClientRect();
      const part = (offset, length, count) =>
        Math.min(count - 1, Math.max(0, Math.floor((offset / length) * count)));
      return {
        [x]: this.across(part(event.clientX - box.left, box.width, this.xs.values.length)),
        [y]: part(event.clientY - box.top, box.height, this.ys.values.length),
      };
    };
    this.plot.addEventListener("pointermove", (event) => this.scene.hover(at(event)));
    this.plot.addEventListener("pointerleave", () => this.scene.hover(null));
    this.plot.addEventListener("click", (event) => this.click(at(event)));
    this.plot.addEventListener("keydown", (event) => this.press(event));
  }

  /** A cell was clicked: {axis: index}. */
  click(places) {
    for (const [axis, index] of Object.entries(places)) this.scene.choose(axis, index);
  }

  press(event) {
    const { x, y } = this.spec;
    const left = this.xs.rtl ? 1 : -1; // the cursor goes where the arrow points
    const move = { ArrowLeft: [x, left], ArrowRight: [x, -left], ArrowUp: [y, -1], ArrowDown: [y, 1] };
    if (!(event.key in move)) return;
    event.preventDefault();
    const [axis, by] = move[event.key];
    const last = this.scene.spec.axes[axis].values.length - 1;
    this.scene.choose(axis, Math.min(last, Math.max(0, this.scene.index(axis) + by)));
  }

  /** Which column, counted from the left, has step t; and which step has column t. */
  across(t) {
    return this.xs.rtl ? this.xs.values.length - 1 - t : t;
  }

  /** (T, H) flattened: what is drawn. */
  numbers() {
    return this.scene.pick(this.spec.array, this.spec.at);
  }

  /** What screen readers hear of one cell. */
  spoken(t, unit) {
    const value = say(this.values[t * this.ys.values.length + unit]);
    const where = `${this.ys.names[unit]}, ${this.xs.names[t]}`;
    return `${this.spec.name}, ${this.spec.title}: ${where}: ${value}`;
  }

  /** After a change of size or theme: everything that moving does not touch. */
  layout() {
    const em = this.scene.em;
    const units = this.ys.values.length;
    const rowHeight = Math.max(3, Math.min(1.35 * em, (19 * em) / units));
    this.width = this.plot.clientWidth;
    this.height = Math.max(Math.round(units * rowHeight), Math.round(3.4 * em));
    this.plot.style.height = `${this.height}px`;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    const cell = this.width / this.xs.values.length;
    this.labels(this.columns, this.xs.short, cell, this.spec.wide * em, "left", "width");
    this.columns.append(this.now);
    this.labels(this.rows, this.ys.short, this.height / units, 1.15 * em, "top", "height");
    paintLegend(this.legend, this.scene.map(this.spec.map));
    this.key = null;
  }

  /** Tick labels in the middle of their cells, as many as have `needed` pixels each. */
  labels(parent, names, cell, needed, side, extent) {
    parent.replaceChildren();
    const every = thin(names.length, names.length * cell, needed);
    names.forEach((name, k) => {
      if (k % every) return;
      const label = html("bdi", { text: name, title: name }, parent);
      label.style[side] = `${((side === "left" ? this.across(k) : k) + 0.5) * cell}px`;
      label.style[`max-${extent}`] = `${every * cell}px`;
    });
  }

  draw() {
    const { scene, spec } = this;
    const key = `${scene.version} ${spec.at.map((axis) => scene.index(axis)).join(" ")}`;
    if (key !== this.key) this.paint(key);
    const t = scene.index(spec.x);
    const unit = scene.index(spec.y);
    const [w, h] = [this.width / this.xs.values.length, this.height / this.ys.values.length];
    this.column.style.cssText = `width:${w}px;transform:translateX(${this.across(t) * w}px)`;
    const shown = scene.pointed ?? { [spec.x]: t, [spec.y]: unit };
    const place = `translate(${this.across(shown[spec.x]) * w}px,${shown[spec.y] * h}px)`;
    this.cell.style.cssText = `width:${w}px;height:${h}px;transform:${place}`;
    write(this.now, this.xs.short[t]);
    this.now.style.left = `${(this.across(t) + 0.5) * w}px`;
    mark(this.plot, "aria-label", this.spoken(t, unit));
  }

  /** The cells: one pixel each in a small picture, scaled up without smoothing. */
  paint(key) {
    this.key = key;
    this.values = this.numbers();
    const [T, H] = [this.xs.values.length, this.ys.values.length];
    const map = this.scene.map(this.spec.map);
    const [low, high] = this.spec.limits;
    const small = this.pixels.getContext("2d");
    const image = small.createImageData(T, H);
    const missing = [];
    for (let t = 0; t < T; t++)
      for (let unit = 0; unit < H; unit++) {
        const value = this.values[t * H + unit];
        if (Number.isNaN(value)) {
          missing.push([this.across(t), unit]);
          continue; // stays transparent
        }
        const part = Math.min(1, Math.max(0, (value - low) / (high - low)));
        const place = 3 * Math.round(part * 255);
        const pixel = 4 * (unit * T + this.across(t));
        image.data.set(map.subarray(place, place + 3), pixel);
        image.data[pixel + 3] = 255;
      }
    small.putImageData(image, 0, 0);
    this.enlarge(T, H, missing);
    const least = this.values.reduce((a, b) => Math.min(a, b), Infinity);
    const most = this.values.reduce((a, b) => Math.max(a, b), -Infinity);
    const range = missing.length ? `${missing.length} are NaN` : `${say(least)} to ${say(most)}`;
    mark(this.canvas, "aria-label", `${this.spec.title}: ${H} units by ${T} steps, ${range}`);
  }

  enlarge(T, H, missing) {
    const { width, height } = this.canvas;
    const big = this.canvas.getContext("2d");
    big.clearRect(0, 0, width, height);
    big.imageSmoothingEnabled = false;
    big.drawImage(this.pixels, 0, 0, width, height);
    const [w, h] = [width / T, height / H];
    if (w > 9 && h > 9) {
      for (let t = 1; t < T; t++) big.clearRect(Math.round(t * w), 0, 1, height);
      for (let unit = 1; unit < H; unit++) big.clearRect(0, Math.round(unit * h), width, 1);
    }
    // NaN is no colour: an empty cell with a cross.
    big.strokeStyle = getComputedStyle(this.root).color;
    big.lineWidth = Math.max(1, Math.min(w, h) / 12);
    big.beginPath();
    for (const [t, unit] of missing) {
      big.moveTo(t * w, unit * h);
      big.lineTo((t + 1) * w, (unit + 1) * h);
      big.moveTo((t + 1) * w, unit * h);
      big.lineTo(t * w, (unit + 1) * h);
    }
    big.stroke();
  }
}

/** The colours of a map from its low to its high end, on a canvas of 64 by 1 pixels. */
function paintLegend(canvas, map) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(64, 1);
  for (let k = 0; k < 64; k++) image.data.set(map.subarray(12 * k, 12 * k + 3), 4 * k);
  for (let k = 0; k < 64; k++) image.data[4 * k + 3] = 255;
  context.putImageData(image, 0, 0);
}
