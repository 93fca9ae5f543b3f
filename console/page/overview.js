// How everything stands: the flow of records through the stages, the links of
// each flow, what was read when.
import { h } from "./dom.js";
import { get, isOperator, knows } from "./api.js";
import { asking } from "./ask.js";
import { spark, shares } from "./spark.js";
import { ago, badge, count, linkTo, number, systemName, table, time,
         STATUSES } from "./words.js";

// What the stages have done, at each look: [{at_ms, positions: {}}].
const looks = [];
const LOOKS_MAX = 90;
const MINUTE = 60000;

function lookKeep(status) {
  const positions = {};

  for (const stage of status.stages) {
    positions[stage.stage] = stage.position;
    // What the transformer is to read the extractor has written.
    if (stage.stage === "transformer") positions.extractor = stage.end;
  }
  looks.push({ at_ms: status.time_ms, positions });
  if (looks.length > LOOKS_MAX) looks.shift();
}

// How many a minute, between two looks; null: not known.
function rate(from, to, name) {
  const before = from?.positions[name];
  const after = to?.positions[name];

  if (before === undefined || after === undefined || to.at_ms <= from.at_ms)
    return null;
  return Math.max(0, (after - before) * MINUTE / (to.at_ms - from.at_ms));
}

function rateNow(name) {
  const last = looks.at(-1);
  const first = looks.find((look) => last.at_ms - look.at_ms <= MINUTE);

  return rate(first, last, name);
}

const ratesOf = (name) =>
  looks.slice(1).map((look, n) => rate(looks[n], look, name) ?? 0);

// ---- the headline ----

function troubles(status) {
  const list = [];

  for (const system of status.systems ?? []) {
    if (system.trouble)
      list.push(systemName(system.system) + ": " + system.trouble);
  }
  return list;
}

function totals(status) {
  const sum = Object.fromEntries([...STATUSES, "owed"].map((s) => [s, 0]));

  for (const flow of status.flows) {
    for (const name of Object.keys(sum)) sum[name] += flow[name] ?? 0;
  }
  return sum;
}

function headline(status) {
  const sum = totals(status);
  const wrong = troubles(status);
  const open = sum.pending + sum.waiting;
  let mood = "good";
  let text = "Everything is in step";

  if (wrong.length > 0) {
    [mood, text] = ["bad", "A system needs attention"];
  } else if (sum.held > 0) {
    [mood, text] = ["bad", count(sum.held, "link needs a person",
                                 "links need a person")];
  } else if (open > 0) {
    [mood, text] = ["wait", count(open, "link is", "links are") + " under way"];
  }
  return h("section", { class: "headline " + mood, "data-key": "headline" },
    h("h1", null, text),
    h("p", null,
      number(sum["in-step"]) + " in step",
      open > 0 && ", " + number(open) + " under way",
      sum.owed > 0 && [", ", h("a", { href: "#/owed" },
        count(sum.owed, "with a value owed", "with values owed"))],
      sum.held > 0 && [", ", h("a", { href: "#/held" },
                               number(sum.held) + " held")], "."),
    wrong.map((text) => h("p", { class: "trouble" }, text)));
}

// ---- the stages ----

function stageCard(name, title, unit, lines, mood) {
  const now = rateNow(name);
  const told = now === null ? "not known yet"
                            : number(Math.round(now)) + " " + unit;

  return h("li", { class: "stage " + (mood ?? ""), "data-key": name },
    h("h3", null, title),
    h("p", { class: "figure" },
      h("strong", null, now === null ? "–" : number(Math.round(now))),
      " ", unit),
    spark(ratesOf(name), title + ": " + told),
    lines.map((line) => h("p", { class: "note" }, line)));
}

const oldest = (entities, member) =>
  entities.some((e) => !e[member]) ? null
                                   : Math.min(...entities.map((e) => e[member]));

