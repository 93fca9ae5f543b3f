// Replay: what the flows as they are now would change, and doing just that.
import { h } from "./dom.js";
import { get, may } from "./api.js";
import { asking } from "./ask.js";
import { count, empty } from "./words.js";

function told(value) {
  if (Array.isArray(value)) {
    return value.length === 0 ? "none"
      : h("ul", { class: "told" }, value.map((one) => h("li", null, told(one))));
  }
  if (value !== null && typeof value === "object") {
    return h("dl", { class: "facts" }, Object.entries(value).map(([name, one]) =>
      [h("dt", null, name.replaceAll("_", " ")), h("dd", null, told(one))]));
  }
  return String(value);
}

function form(route, flows, again) {
  const submit = (event) => {
    const data = new FormData(event.currentTarget);

    event.preventDefault();
    route.wanted = { flow: data.get("flow"), from: data.get("from") };
    again();
  };

  return h("form", { class: "filters", onsubmit: submit, "data-key": "form" },
    h("label", null, "Flow", h("select", { name: "flow", id: "replay-flow" },
      flows.map((flow) => h("option", { value: flow }, flow)))),
    h("label", null, "From", h("input", { name: "from", id: "replay-from",
      placeholder: "the beginning", autocomplete: "off" })),
    h("button", { "data-do": "plan" }, "Plan"));
}

function plan(route, answer) {
  const id = answer.plan ?? answer.id;
  const { v, time_ms, source, ...rest } = answer;
  const apply = {
    command: "replay", operands: [route.wanted.flow],
    options: { from: route.wanted.from, apply: id }, danger: true,
    title: "Apply this plan?",
    text: "The plan is made once more; if it is still the same, its records " +
          "are judged anew, and what it says is written to both systems.",
    button: "Apply it",
    told: (done) => count(done.writes, "write") + " planned, and done.",
  };

  return h("section", { class: "card", "data-key": "plan" },
    h("h2", null, "The plan"), told(rest),
    answer.changes > 0 && may("replay", "apply")
      ? h("div", { class: "buttons" }, asking("Apply", apply, "apply")) : null);
}

export const replay = {
  title: "Replay",
  live: false,
  async load(route) {
    const flows = (await get("status")).flows.map((flow) => flow.flow);

    return { flows, answer: route.wanted && await get("replay",
      { plan: true, from: route.wanted.from }, [route.wanted.flow]) };
  },
  show: ({ flows, answer }, route, again) => [
    h("h1", { "data-key": "title" }, "Replay"),
    h("p", { class: "lead", "data-key": "lead" },
      "What would the flows, as they are configured now, change? Planning " +
      "writes nothing."),
    form(route, flows, again),
    answer ? plan(route, answer)
           : empty("No plan yet", "Choose a flow, and plan."),
  ],
};
