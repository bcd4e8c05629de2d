// A text coloured by one unit. Drag over it, or Shift and the arrow keys, to select a span.

class Passage {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec, anchor: null });
    this.axis = scene.spec.axes.t;
    this.root = html("div", { class: "lt-passage lt-part" }, parent);
    const head = html("div", { class: "lt-head" }, this.root);
    this.title = html("span", { class: "lt-title" }, head);
    this.low = html("span", { class: "lt-low" }, head);
    this.legend = html("canvas", { width: 64, height: 1, "aria-hidden": "true" }, head);
    this.high = html("span", { class: "lt-high" }, head);
    const keys = { role: "application", tabindex: 0, "aria-roledescription": "text" };
    const words = spec.tokens.some((token) => token.length > 1) ? "lt-wordwise" : "";
    this.line = html("div", { class: `lt-tokens ${words}`, ...keys }, this.root);
    if (this.axis.rtl) this.line.dir = "rtl";
    this.tokens = spec.tokens.map((token, t) => this.token(token, t));
    const how = "Drag over the text to select a span, or hold Shift with the arrow keys. " +
      "Underlined: the unit fires. Framed: your span.";
    html("p", { class: "lt-hint", text: how }, this.root);
    this.readout = html("p", { class: "lt-beside" }, this.root);
    this.listen();
  }

  token(text, t) {
    const span = html("span", { "data-step": t, "aria-hidden": "true" }, this.line);
    html("bdi", { text: text === "\n" ? "↵" : text }, span);
    if (text === "\n") html("br", {}, this.line);
    return span;
  }

  listen() {
    const at = (event) => {
      const hit = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-step]");
      return hit && this.line.contains(hit) ? Number(hit.dataset.step) : null;
    };
    this.line.addEventListener("pointerdown", (event) => {
      const t = at(event);
      if (t === null) return;
      event.preventDefault(); // no selection of the browser's own
      this.line.focus();
      this.line.setPointerCapture(event.pointerId);
      this.anchor = event.shiftKey ? (this.anchor ?? this.scene.index("t")) : t;
      this.dragging = true;
      this.select(t);
    });
    this.line.addEventListener("pointermove", (event) => {
      const t = at(event);
      if (t === null) return;
      if (this.dragging) this.select(t);
      else this.scene.hover({ t });
    });
    for (const end of ["pointerup", "pointercancel"])
      this.line.addEventListener(end, () => (this.dragging = false));
    this.line.addEventListener("pointerleave", () => this.scene.hover(null));
    this.line.addEventListener("keydown", (event) => this.press(event));
  }

  /** The span from the anchor to here, and the cursor here: one message. */
  select(t) {
    const span = [Math.min(this.anchor, t), Math.max(this.anchor, t) + 1];
    const { model } = this.scene;
    if (String(model.get("span")) !== String(span)) model.set("span", span);
    model.set("t", t);
    model.save_changes();
  }

  press(event) {
    const now = this.scene.index("t");
    const last = this.tokens.length - 1;
    const on = this.axis.rtl ? -1 : 1;
    const to = {
      ArrowLeft: () => now - on,
      ArrowRight: () => now + on,
      ArrowUp: () => this.below(now, -1),
      ArrowDown: () => this.below(now, 1),
      Home: () => 0,
      End: () => last,
    }[event.key]?.();
    if (to === undefined) return;
    event.preventDefault();
    const t = Math.min(last, Math.max(0, to));
    if (event.shiftKey) {
      this.anchor ??= now;
      this.select(t);
    } else {
      this.anchor = null;
      this.scene.choose("t", t);
    }
  }

  /** The step one line below (or above, by -1), where the text stands in several lines. */
  below(now, by) {
    const middle = (span) => span.offsetLeft + span.offsetWidth / 2;
    const here = this.tokens[now];
    const tops = [...new Set(this.tokens.map((span) => span.offsetTop))];
    const top = tops[tops.indexOf(here.offsetTop) + by];
    if (top === undefined) return now;
    const distance = (t) => Math.abs(middle(this.tokens[t]) - middle(here));
    const there = [...this.tokens.keys()].filter((t) => this.tokens[t].offsetTop === top);
    return there.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  }

  layout() {
    this.key = null; // other colours
  }

  draw() {
    const { scene } = this;
    const contrast = contrastOf(scene);
    const unit = scene.index("unit");
    const key = `${contrast.key} ${unit}`;
    if (key !== this.key) this.paint(key, contrast, unit);
    const t = scene.index("t");
    if (this.current !== t) {
      this.tokens[this.current]?.classList.remove("lt-here");
      this.tokens[t].classList.add("lt-here");
      this.current = t;
    }
    const text = this.spoken(contrast, unit, scene.pointed?.t ?? t);
    write(this.readout, text);
    mark(this.line, "aria-label", this.spoken(contrast, unit, t));
  }

  spoken(contrast, unit, t) {
    const value = say(contrast.values[t * contrast.H + unit]);
    const inside = t >= contrast.start && t < contrast.stop ? ", in your span" : "";
    const on = fires(contrast, unit, t) ? ", it fires" : "";
    return `${this.axis.names[t]}: ${contrast.quantity} of unit ${unit} is ${value}${on}${inside}`;
  }

  paint(key, contrast, unit) {
    this.key = key;
    const { scene } = this;
    const { quantity, start, stop, values, H } = contrast;
    const [low, high] = scene.spec.limits[quantity];
    const map = low < 0 ? "state" : "gate";
    this.root.dataset.name = quantity;
    write(this.title, `${quantity} of unit ${unit}`);
    write(this.low, say(low, quantity === "c" ? 1 : 0));
    write(this.high, say(high, quantity === "c" ? 1 : 0));
    paintLegend(this.legend, scene.map(map));
    this.tokens.forEach((span, t) => {
      const part = (values[t * H + unit] - low) / (high - low);
      const [red, green, blue] = scene.shade(map, part);
      span.style.background = `rgb(${red},${green},${blue})`;
      span.style.color = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 135 ? "#000" : "#fff";
      span.classList.toggle("lt-fires", fires(contrast, unit, t));
      span.classList.toggle("lt-in", t >= start && t < stop);
      span.classList.toggle("lt-first", t === start);
      span.classList.toggle("lt-last", t === stop - 1);
    });
  }
}