function extractorCard(status) {
  const polled = oldest(status.entities, "polled_ms");

  return stageCard("extractor", "extractor", "records/min", [
    ["reads ", count(status.entities.length, "list"), ", each read ",
     ago(polled, status.time_ms), polled ? " or later" : ""],
  ], status.entities.some((e) => !e.reader) ? "wait" : "");
}

function stageOf(status, name) {
  return status.stages.find((stage) => stage.stage === name);
}

function laggingCard(status, name, unit) {
  const waiting = stageOf(status, name)?.waiting ?? 0;

  return stageCard(name, name, unit, [
    waiting === 0 ? "nothing waits to be read"
                  : number(waiting) + " wait to be read",
  ], waiting > 1000 ? "wait" : "");
}

function budgetOf(system) {
  if (system.limit === undefined)
    return system.trouble ? null : h("p", { class: "note" }, "keys accepted");
  return [
    h("meter", { min: 0, max: system.limit, value: system.requests,
                 "aria-label": "requests in the last second of " +
                               systemName(system.system) }),
    h("p", { class: "note" },
      `${number(system.requests)} of ${number(system.limit)} requests a second`),
  ];
}

function systemsCard(status) {
  return h("li", { class: "stage systems", "data-key": "systems" },
    h("h3", null, "systems"),
    h("p", { class: "figure" },
      h("strong", null, number(wrote(status.done))), " ",
      `writes/${status.done.minutes} min`),
    (status.systems ?? []).map((system) =>
      h("div", { class: "system", "data-key": system.system },
        h("p", { class: "system-name" },
          h("span", { class: "dot " + (system.trouble ? "bad" : "good") }),
          systemName(system.system),
          h("span", { class: "unseen" },
            system.trouble ? ": in trouble" : ": no trouble known")),
        budgetOf(system))),
    (status.systems ?? []).length === 0 &&
      h("p", { class: "note" }, "No keys are configured here, so nothing is " +
                                "known of the systems."));
}

const wrote = (done) =>
  (done?.actions?.created ?? 0) + (done?.actions?.updated ?? 0);

function stages(status) {
  return h("section", { "data-key": "stages", "aria-labelledby": "stages" },
    h("h2", { id: "stages" }, "Records on their way"),
    h("ol", { class: "stages" },
      extractorCard(status),
      laggingCard(status, "transformer", "records/min"),
      laggingCard(status, "loader", "changes/min"),
      systemsCard(status)),
    done(status.done));
}

function done(what) {
  const actions = Object.entries(what.actions);

  return h("p", { class: "done-line" },
    `In the last ${what.minutes} min: `,
    actions.length === 0 ? "nothing was done."
      : actions.map(([name, n]) => name + " " + number(n)).join(", ") + ".");
}

// ---- the flows ----

function cell(flow, status, link) {
  const n = flow[status] ?? 0;
  const address = `#/links?flow=${encodeURIComponent(flow.flow)}&status=${status}`;

  return h("td", { class: "number" + (n === 0 ? " zero" : "") },
           n > 0 && link ? h("a", { href: address }, number(n)) : number(n));
}

function gateOf(flow) {
  if (!flow.enabled) return "off";
  if (flow.gate?.open) return "open";
  return (flow.gate?.missing ?? []).map((m) =>
    h("span", { class: "gate-missing" },
      `waits for ${systemName(m.system)} ${m.entity} to be read whole (` +
      `${m.partitions_done} of ${m.partitions} partitions) `));
}

// "5 of 6 as of ...": what both systems say, by the last scans.
function equalOf(status, flow) {
  const pairs = (status.pairs?.flows ?? []).find((p) => p.flow === flow.flow);

  if (pairs === undefined) return "–";
  return [`${number(pairs.equal)} of ${number(pairs.pairs)}`,
          pairs.as_of_ms && h("span", { class: "note" }, " as of ",
                              time(pairs.as_of_ms))];
}

