// Wire it by hand: twelve sliders, rows of symbols that light up, what is wanted, check and hints.

class Task {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("div", { class: "lt-task" }, parent);
    html("p", { class: "lt-asked", text: spec.task }, this.root);
    html("p", { class: "lt-hint", text: spec.inputs }, this.root);
    const buttons = html("div", { class: "lt-presets", role: "group", "aria-label": "puzzle" }, this.root);
    this.button("Check", buttons, () => {
      const settings = scene.model.get("settings");
      scene.ask({ ...settings, checks: settings.checks + 1 });
    });
    this.more = this.button("Hint", buttons, () =>
      scene.choose("hints", Math.min(spec.hints.length, scene.index("hints") + 1)),
    );
    this.button("Start again", buttons, () =>
      scene.ask({ ...scene.model.get("settings"), gates: spec.start }),
    );
    this.sentence = html("p", { class: "lt-said" }, this.root);
    this.hints = html("ol", { class: "lt-hints", "aria-live": "polite" }, this.root);
  }

  button(text, parent, action) {
    const button = html("button", { type: "button", text }, parent);
    button.addEventListener("click", action);
    return button;
  }

  layout() {}

  draw() {
    const { scene, spec, hints } = this;
    write(this.sentence, scene.model.get("said"));
    const shown = scene.index("hints");
    for (const text of spec.hints.slice(hints.children.length, shown)) html("li", { text }, hints);
    while (hints.children.length > shown) hints.lastChild.remove();
    write(this.more, `Hint (${shown} of ${spec.hints.length} shown)`);
    this.more.disabled = shown === spec.hints.length;
  }
}

/** A slider over an axis that stands among the panels, and not above them all. */
class Place {
  constructor(scene, spec, parent) {
    const controls = html("div", { class: "lt-controls" }, parent);
    scene.sliders.push(new Slider(scene, spec, controls)); // the scene draws it with its others
  }

  layout() {}

  draw() {}
}

/** Three sliders for each gate; settings.gates has their numbers: {i: {x, h, b}, ...}. */
class Wires extends Gates {
  row(spec) {
    const { name, root } = this.group(spec);
    const sliders = Object.entries(spec.numbers).map(([key, text]) => [
      key,
      this.slider(spec, key, `${name}, ${text}`, text, spec.range, root),
    ]);
    return { spec, sliders };
  }

  draw() {
    const { gates } = this.scene.model.get("settings");
    for (const { spec, sliders } of this.rows)
      for (const [key, { input, value }] of sliders) {
        const number = gates[spec.name][key];
        if (Number(input.value) !== number) input.value = number;
        mark(input, "aria-valuetext", say(number, 1));
        write(value, say(number, 1));
      }
  }
}

/** The symbols of a sequence; the last row is what a check has found to be wrong, if anything. */
function symbolsOf(scene, texts, b) {
  return [...(texts[b] ?? scene.model.get("found"))];
}

