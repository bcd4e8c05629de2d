// A heatmap of the chosen quantity: untouched, with the clamps, or the difference of the two.

class RunMap extends Heatmap {
  constructor(scene, spec, parent) {
    super(scene, { ...spec }, parent);
    this.marks = html("div", { class: "lt-marks" }, this.plot);
    this.cell.before(this.marks);
    const part = (name) => this.root.querySelector(`.lt-head ${name}`);
    this.head = { letter: part(".lt-letter"), low: part(".lt-low"), high: part(".lt-high") };
    // Labels of rows and columns are handles of the whole row or column.
    const fraction = (event, box) => [
      (event.clientX - box.left) / box.width,
      (event.clientY - box.top) / box.height,
    ];
    this.handle(this.rows, "unit", spec.y, (event, box) => fraction(event, box)[1]);
    this.handle(this.columns, "step", spec.x, (event, box) => fraction(event, box)[0]);
  }

  handle(element, reach, axis, where) {
    element.classList.add("lt-handle");
    element.title = reach === "unit" ? "hold a whole row" : "hold a whole column";
    element.addEventListener("click", (event) => {
      const count = this.scene.spec.axes[axis].values.length;
      const place = Math.floor(where(event, element.getBoundingClientRect()) * count);
      const index = reach === "step" ? this.across(place) : place;
      this.scene.model.set("reach", reach);
      this.scene.model.set(axis, Math.min(count - 1, Math.max(0, index)));
      toggle(this.scene);
    });
  }

  /** One message: the cursor and what the click did. */
  click(places) {
    for (const [axis, index] of Object.entries(places)) this.scene.model.set(axis, index);
    toggle(this.scene);
  }

  press(event) {
    if (!clampKey(this.scene, event)) super.press(event);
  }

  numbers() {
    const { quantity, spec, scene } = this;
    const of = (run) => scene.pick(`${run}_${quantity}`, spec.at);
    if (spec.run !== "difference") return of(spec.run);
    const before = of("before");
    return of("after").map((value, k) => value - before[k]);
  }

  spoken(t, unit) {
    const cell = t * this.ys.values.length + unit;
    const values = ["before", "after"].map((run) =>
      say(this.scene.pick(`${run}_${this.quantity}`, this.spec.at)[cell]),
    );
    const where = `${this.ys.names[unit]}, ${this.xs.names[t]}`;
    const held = this.scene.model.get("clamps").some((one) => holds(one, this.scene, t, unit));
    const now = `untouched ${values[0]}, now ${values[1]}${held ? ", held" : ""}`;
    return `${this.quantity}, ${this.spec.title}: ${where}: ${now}`;
  }

  draw() {
    const { scene, spec } = this;
    const quantity = scene.model.get("quantity");
    const key = `${scene.version} ${scene.index("layer")} ${quantity}`;
    if (key !== this.followed) {
      this.followed = key;
      this.follow(quantity);
    }
    super.draw();
    if (spec.run === "after") this.drawMarks();
  }

  /** Another quantity or other values: letter, colours and limits. */
  follow(quantity) {
    this.quantity = quantity;
    const apart = this.spec.run === "difference";
    const gate = "ifo".includes(quantity) && !apart;
    const bound = apart ? this.furthest() : quantity[0] === "c" ? this.scene.pick("c_limit", [])[0] : 1;
    const limits = gate ? [0, 1] : [-bound, bound];
    Object.assign(this.spec, { limits, map: gate ? "gate" : "state", name: quantity });
    this.root.dataset.name = quantity;
    write(this.head.letter, quantity);
    const digits = Number.isInteger(bound) ? 0 : 1;
    write(this.head.low, say(limits[0], digits));
    write(this.head.high, say(limits[1], digits));
    paintLegend(this.legend, this.scene.map(this.spec.map));
    this.key = null;
  }

  /** The largest difference, at least 1, so that small ones stay pale. */
  furthest() {
    return this.numbers().reduce((most, value) => Math.max(most, Math.abs(value) || 0), 1);
  }

  /** Hatching over what is held: cells, rows, columns. */
  drawMarks() {
    const { scene } = this;
    const [w, h] = [this.width / this.xs.values.length, this.height / this.ys.values.length];
    const shown = scene.model.get("clamps").filter(({ layer, name }) =>
      name === this.quantity && layer === scene.index("layer"));
    const key = `${w} ${h} ${JSON.stringify(shown)}`;
    if (key === this.marked) return;
    this.marked = key;
    this.marks.replaceChildren();
    for (const { unit, step } of shown) {
      const held = html("div", { class: "lt-heldmark" }, this.marks);
      const [left, width] = step === null ? [0, this.width] : [this.across(step) * w, w];
      const [top, height] = unit === null ? [0, this.height] : [unit * h, h];
      held.style.cssText = `left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
    }
  }
}
