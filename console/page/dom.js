// What is shown: elements made of text alone, and put in place of older ones
// without moving the focus, the place scrolled to, or what somebody types.

// As the terminal shows them (base/visible.c): controls, and what hides or
// turns the direction of writing.
const CONTROLS =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const NAMED = { "\n": "\\n", "\t": "\\t", "\r": "\\r" };

export function visible(text) {
  return String(text).replace(CONTROLS, (c) =>
    NAMED[c] ?? "\\u" + c.codePointAt(0).toString(16).padStart(4, "0"));
}

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "path", "rect", "polyline", "title", "line"]);

// h("p", { class: "note", onclick: f }, "text", another): strings become text,
// never markup; null and false are left out, lists are flattened.
export function h(tag, attributes, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag)
                                    : document.createElement(tag);

  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : visible(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : visible(child));
  }
  return element;
}

// ---- in place of what was there ----

const HANDLERS = ["onclick", "onsubmit", "onchange", "ontoggle"];

function attributesTake(old, fresh) {
  for (const { name } of [...old.attributes]) {
    // A person has opened it: it stays so.
    if (!fresh.hasAttribute(name) && name !== "open")
      old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const name of HANDLERS) old[name] = fresh[name];
}

const isSame = (old, fresh) =>
  old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName &&
  (old.nodeType !== Node.ELEMENT_NODE ||
   old.getAttribute("data-key") === fresh.getAttribute("data-key"));

function nodeTake(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  attributesTake(old, fresh);
  childrenTake(old, [...fresh.childNodes]);
}

// Makes the element's children say what the fresh ones do. Who carries a
// data-key is found again wherever it has moved to.
export function childrenTake(parent, fresh) {
  const keyed = new Map();

  for (const old of parent.children) {
    if (old.hasAttribute("data-key")) keyed.set(old.dataset.key, old);
  }
  let at = parent.firstChild;
  for (const node of fresh) {
    const key = node.dataset?.key;
    const found = key === undefined ? null : keyed.get(key);

    if (found && found !== at) {
      parent.insertBefore(found, at);
      at = found;
    }
    if (at && isSame(at, node)) {
      nodeTake(at, node);
      at = at.nextSibling;
    } else {
      parent.insertBefore(node, at);
    }
  }
  while (at) {
    const next = at.nextSibling;

    at.remove();
    at = next;
  }
}

export function say(text) {
  document.getElementById("said").textContent = visible(text);
}
