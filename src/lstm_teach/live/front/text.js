// A text made of choices, one character after the other, with the chosen place marked.

class Text {
  constructor(scene, spec, parent) {
    Object.assign(this, { scene, spec });
    this.root = html("div", { class: "lt-text" }, parent);
    html("b", { text: `${spec.title}: ` }, this.root);
    this.line = html("bdi", {}, this.root);
    const count = scene.arrays[spec.array].shape.at(-1);
    this.letters = Array.from({ length: count }, () => html("span", {}, this.line));
    this.line.addEventListener("click", (event) => {
      const place = this.letters.indexOf(event.target);
      if (place >= 0) scene.choose(spec.x, Math.max(0, place - 1));
    });
  }

  layout() {}

  /** The character that comes next is framed; what the model has read so far is bold. */
  draw() {
    const { scene, spec } = this;
    const choices = scene.pick(spec.array, spec.at);
    const next = scene.index(spec.x) + 1;
    this.letters.forEach((letter, k) => {
      write(letter, spec.letters[choices[k]]);
      letter.classList.toggle("lt-read", k < next);
      letter.classList.toggle("lt-next", k === next);
    });
  }
}

/** A button that has the kernel draw other random numbers. */
class Again {
  constructor(scene, spec, parent) {
    const button = html("button", { type: "button", class: "lt-again", text: "Draw again" }, parent);
    button.addEventListener("click", () => {
      const settings = scene.model.get("settings");
      scene.ask({ ...settings, seed: settings.seed + 1 });
    });
  }

  layout() {}

  draw() {}
}
