// Words and numbers as all pages write them.
import { h } from "./dom.js";

const NUMBER = new Intl.NumberFormat("en-GB");

export const number = (n) => NUMBER.format(n ?? 0);
export const count = (n, one, many = one + "s") =>
  number(n) + " " + (n === 1 ? one : many);

const SYSTEMS = { zohocrm: "Zoho CRM", powerofficego: "PowerOffice Go" };

export const systemName = (system) => SYSTEMS[system] ?? system;

// The colour that a status has; the word stands beside it always.
const MOODS = {
  "in-step": "good", pending: "wait", waiting: "wait", held: "bad",
  closed: "calm", lonely: "calm", alias: "calm",
};

export const STATUSES = Object.keys(MOODS);
export const mood = (status) => MOODS[status] ?? "calm";

export function badge(status) {
  return h("span", { class: "badge " + mood(status) }, status.replace("-", " "));
}

// "3 min": as the terminal says it.
export function age(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));

  if (s < 60) return s + " s";
  if (s < 3600) return Math.floor(s / 60) + " min";
  if (s < 2 * 86400) return Math.floor(s / 3600) + " h";
  return Math.floor(s / 86400) + " d";
}

export function utc(ms) {
  return new Date(ms).toISOString().replace("T", " ").slice(0, 19) + " UTC";
}

export function time(ms) {
  return ms ? h("time", { datetime: new Date(ms).toISOString() }, utc(ms))
            : null;
}

export function ago(ms, now_ms) {
  return ms ? h("time", { datetime: new Date(ms).toISOString(), title: utc(ms) },
                age((now_ms ?? Date.now()) - ms) + " ago")
            : "not yet";
}

export const linkAddress = (id) => "#/links/" + encodeURIComponent(id);

export function linkTo(id, text) {
  return h("a", { class: "id", href: linkAddress(id) }, text ?? id);
}

// `code` in a remedy's sentence.
export function sentence(text) {
  return (text ?? "").split("`").map((part, n) =>
    n % 2 === 1 ? h("code", null, part) : part);
}

export function empty(title, text) {
  return h("div", { class: "empty" }, h("p", { class: "empty-title" }, title),
           text && h("p", null, text));
}

// A table that scrolls by itself on a narrow screen, never the page.
export function table(label, heads, rows) {
  return h("div", { class: "scroll", tabindex: "0", role: "region",
                    "aria-label": label },
    h("table", null,
      h("thead", null, h("tr", null, heads.map((head) =>
        h("th", { scope: "col", class: head.startsWith(">") && "number" },
          head.replace(">", ""))))),
      h("tbody", null, rows)));
}
