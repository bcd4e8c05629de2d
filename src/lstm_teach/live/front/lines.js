// Lines over an axis as SVG, with a cursor. Each line has its letter at its end and its own dashes.

class Lines {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec, key: null });
    this.axis = scene.spec.axes[spec.x];
    this.root = html("div", { class: "lt-lines" }, parent);
    const head = html("div", { class: "lt-head" }, this.root);
    html("span", { class: "lt-title", text: spec.title }, head);
    this.readout = html("span", { class: "lt-now" }, head);
    this.svg = svg("svg", { role: "img" }, this.root);
    this.frame = svg("g", {}, this.svg);
    this.curves = svg("g", {}, this.svg);
    this.cursor = svg("line", { class: "lt-cursor" }, this.svg);
    this.dots = spec.series.map((series) =>
      svg("circle", { r: 4.5, fill: colourOf(series) }, this.svg),
    );
    if (spec.xlabel) html("div", { class: "lt-xlabel", text: spec.xlabel }, this.root);
    this.svg.addEventListener("pointerdown", (event) => this.point(event));
  }

  /** Where the k-th place of the axis is among the points; an axis may skip points (epochs). */
  place(k) {
    return this.last + 1 === this.axis.values.length ? k : this.axis.values[k];
  }

  /** Click: the cursor goes to the nearest place that the axis has. */
  point(event) {
    const x = event.clientX - this.svg.getBoundingClientRect().left;
    const distances = this.axis.values.map((_, k) => Math.abs(this.x(this.place(k)) - x));
    this.scene.choose(this.spec.x, distances.indexOf(Math.min(...distances)));
  }

  layout() {
    const em = this.scene.em;
    this.width = this.svg.clientWidth;
    this.height = Math.round(this.spec.height * em);
    mark(this.svg, "viewBox", `0 0 ${this.width} ${this.height}`);
    this.svg.style.height = `${this.height}px`;
    const names = this.spec.series.map(({ name }) => name.length);
    const room = names.length > 1 ? 1.2 + 0.6 * Math.max(...names) : 1.8; // for the ends' names
    this.box = { left: 3.6 * em, right: this.width - room * em, top: 0.6 * em };
    this.box.bottom = this.height - 1.5 * em;
    this.key = null;
  }

  x(value) {
    const { left, right } = this.box;
    return left + ((right - left) * value) / Math.max(1, this.last);
  }

  y(value) {
    const { top, bottom } = this.box;
    const [low, high] = this.limits;
    const scaled = this.spec.log ? Math.log10(value) : value;
    return bottom - ((bottom - top) * (scaled - low)) / (high - low);
  }

  draw() {
    const places = this.spec.at.map((axis) => this.scene.index(axis));
    const key = [this.scene.version, ...places].join(" ");
    if (this.key !== key) this.paint(key);
    const place = this.place(this.scene.index(this.spec.x));
    const x = this.x(place);
    const { top, bottom } = this.box;
    for (const [name, value] of Object.entries({ x1: x, x2: x, y1: top, y2: bottom }))
      mark(this.cursor, name, value);
    const words = this.scene.words();
    this.spec.series.forEach((series, k) => {
      const value = this.rows[k][place];
      const y = this.y(value);
      this.dots[k].style.display = Number.isFinite(y) ? "" : "none";
      mark(this.dots[k], "cx", x);
      if (Number.isFinite(y)) mark(this.dots[k], "cy", y);
      words[series.name] = say(value, this.spec.digits);
    });
    write(this.readout, fill(this.spec.readout, words));
    mark(this.svg, "aria-label", `${this.spec.title}. ${fill(this.spec.readout, words)}`);
  }

  paint(key) {
    this.key = key;
    this.rows = this.spec.series.map(({ array }) => this.scene.pick(array, this.spec.at));
    this.last = this.rows[0].length - 1;
    this.limits = this.range();
    this.frame.replaceChildren();
    this.curves.replaceChildren();
    this.grid();
    this.xTicks();
    const ends = this.spec.series.map((series, k) => this.curve(series, this.rows[k]));
    this.nameEnds(ends);
  }

  range() {
    const finite = this.rows.flatMap((row) => Array.from(row).filter(Number.isFinite));
    if (!this.spec.log) {
      const [low, high] = this.spec.limits;
      const [least, most] = [Math.min(low, ...finite), Math.max(high, ...finite)];
      const margin = 0.05 * (most - least);
      return [least - margin, most + margin];
    }
    const powers = finite.filter((value) => value > 0).map(Math.log10);
    const [least, most] = powers.length ? [Math.min(...powers), Math.max(...powers)] : [-1, 0];
    return [Math.floor(least), Math.max(Math.ceil(most), Math.floor(least) + 1)];
  }

  grid() {
    const [low, high] = this.limits;
    const values = this.spec.log ? wholeTicks(low, high).map((p) => 10 ** p) : ticks(low, high);
    for (const value of values) {
      const y = this.y(value);
      const [x1, x2] = [this.box.left, this.box.right];
      const name = !this.spec.log && value === 0 ? "lt-grid lt-zero" : "lt-grid";
      svg("line", { class: name, x1, x2, y1: y, y2: y }, this.frame);
      const text = this.spec.log ? power(value) : say(value, places(values));
      svg("text", { x: x1 - 6, y, class: "lt-tick lt-left", text }, this.frame);
    }
  }

  xTicks() {
    const y = this.box.bottom + 1.1 * this.scene.em;
    const room = this.box.right - this.box.left;
    if (!this.spec.tokens) {
      for (const value of ticks(0, this.last, 5).filter(Number.isInteger))
        svg("text", { x: this.x(value), y, class: "lt-tick", text: value }, this.frame);
      return;
    }
    const every = thin(this.axis.short.length, room, this.spec.wide * this.scene.em);
    this.axis.short.forEach((text, k) => {
      if (k % every) return;
      svg("text", { x: this.x(this.place(k)), y, class: "lt-tick", text }, this.frame);
    });
  }

  /** Draw one line, broken where a value is missing. Returns where its last value is. */
  curve(series, row) {
    let path = "";
    let pen = "M";
    let end = null;
    row.forEach((value, k) => {
      const y = this.y(value);
      if (!Number.isFinite(y)) {
        pen = "M";
        return;
      }
      end = y;
      path += `${pen}${this.x(k).toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
    });
    const dash = series.dash.map((length) => length * 2).join(" ") || null;
    const look = { d: path, stroke: colourOf(series), "stroke-dasharray": dash };
    svg("path", { class: "lt-curve", "data-name": series.name, ...look }, this.curves);
    if (this.spec.points && row.length < 80)
      row.forEach((value, k) => {
        const y = this.y(value);
        const at = { cx: this.x(k), cy: y, r: 2.6, fill: colourOf(series) };
        if (Number.isFinite(y)) svg("circle", { "data-name": series.name, ...at }, this.curves);
      });
    return end;
  }

  /** Letters at the ends of the lines, pushed apart where they would cover one another. */
  nameEnds(ends) {
    if (ends.length < 2) return;
    const order = [...ends.keys()].filter((k) => ends[k] !== null);
    order.sort((a, b) => ends[a] - ends[b]);
    const apart = 1.15 * this.scene.em;
    let free = -Infinity;
    for (const k of order) {
      const y = Math.max(ends[k], free);
      free = y + apart;
      const series = this.spec.series[k];
      const look = { class: "lt-end", fill: colourOf(series), text: series.name };
      svg("text", { x: this.box.right + 0.5 * this.scene.em, y, ...look }, this.curves);
    }
  }
}

function colourOf(series) {
  return series.colour ? `var(--lt-${series.colour})` : "currentColor";
}

function wholeTicks(low, high) {
  const step = Math.max(1, Math.ceil((high - low) / 5));
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, k) => low + k * step);
}

/** A power of ten as a tick label: 0.001 and 1000, but 1e−4 and 1e4. */
function power(value) {
  const short = value >= 0.001 && value <= 1000;
  return short ? String(value) : value.toExponential(0).replace("e-", "e−").replace("e+", "e");
}

/** How many decimals tick labels need so that no two are the same. */
function places(values) {
  return values.every(Number.isInteger) ? 0 : values.every((v) => Number.isInteger(10 * v)) ? 1 : 2;
}
