// Units against a span of steps: who differs inside and outside, and where each one fires.

/** All that the panels below draw, worked out once for each change. */
function contrastOf(scene) {
  const [start, stop] = scene.model.get("span");
  const quantity = scene.model.get("quantity");
  const key = `${scene.version} ${scene.index("layer")} ${quantity} ${start} ${stop}`;
  if (scene.contrast?.key === key) return scene.contrast;
  const values = scene.pick(quantity, ["layer"]);
  const H = scene.spec.axes.unit.values.length;
  const T = scene.spec.axes.t.values.length;
  const units = Array.from({ length: H }, (_, unit) => means(values, T, H, unit, start, stop));
  const size = ({ contrast }) => (Number.isNaN(contrast) ? -1 : Math.abs(contrast));
  const order = [...units.keys()].sort((a, b) => size(units[b]) - size(units[a]));
  scene.contrast = { key, quantity, values, T, H, start, stop, units, order };
  return scene.contrast;
}

function means(values, T, H, unit, start, stop) {
  let [inside, outside] = [0, 0];
  for (let t = 0; t < T; t++)
    if (t >= start && t < stop) inside += values[t * H + unit];
    else outside += values[t * H + unit];
  inside /= stop - start;
  outside /= T - (stop - start); // NaN where nothing is outside
  return { inside, outside, contrast: inside - outside };
}

/** Does a unit fire: is it nearer to its mean inside than to its mean outside? */
function fires({ values, H, units }, unit, t) {
  const { inside, outside } = units[unit];
  const value = values[t * H + unit];
  return Math.abs(value - inside) < Math.abs(value - outside);
}

/** Spans outside of the selected one in which a unit fires: [[start, stop], ...]. */
function elsewhere(contrast, unit) {
  const spans = [];
  let open = null;
  for (let t = 0; t <= contrast.T; t++) {
    const outside = t < contrast.start || t >= contrast.stop;
    const on = t < contrast.T && outside && fires(contrast, unit, t);
    if (on && open === null) open = t;
    if (!on && open !== null) {
      spans.push([open, t]);
      open = null;
    }
  }
  return spans;
}

/** Which quantity colours the text. */
class Quantities {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("div", { class: "lt-choice", role: "group", "aria-label": "quantity" }, parent);
    html("span", { class: "lt-label", text: "Look at" }, this.root);
    this.buttons = Object.entries(spec.names).map(([name, title]) => {
      const look = { type: "button", class: "lt-letter", "data-name": name, text: name, title };
      const button = html("button", { ...look, "aria-label": `${name}, ${title}` }, this.root);
      button.addEventListener("click", () => {
        scene.model.set("quantity", name);
        scene.model.save_changes();
      });
      return [name, button];
    });
    this.full = html("span", { class: "lt-fullname" }, this.root);
  }

  layout() {}

  draw() {
    const chosen = this.scene.model.get("quantity");
    for (const [name, button] of this.buttons) mark(button, "aria-pressed", name === chosen);
    write(this.full, this.spec.names[chosen]);
  }
}

/** The units by how much they differ inside and outside of the span. */
class Ranking {
  constructor(scene, spec, parent) {
    this.scene = scene;
    this.root = html("div", { class: "lt-ranking" }, parent);
    const head = html("div", { class: "lt-head" }, this.root);
    html("span", { class: "lt-title", text: "Units that mark the span" }, head);
    const table = html("table", {}, this.root);
    const titles = html("tr", {}, html("thead", {}, table));
    for (const text of ["unit", "inside", "outside", "contrast", "fires elsewhere"])
      html("th", { scope: "col", text }, titles);
    const body = html("tbody", {}, table);
    const count = Math.min(spec.most, scene.spec.axes.unit.values.length);
    this.rows = Array.from({ length: count }, () => this.row(body));
    const say = "contrast = mean inside the span − mean outside it, largest first, whatever its " +
      "sign. A unit fires where it is nearer to its mean inside than to its mean outside.";
    html("p", { class: "lt-hint", text: say }, this.root);
  }

