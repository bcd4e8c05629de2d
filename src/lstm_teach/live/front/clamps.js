// Clamps: a click or Enter on a heatmap holds what is there; the kernel computes what follows.

/** The place that a clamp at the cursor would have: as far as the chosen reach goes. */
function placeOf(scene) {
  const reach = scene.model.get("reach");
  return {
    layer: scene.index("layer"),
    name: scene.model.get("quantity"),
    unit: reach === "cell" || reach === "unit" ? scene.index("unit") : null,
    step: reach === "cell" || reach === "step" ? scene.index("t") : null,
  };
}

const samePlace = (a, b) => ["layer", "name", "unit", "step"].every((key) => a[key] === b[key]);
const standing = (scene, place) => scene.model.get("clamps").find((one) => samePlace(one, place));

/** Does a clamp hold this cell of the chosen quantity? */
function holds({ layer, name, unit, step }, scene, t, u) {
  if (name !== scene.model.get("quantity") || layer !== scene.index("layer")) return false;
  return (unit ?? u) === u && (step ?? t) === t;
}

function act(scene, action) {
  const settings = scene.model.get("settings");
  scene.ask({ ...settings, actions: [...settings.actions, action] });
}

/** Hold what is at the cursor; let go where it is held at this very value. */
function toggle(scene) {
  const place = placeOf(scene);
  const value = scene.model.get("value");
  act(scene, { ...place, value: standing(scene, place)?.value === value ? null : value });
}

function undo(scene, all = false) {
  const settings = scene.model.get("settings");
  if (settings.actions.length)
    scene.ask({ ...settings, actions: all ? [] : settings.actions.slice(0, -1) });
}

/** Keys that work on the heatmaps and on the steps. Returns whether it was one of them. */
function clampKey(scene, event) {
  if (event.key === "Enter" || event.key === " ") toggle(scene);
  else if (event.key === "Backspace" || event.key === "u") undo(scene);
  else return false;
  event.preventDefault();
  return true;
}

class Clamping {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("div", { class: "lt-clamping" }, parent);
    this.names = this.choices("Hold", "quantity", Object.keys(spec.names), (name) => name);
    for (const [name, button] of this.names) {
      button.className = "lt-letter";
      button.dataset.name = name;
      mark(button, "aria-label", `${name}, ${spec.names[name]}`);
      button.title = spec.names[name];
    }
    this.full = html("span", { class: "lt-fullname" }, this.names[0][1].parentElement);
    this.value();
    this.reaches = this.choices("on", "reach", Object.keys(spec.reaches), (k) => spec.reaches[k]);
    const line = html("div", { class: "lt-choice" }, this.root);
    this.go = this.button(line, "lt-go", () => toggle(scene));
    this.undo = this.button(line, "", () => undo(scene));
    this.reset = this.button(line, "", () => undo(scene, true));
    const hint = "Click a cell, or walk with the arrow keys and press Enter. Backspace: undo.";
    html("span", { class: "lt-hint", text: hint }, line);
  }

  button(parent, name, action) {
    const button = html("button", { type: "button", class: name }, parent);
    button.addEventListener("click", action);
    return button;
  }

  /** A group of buttons of which one is chosen: a trait of the model. */
  choices(label, trait, values, text) {
    const root = html("div", { class: "lt-choice", role: "group", "aria-label": trait }, this.root);
    html("span", { class: "lt-label", text: label }, root);
    return values.map((value) => {
      const button = this.button(root, "", () => this.choose(trait, value));
      write(button, text(value));
      return [value, button];
    });
  }

  choose(trait, value) {
    const { model } = this.scene;
    model.set(trait, value);
    const [low, high] = this.spec.ranges[model.get("quantity")];
    model.set("value", Math.min(high, Math.max(low, model.get("value"))));
    model.save_changes();
  }

  value() {
    const root = html("div", { class: "lt-choice", role: "group", "aria-label": "value" }, this.root);
    html("span", { class: "lt-label", text: "at" }, root);
    this.presets = [-1, 0, 1].map((value) => {
      const button = this.button(root, "", () => this.hold(value));
      write(button, say(value, 0));
      return [value, button];
    });
    const name = { "aria-label": "value to hold it at" };
    this.slider = html("input", { type: "range", step: 0.05, ...name }, root);
    this.slider.addEventListener("input", () => this.hold(Number(this.slider.value)));
    this.readout = html("span", { class: "lt-value" }, root);
  }

  /** Another value: where the cursor stands on a clamp, that one takes it at once. */
  hold(value) {
    const { scene } = this;
    if (scene.model.get("value") === value) return;
    scene.model.set("value", value);
    const place = placeOf(scene);
    if (!standing(scene, place)) return scene.model.save_changes();
    const settings = scene.model.get("settings");
    const last = settings.actions.at(-1);
    // Dragging is one click in the history, not a hundred.
    const before = last && samePlace(last, place) && last.value !== null ? -1 : undefined;
    scene.ask({ ...settings, actions: [...settings.actions.slice(0, before), { ...place, value }] });
  }

  layout() {}

  draw() {
    const { model } = this.scene;
    const [quantity, value] = [model.get("quantity"), model.get("value")];
    const [low, high] = this.spec.ranges[quantity];
    for (const [name, button] of this.names) mark(button, "aria-pressed", name === quantity);
    write(this.full, this.spec.names[quantity]);
    for (const [number, button] of this.presets) {
      mark(button, "aria-pressed", number === value);
      button.disabled = number < low;
    }
    mark(this.slider, "min", low);
    mark(this.slider, "max", high);
    if (Number(this.slider.value) !== value) this.slider.value = value;
    mark(this.slider, "aria-valuetext", say(value));
    write(this.readout, say(value));
    for (const [reach, button] of this.reaches)
      mark(button, "aria-pressed", reach === model.get("reach"));
    this.drawButtons(quantity, value);
  }

  drawButtons(quantity, value) {
    const { scene } = this;
    const place = placeOf(scene);
    const { t, t_at } = scene.words();
    const unit = place.unit === null ? "every unit" : `unit ${place.unit}`;
    const step = place.step === null ? "every step" : `t = ${t_at} '${t}'`;
    const held = standing(scene, place)?.value === value;
    const what = `${quantity} of ${unit} at ${step}`;
    write(this.go, held ? `Let go of ${what}` : `Hold ${what} at ${say(value)}`);
    const count = scene.model.get("settings").actions.length;
    write(this.undo, "Undo");
    write(this.reset, "Reset");
    this.undo.disabled = this.reset.disabled = !count;
  }
}

/** What is held now, each with a button that lets go of it. */
class Clamps {
  constructor(scene, spec, parent) {
    this.scene = scene;
    const label = { role: "group", "aria-label": "what is held" };
    this.root = html("div", { class: "lt-clamps", ...label }, parent);
  }

  layout() {}

  draw() {
    const clamps = this.scene.model.get("clamps");
    const key = clamps.map(({ text }) => text).join("\n");
    if (key === this.key) return;
    this.key = key;
    this.root.replaceChildren();
    for (const { text, ...clamp } of clamps) {
      const chip = html("button", { type: "button", "aria-label": `let go of ${text}` }, this.root);
      html("span", { text }, chip);
      html("b", { text: " ✕", "aria-hidden": "true" }, chip);
      chip.addEventListener("click", () => act(this.scene, { ...clamp, value: null }));
    }
  }
}
