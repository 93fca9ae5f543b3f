// Which links there are: filters, and a page of a table.
import { h } from "./dom.js";
import { get } from "./api.js";
import { ago, badge, count, empty, linkTo, number, table, STATUSES }
  from "./words.js";

const PAGE = 50;

export function linksAddress(filter, page) {
  const query = new URLSearchParams();

  for (const name of ["flow", "status", "cause"]) {
    if (filter[name]) query.set(name, filter[name]);
  }
  if (page > 1) query.set("page", page);
  return "#/links" + (query.size > 0 ? "?" + query : "");
}

const pageOf = (route) =>
  Math.max(1, parseInt(route.query.page ?? "1", 10) || 1);

function option(value, text, chosen) {
  return h("option", { value, selected: value === chosen }, text);
}

function choice(name, label, values, chosen) {
  return h("label", null, label,
    h("select", { name, id: "filter-" + name },
      option("", "any", chosen ?? ""),
      values.map((value) => option(value, value, chosen))));
}

function filters(route, flows) {
  const changed = (event) => {
    const form = new FormData(event.currentTarget);

    location.hash = linksAddress(Object.fromEntries(form), 1);
  };
  const submit = (event) => {
    event.preventDefault();
    changed(event);
  };

  return h("form", { class: "filters", onchange: changed, onsubmit: submit,
                     "data-key": "filters", "aria-label": "Filter" },
    choice("flow", "Flow", flows, route.query.flow),
    choice("status", "Status", STATUSES, route.query.status),
    h("label", null, "Cause",
      h("input", { name: "cause", id: "filter-cause", list: "causes",
                   autocomplete: "off", value: route.query.cause ?? "" })),
    h("button", null, "Filter"),
    (route.query.flow || route.query.status || route.query.cause) &&
      h("a", { href: "#/links" }, "Show all"));
}

function row(link, now_ms) {
  return h("tr", { "data-key": link.link },
    h("th", { scope: "row" }, linkTo(link.link)),
    h("td", null, badge(link.status)),
    h("td", null, link.cause ?? (link.owed > 0 ? count(link.owed, "value") +
                                 " owed" : "")),
    h("td", { class: "id" }, link.a ?? "–"),
    h("td", { class: "id" }, link.b ?? "–"),
    h("td", { class: "number" }, ago(link.since_ms, now_ms)));
}

function pager(route, page, total) {
  const last = Math.max(1, Math.ceil(total / PAGE));
  const to = (n, text, rel) => h("a", { href: linksAddress(route.query, n), rel },
                                 text);

  if (last === 1) return null;
  return h("nav", { class: "pager", "aria-label": "Pages of the list",
                    "data-key": "pager" },
    page > 1 ? to(page - 1, "← Previous", "prev") : h("span", null, "← Previous"),
    h("span", null, `page ${number(page)} of ${number(last)}`),
    page < last ? to(page + 1, "Next →", "next") : h("span", null, "Next →"));
}

export const links = {
  title: "Links",
  live: true,
  async load(route) {
    const { flow, status, cause } = route.query;
    const skip = (pageOf(route) - 1) * PAGE;
    const [list, all] = await Promise.all([
      get("links", { flow, status, cause, limit: String(PAGE),
                     skip: skip > 0 ? String(skip) : "" }),
      get("status"),
    ]);

    return { list, flows: all.flows.map((one) => one.flow) };
  },
  show: ({ list, flows }, route) => [
    h("h1", { "data-key": "title" }, "Links"),
    filters(route, flows),
    h("p", { class: "note", "data-key": "count" }, count(list.count, "link"), "."),
    list.links.length === 0
      ? empty("No link stands so",
              "Another filter shows more; a single record is found by its id " +
              "or e-mail address above.")
      : table("Links", ["link", "status", "cause", "record in a",
                        "record in b", ">for"],
              list.links.map((link) => row(link, list.time_ms))),
    pager(route, pageOf(route), list.count),
  ],
};
