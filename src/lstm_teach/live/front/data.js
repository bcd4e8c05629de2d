// Arrays, numbers and elements. Python computes; nothing in this folder runs a model.

/** name -> {shape, values} of each array in the buffer that Python sent (float32, in order). */
function unpack(layout, bytes) {
  const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const numbers = new Float32Array(copy); // a slice starts at 0, so it is aligned
  const arrays = {};
  for (const [name, { start, shape }] of Object.entries(layout)) {
    const size = shape.reduce((product, length) => product * length, 1);
    arrays[name] = { shape, values: numbers.subarray(start, start + size) };
  }
  return arrays;
}

/** A number as text with a real minus sign, which screen readers speak; never "-0.00". */
function say(value, digits = 2) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value !== 0 && Math.abs(value) < 0.5 * 10 ** -digits && digits > 2)
    return value.toExponential(0).replaceAll("-", "−");
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** Put values into a sentence: fill("{a} of {b}", {a: 1, b: 2}). Unknown names stay as they are. */
function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** An HTML element inside `parent`: attributes, and `text` for its text. */
function html(tag, attributes = {}, parent = null) {
  return dress(document.createElement(tag), attributes, parent);
}

/** An SVG element, likewise. */
function svg(tag, attributes = {}, parent = null) {
  return dress(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, parent);
}

function dress(element, attributes, parent) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  if (parent) parent.append(element);
  return element;
}

/** Write only what changed: the browser lays out less. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function mark(element, attribute, value) {
  if (element.getAttribute(attribute) !== String(value)) element.setAttribute(attribute, value);
}

/** Every n-th of `count` labels, so that each has `needed` of the `length` pixels. */
function thin(count, length, needed) {
  const room = Math.max(1, Math.floor(length / needed));
  const raw = Math.ceil(count / room);
  return [1, 2, 5, 10, 20, 25, 50, 100].find((step) => step >= raw) ?? raw;
}

/** Round ticks that cover low..high, about `count` of them. */
function ticks(low, high, count = 4) {
  const raw = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw * 0.999) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => (first + k) * step);
}
