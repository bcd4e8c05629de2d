// One row for each choice: its name, a bar, its share in per cent, and which one is the target.

// Room for the names of a list's rows, as many em as the longest needs, within bounds.
function makeRoom(list, labels) {
  const longest = Math.max(...labels.map((label) => label.length));
  list.style.setProperty("--lt-wide", `${Math.min(12, Math.max(2.6, 0.5 * longest + 0.6))}em`);
}

class Bars {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("div", { class: "lt-bars" }, parent);
    this.head = html("div", { class: "lt-head" }, this.root);
    html("span", { class: "lt-title", text: spec.title }, this.head);
    this.list = html("ul", { dir: spec.rtl ? "rtl" : null }, this.root);
    makeRoom(this.list, spec.labels);
    this.sentence = html("p", { class: "lt-sentence" }, this.root);
    this.rows = Array.from({ length: Math.min(spec.most, spec.labels.length) }, () => {
      const row = html("li", {}, this.list);
      const label = html("bdi", { class: "lt-label" }, row);
      const bar = html("span", { class: "lt-bar", "aria-hidden": "true" }, row);
      const fillIn = html("span", {}, bar);
      return { row, label, fillIn, share: html("span", { class: "lt-share" }, row) };
    });
  }

  layout() {}

  draw() {
    const { scene, spec } = this;
    const shares = scene.pick(spec.array, spec.at);
    const target = spec.targets ? scene.pick(spec.targets.array, spec.targets.at)[0] : -1;
    const order = this.chosen(shares, target);
    this.rows.forEach(({ row, label, fillIn, share }, k) => {
      const choice = order[k];
      write(label, spec.labels[choice]);
      fillIn.style.width = `${100 * shares[choice] || 0}%`;
      const hit = choice === target;
      const said = percent(shares[choice]);
      const marked = spec.rtl ? `${spec.mark} ▸ ${said}` : `${said} ◂ ${spec.mark}`;
      write(share, hit ? marked : said);
      row.classList.toggle("lt-target", hit);
    });
    const top = shares.indexOf(shares.reduce((a, b) => Math.max(a, b), -1));
    const words = {
      top: spec.labels[top] ?? "?",
      share: percent(shares[top] ?? NaN),
      target: spec.labels[target] ?? "",
      hit: percent(shares[target] ?? NaN),
    };
    const template = top === target ? spec.right : spec.wrong;
    write(this.sentence, fill(template, { ...scene.words(), ...words }));
  }

  /** Which choices have a row: all in their own order, or the likeliest and the target. */
  chosen(shares, target) {
    const all = Array.from(shares.keys());
    if (all.length === this.rows.length) return all;
    const likely = all.toSorted((a, b) => shares[b] - shares[a]).slice(0, this.rows.length);
    if (target >= 0 && !likely.includes(target)) likely[likely.length - 1] = target;
    return likely;
  }
}

/** 0.123 -> "12.3 %". What is not quite nothing or not quite everything does not say that it is. */
function percent(share) {
  if (!Number.isFinite(share)) return "NaN";
  if (share > 0 && share < 0.0005) return "<0.1\u00a0%";
  if (share < 1 && share >= 0.9995) return ">99.9\u00a0%";
  return `${(100 * share).toFixed(1)}\u00a0%`;
}