function flowRow(status, flow) {
  const parts = [["good", flow["in-step"]], ["wait", flow.pending + flow.waiting],
                 ["bad", flow.held], ["calm", flow.closed + flow.lonely]];

  return h("tr", { class: flow.enabled ? null : "off", "data-key": flow.flow },
    h("th", { scope: "row" },
      h("a", { href: "#/links?flow=" + encodeURIComponent(flow.flow) },
        flow.flow),
      shares(parts, `${flow["in-step"]} in step, ` +
             `${flow.pending + flow.waiting} under way, ${flow.held} held`)),
    ["in-step", "pending", "waiting", "held"].map((s) => cell(flow, s, true)),
    cell(flow, "owed", false),
    ["lonely", "closed"].map((s) => cell(flow, s, true)),
    h("td", null, gateOf(flow)),
    h("td", { class: "equal" }, equalOf(status, flow)));
}

function flows(status) {
  const waits = status.flows.filter((flow) => flow.oldest);

  return h("section", { "data-key": "flows", "aria-labelledby": "flows" },
    h("h2", { id: "flows" }, "Links by flow"),
    table("Links by flow", ["flow", ">in step", ">pending", ">waiting", ">held",
                            ">owed", ">lonely", ">closed", "gate",
                            "pairs equal"],
          status.flows.map((flow) => flowRow(status, flow))),
    waits.map((flow) => h("p", { class: "note", "data-key": flow.flow },
      linkTo(flow.oldest.link), " is ", badge(flow.oldest.status),
      " since ", ago(flow.oldest.since_ms, status.time_ms), ", for longest")));
}

// ---- the brake ----

function brakeButtons(one, again) {
  const name = one.system + " " + one.entity;
  const action = (verb, text, danger) => ({
    command: "brake", operands: [verb, one.system + "." + one.entity],
    danger,
    title: `${verb === "drop" ? "Drop" : "Release"} the changes of ${name}?`,
    text, button: verb === "drop" ? "Drop them" : "Release them",
    told: (answer) => verb === "drop"
      ? count(answer.links, "link") + " told to drop what waited."
      : count(answer.links, "link goes on.", "links go on."),
    after: again,
  });

  return h("div", { class: "buttons" },
    asking("Release", action("release",
      "What was held back is written now, and this entity is free until the " +
      "window has passed.", false), "brake-release"),
    asking("Drop", action("drop",
      "What was held back is never written. What both sides say now counts " +
      "as agreed; later edits are kept in step again.", true), "brake-drop"));
}

function brake(status, again) {
  const engaged = (status.brakes ?? []).filter((one) => one.engaged_ms);

  if (engaged.length === 0) return null;
  return h("section", { class: "card bad-edge", "data-key": "brake" },
    h("h2", null, "The brake is on"),
    engaged.map((one) => h("div", { "data-key": one.system + one.entity },
      h("p", null, systemName(one.system) + " " + one.entity + ": ",
        `${number(one.changed)} changed within the window, the limit is ` +
        `${number(one.limit)}; the rest is held since `,
        ago(one.engaged_ms, status.time_ms), ". ",
        h("a", { href: "#/links?status=held&cause=braked" }, "Look at it")),
      isOperator() && knows("brake") && brakeButtons(one, again))));
}

// ---- what was read ----

function entities(status) {
  return h("section", { "data-key": "entities", "aria-labelledby": "read" },
    h("h2", { id: "read" }, "What was read"),
    table("What was read", ["system", "entity", "changes read", "read whole",
                            "by extractor"],
      status.entities.map((e) => h("tr", { "data-key": e.system + e.entity },
        h("td", null, systemName(e.system)),
        h("th", { scope: "row" }, e.entity),
        h("td", null, ago(e.polled_ms, status.time_ms)),
        h("td", null, ago(e.scanned_ms, status.time_ms)),
        h("td", { class: "id" }, e.reader ?? "none")))));
}

export const overview = {
  title: "Overview",
  live: true,
  async load() {
    const status = await get("status");

    if (looks.at(-1)?.at_ms !== status.time_ms) lookKeep(status);
    return status;
  },
  show: (status, route, again) => [
    headline(status), brake(status, again), stages(status), flows(status),
    entities(status),
  ],
};