  row(body) {
    const root = html("tr", {}, body);
    const button = html("button", { type: "button" }, html("th", { scope: "row" }, root));
    const cells = Array.from({ length: 4 }, () => html("td", {}, root));
    const row = { root, button, cells, unit: 0 };
    button.addEventListener("click", () => this.scene.choose("unit", row.unit));
    return row;
  }

  layout() {}

  draw() {
    const contrast = contrastOf(this.scene);
    const chosen = this.scene.index("unit");
    const shown = contrast.order.slice(0, this.rows.length);
    if (!shown.includes(chosen)) shown[shown.length - 1] = chosen;
    this.rows.forEach((row, k) => {
      row.unit = shown[k];
      const { inside, outside, contrast: apart } = contrast.units[row.unit];
      write(row.button, `unit ${row.unit}`);
      mark(row.button, "aria-pressed", row.unit === chosen);
      const spans = Number.isNaN(apart) ? [] : elsewhere(contrast, row.unit);
      const count = spans.reduce((sum, [a, b]) => sum + b - a, 0);
      const others = contrast.T - (contrast.stop - contrast.start);
      const where = count ? `${count} of ${others} steps` : "nowhere else";
      [say(inside), say(outside), say(apart), where].forEach((text, j) => write(row.cells[j], text));
      row.root.classList.toggle("lt-chosen", row.unit === chosen);
    });
  }
}

/** Where else the chosen unit fires: a button for each span that takes the cursor there. */
class Elsewhere {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("div", { class: "lt-elsewhere" }, parent);
    const head = html("div", { class: "lt-head" }, this.root);
    this.title = html("span", { class: "lt-title" }, head);
    this.sentence = html("p", { class: "lt-said" }, this.root);
    this.list = html("div", { class: "lt-clamps", role: "group", "aria-label": "other spans" }, this.root);
    this.more = html("p", { class: "lt-hint" }, this.root);
  }

  layout() {}

  draw() {
    const contrast = contrastOf(this.scene);
    const unit = this.scene.index("unit");
    const key = `${contrast.key} ${unit}`;
    if (key === this.key) return;
    this.key = key;
    const spans = elsewhere(contrast, unit);
    write(this.title, `Where else unit ${unit} fires`);
    write(this.sentence, this.words(contrast, unit, spans));
    this.list.replaceChildren();
    for (const [start, stop] of spans.slice(0, 24)) this.button(start, stop);
    write(this.more, spans.length > 24 ? `and ${spans.length - 24} more spans` : "");
  }

  words({ units, quantity, T, start, stop }, unit, spans) {
    const { inside, outside, contrast } = units[unit];
    if (stop - start === T)
      return "The span is the whole text: nothing is left outside to compare it with.";
    const many = { 0: "It fires nowhere else.", 1: "It fires in 1 other span." };
    const also = many[spans.length] ?? `It fires in ${spans.length} other spans.`;
    return `${quantity} of unit ${unit} is ${say(inside)} on average inside '${this.text(start, stop)}' ` +
      `and ${say(outside)} outside: contrast ${say(contrast)}. ${also}`;
  }

  text(start, stop) {
    const { tokens } = this.spec;
    const words = tokens.some((token) => token.length > 1);
    const part = tokens.slice(start, Math.min(stop, start + 24)).join(words ? " " : "");
    const seen = part.replaceAll("\n", "↵") + (stop - start > 24 ? "…" : "");
    // Isolated, so that words that run from right to left stay between their quotes.
    return `\u2068${words ? seen : seen.replaceAll(" ", "␣")}\u2069`;
  }

  button(start, stop) {
    const steps = stop - start > 1 ? `t = ${start} to ${stop - 1}` : `t = ${start}`;
    const button = html("button", { type: "button" }, this.list);
    html("bdi", { text: this.text(start, stop) }, button);
    html("span", { class: "lt-hint", text: ` ${steps}` }, button);
    button.addEventListener("click", () => this.scene.choose("t", start));
  }
}
