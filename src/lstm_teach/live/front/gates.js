// Settings that the kernel computes with: presets, and sliders for each gate.

class Presets {
  constructor(scene, spec, parent) {
    this.scene = scene;
    const label = "presets";
    this.root = html("div", { class: "lt-presets", role: "group", "aria-label": label }, parent);
    this.buttons = Object.entries(spec.presets).map(([name, settings]) => {
      const button = html("button", { type: "button", text: name }, this.root);
      button.addEventListener("click", () => scene.ask(settings));
      return [name, button];
    });
  }

  layout() {}

  draw() {
    const chosen = this.scene.model.get("settings").preset;
    for (const [name, button] of this.buttons) mark(button, "aria-pressed", name === chosen);
  }
}

class Gates {
  constructor(scene, spec, parent) {
    this.scene = scene;
    this.root = html("div", { class: "lt-gates" }, parent);
    this.rows = spec.rows.map((row) => this.row(row, spec.weights));
  }

  /** A gate's own part of the panel: its letter and name as a head. */
  group(spec) {
    const name = `${spec.name} ${spec.title}`;
    const attributes = { class: "lt-gate", role: "group", "aria-label": name };
    const root = html("div", { ...attributes, "data-name": spec.name }, this.root);
    const head = html("div", { class: "lt-head" }, root);
    html("span", { class: "lt-letter", text: spec.name }, head);
    html("span", { class: "lt-title", text: spec.title }, head);
    return { name, root, head };
  }

  row(spec, weights) {
    const { name, root, head } = this.group(spec);
    const row = { spec, sliders: {} };
    if (weights) row.held = this.checkbox(spec, head);
    const range = { min: spec.low, max: 1, step: 0.01 };
    row.sliders.value = this.slider(spec, "value", `${name}, held at`, spec.role, range, root);
    if (!weights) return row;
    const wide = { min: -20, max: 20, step: 0.5 };
    row.sliders.weight = this.slider(spec, "weight", `${name}, input weight`, "weight", wide, root);
    row.sliders.bias = this.slider(spec, "bias", `${name}, bias`, "bias", wide, root);
    return row;
  }

  checkbox(spec, head) {
    const label = html("label", { class: "lt-held", text: "held " }, head);
    const box = html("input", { type: "checkbox", "aria-label": `hold ${spec.name}` }, label);
    box.addEventListener("change", () => this.set(spec.name, "held", box.checked));
    return box;
  }

  slider(spec, key, name, text, range, root) {
    const line = html("label", { class: "lt-setting" }, root);
    html("span", { text }, line);
    const input = html("input", { type: "range", ...range, "aria-label": name }, line);
    input.addEventListener("input", () => this.set(spec.name, key, Number(input.value)));
    return { line, input, value: html("span", { class: "lt-value" }, line) };
  }

  set(gate, key, value) {
    const settings = this.scene.model.get("settings");
    const gates = { ...settings.gates, [gate]: { ...settings.gates[gate], [key]: value } };
    this.scene.ask({ ...settings, gates, preset: "" });
  }

  layout() {}

  draw() {
    const { gates } = this.scene.model.get("settings");
    for (const { spec, held, sliders } of this.rows) {
      const setting = gates[spec.name];
      if (held) held.checked = setting.held;
      for (const [key, { line, input, value }] of Object.entries(sliders)) {
        line.hidden = (key === "value") !== setting.held;
        if (Number(input.value) !== setting[key]) input.value = setting[key];
        const text = say(setting[key], key === "value" ? 2 : 1);
        mark(input, "aria-valuetext", text);
        write(value, text);
      }
    }
  }
}
