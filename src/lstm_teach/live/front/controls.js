// A named slider over one axis, with step and play buttons.

/** An id that no other slider has. Each view is a module of its own, so the page does the counting. */
function freshId() {
  globalThis.ltSliders = (globalThis.ltSliders ?? 0) + 1;
  return `lt-slider-${globalThis.ltSliders}`;
}

class Slider {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec, axis: spec.axis, timer: null });
    this.length = scene.spec.axes[spec.axis].values.length;
    this.rtl = scene.spec.axes[spec.axis].rtl; // then all that points left goes one place on
    this.root = html("div", { class: "lt-slider", role: "group", "aria-label": spec.label }, parent);
    const id = freshId();
    html("label", { for: id, text: spec.label }, this.root);
    const back = ["lt-back", `one ${spec.unit} back`, () => this.move(-1)];
    const next = ["lt-next", `one ${spec.unit} on`, () => this.move(1)];
    const [left, right] = this.rtl ? [next, back] : [back, next];
    this.button(left[0], "◀", ...left.slice(1));
    this.play = this.button("lt-play", this.playText, `play ${spec.label}`, () => this.toggle());
    this.button(right[0], "▶", ...right.slice(1));
    // With dir="rtl" a browser turns the slider and its arrow keys around: left is one place on.
    const range = { type: "range", id, min: 0, max: this.length - 1, step: 1 };
    const dir = this.rtl ? "rtl" : null;
    this.input = html("input", { ...range, dir, "data-axis": spec.axis }, this.root);
    this.input.addEventListener("input", () => {
      this.stop();
      this.scene.choose(this.axis, Number(this.input.value));
    });
    this.readout = html("span", { class: "lt-value", "aria-hidden": "true" }, this.root);
    mark(this.play, "aria-pressed", false);
    for (const control of this.root.querySelectorAll("button, input"))
      control.disabled = this.length < 2;
  }

  get playText() {
    return this.rtl ? "◀ Play" : "▶ Play";
  }

  button(name, text, label, action) {
    const attributes = { type: "button", class: name, text, "aria-label": label, title: label };
    const button = html("button", attributes, this.root);
    button.addEventListener("click", action);
    return button;
  }

  move(by) {
    this.stop();
    const index = this.scene.index(this.axis) + by;
    this.scene.choose(this.axis, Math.min(this.length - 1, Math.max(0, index)));
  }

  toggle() {
    if (this.timer) return this.stop();
    if (this.scene.index(this.axis) === this.length - 1) this.scene.choose(this.axis, 0);
    // Who asked for less motion gets the same steps, slow enough to follow one by one.
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.timer = setInterval(() => this.tick(), calm ? 1500 : this.spec.milliseconds);
    this.scene.playing += 1;
    mark(this.play, "aria-pressed", true);
    write(this.play, "❚❚ Pause");
  }

  tick() {
    const index = this.scene.index(this.axis) + 1;
    if (index < this.length) this.scene.choose(this.axis, index);
    if (index >= this.length - 1) this.stop();
  }

  stop() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.scene.playing -= 1;
    mark(this.play, "aria-pressed", false);
    write(this.play, this.playText);
    this.scene.announce();
  }

  draw() {
    const index = this.scene.index(this.axis);
    const name = this.scene.spec.axes[this.axis].names[index];
    if (Number(this.input.value) !== index) this.input.value = index;
    mark(this.input, "aria-valuetext", name);
    write(this.readout, name);
  }
}