/** One row for each sequence: a button with a box for each symbol, and a verdict in words. */
class Sequences {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.steps = scene.spec.axes.t.values.length;
    this.root = html("div", { class: "lt-sequences" }, parent);
    const head = html("div", { class: "lt-head" }, this.root);
    html("span", { class: "lt-title", text: spec.title }, head);
    html("span", { class: "lt-hint", text: "✓ yes, ✗ no. Choose a row to see it over time." }, head);
    this.rows = scene.spec.axes.b.values.map((b) => {
      if (!spec.texts[b]) this.caption = html("div", { class: "lt-hint", text: "Found by Check:" }, this.root);
      return this.row(b);
    });
  }

  row(b) {
    const attributes = { type: "button", class: "lt-sequence", "aria-label": "found by Check" };
    const button = html("button", attributes, this.root);
    button.addEventListener("click", (event) => {
      this.scene.choose("b", b);
      const box = event.target.closest(".lt-light");
      if (box) this.scene.choose("t", Number(box.dataset.t));
    });
    const lights = html("span", { class: "lt-lights" }, button);
    const boxes = Array.from({ length: this.steps }, (_, t) => {
      const box = html("span", { class: "lt-light", "data-t": t }, lights);
      return { box, symbol: html("b", {}, box), mark: html("span", {}, box) };
    });
    return { button, boxes, verdict: html("span", { class: "lt-verdict" }, button) };
  }

  layout() {}

  draw() {
    const { scene } = this;
    const rights = scene.arrays.right.values;
    this.caption.hidden = !scene.model.get("found");
    const [chosen, now] = [scene.index("b"), scene.index("t")];
    this.rows.forEach(({ button, boxes, verdict }, b) => {
      const symbols = symbolsOf(scene, this.spec.texts, b);
      button.hidden = !symbols.length;
      if (button.hidden) return;
      const row = rights.subarray(b * this.steps, (b + 1) * this.steps);
      const wrong = row.indexOf(0);
      const found = this.spec.texts[b] === undefined ? "found by Check, " : "";
      const text = wrong < 0 ? "right" : `wrong at t = ${wrong}`;
      write(verdict, text);
      verdict.dataset.right = wrong < 0;
      mark(button, "aria-label", `sequence ${symbols.join(" ")}, ${found}${text}`);
      mark(button, "aria-pressed", b === chosen);
      boxes.forEach(({ box, symbol, mark: sign }, t) => {
        const passed = !scene.playing || t <= now; // during play they light up as they pass
        write(symbol, symbols[t]);
        write(sign, passed ? (row[t] ? "✓" : "✗") : " ");
        box.dataset.right = passed ? Boolean(row[t]) : "";
        box.classList.toggle("lt-now", t === now);
      });
    });
  }
}

/** Lines of the chosen sequence over its symbols, with a band for what is wanted at each step. */
class Wanted extends Lines {
  constructor(scene, spec, parent) {
    super(scene, spec, parent);
    this.bands = svg("g", {});
    this.frame.before(this.bands);
    if (spec.bands) this.wish = html("span", { class: "lt-now lt-wish" }, this.root.querySelector(".lt-head"));
  }

  /** [low, high] of each step; where there is no limit, the edge of the plot. */
  wanted() {
    const [lows, highs] = this.spec.bands.map((name) => this.scene.pick(name, this.spec.at));
    return Array.from(lows, (low, t) => [low, highs[t]]);
  }

  range() {
    const [least, most] = super.range();
    if (!this.spec.bands) return [least, most];
    const ends = this.wanted().flat().filter(Number.isFinite);
    return [Math.min(least, ...ends.map((v) => v - 0.3)), Math.max(most, ...ends.map((v) => v + 0.3))];
  }

  paint(key) {
    super.paint(key);
    this.bands.replaceChildren();
    if (!this.spec.bands) return;
    const apart = (this.box.right - this.box.left) / Math.max(1, this.last);
    const wide = Math.min(0.8 * apart, 2 * this.scene.em);
    this.wanted().forEach(([low, high], t) => {
      const top = Math.max(this.box.top, this.y(high));
      const bottom = Math.min(this.box.bottom, this.y(low));
      const band = svg("rect", { class: "lt-band" }, this.bands);
      place(band, this.x(t) - wide / 2, top, wide, Math.max(2, bottom - top));
    });
  }

  draw() {
    super.draw();
    if (!this.wish) return;
    const [low, high] = this.wanted()[this.scene.index(this.spec.x)];
    write(this.wish, `wanted: c ${wish(low, high)}`);
  }

  xTicks() {
    const symbols = symbolsOf(this.scene, this.spec.texts, this.scene.index("b"));
    const y = this.box.bottom + 1.1 * this.scene.em;
    symbols.forEach((text, t) => svg("text", { x: this.x(t), y, class: "lt-tick", text }, this.frame));
  }
}

/** Limits in words. Arrays are float32, so 0.9 comes as 0.8999999762. */
function wish(low, high) {
  const short = (value) => String(Number(value.toFixed(2))).replace("-", "−");
  if (!Number.isFinite(high)) return `${short(low)} or more`;
  return Number.isFinite(low) ? `${short(low)} to ${short(high)}` : `${short(high)} or less`;
}
