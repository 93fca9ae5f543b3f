// The story of one link: both sides, who won, what it waits for, what was
// done, what to do next.
import { h } from "./dom.js";
import { get, post, may, mayChange } from "./api.js";
import { asking } from "./ask.js";
import { ago, badge, empty, linkTo, number, sentence, systemName, table, time }
  from "./words.js";

const STATES = {
  same: ["good", "equal"], different: ["bad", "different"],
  "only a": ["wait", "only a"], "only b": ["wait", "only b"],
  empty: ["calm", "both empty"], unknown: ["calm", "not known"],
};

// ---- what can be done ----

const retry = (link, again) => ({
  command: "retry", operands: [link], title: "Let this link try again?",
  text: "Both records are read anew, and what was refused is sent once more. " +
        "A partner that was deleted is made again.",
  button: "Try again", told: () => link + " tries again.", after: again,
});

// As the terminal tells it.
const decided = (answer) => answer.done
  ? `It is ${answer.status}${answer.cause ? ", " + answer.cause : ""} now.`
  : "It has been told, and does it as soon as a loader runs.";

const resolve = (link, options, title, text, again) => ({
  command: "resolve", operands: [link], options, title, text,
  button: title.replace("?", ""), told: decided,
  after: again,
});

const prefer = (link, side, system, again) => ({
  command: "prefer", operands: [link], options: { side }, danger: true,
  title: `Let ${system} win?`,
  text: `What ${system} says now is written to the other system, for all ` +
        "properties, whatever was edited later.",
  button: `${system} wins`, told: decided,
  after: again,
});

const unlink = (link, again) => ({
  command: "unlink", operands: [link], danger: true,
  title: "Part this pair?",
  text: "The two records stay as they are and are never joined again, unless " +
        "a person does it. Both links are held.",
  button: "Part them", told: decided, after: again,
});

const erase = (link, again) => ({
  command: "erase", operands: [link], danger: true, after: again,
  title: "Erase what tandem keeps of this person?",
  text: "It is removed from everything tandem keeps, and cannot be brought " +
        "back. Nothing in the two systems is touched.",
  button: "Erase it",
  told: (receipt) => `Erased in ${number(receipt.links.length)} links; the ` +
    "receipt is in the audit trail. Records that are still in the systems " +
    "are read again: delete them there, and erase once more.",
});

// The other side's links that an ambiguous one could be the same as.
const candidatesOf = (story) =>
  [...(story.detail ?? "").matchAll(/\b[a-z]+\.[ab]\.([\w@-]+)/g)]
    .map((match) => ({ link: match[0], record: match[1] }));

function joins(story, again) {
  return candidatesOf(story).map(({ link, record }) =>
    asking("Join " + link, resolve(story.link, { join: record },
      "Join these two records?",
      `The record becomes one pair with ${record}; values that are filled ` +
      "beat empty ones, of two different ones the newer holds.", again),
      "join"));
}

function resolving(story, again) {
  if (story.status !== "held" || !mayChange("resolve")) return [];
  if (!["ambiguous", "twin", "kind", "exists", "unlinked"].includes(story.cause))
    return [];
  return [
    joins(story, again),
    asking("Create a record of its own", resolve(story.link, { create: true },
      "Create a record of its own?",
      "A new record is made in the other system, although there are " +
      "candidates.", again), "create"),
    asking("Leave it alone", resolve(story.link, { ignore: true },
      "Leave it alone?", "No partner is made or looked for, until somebody " +
      "lets it try again.", again), "ignore"),
  ];
}

function preferring(story, again) {
  if (!mayChange("prefer") || !story.records.every((r) => r.id)) return [];
  if (!["conflict", "returns", "braked"].includes(story.cause)) return [];
  return story.records.map((record) => asking(
    systemName(record.system) + " wins",
    prefer(story.link, record.side, systemName(record.system), again),
    "prefer-" + record.side));
}

function decisions(story, again) {
  const buttons = [];

  if (mayChange("retry") && ["held", "closed"].includes(story.status))
    buttons.push(asking("Try again", retry(story.link, again)));
  buttons.push(resolving(story, again), preferring(story, again));
  return buttons.flat(Infinity);
}

// What parts or removes stands apart, at the end.
function endings(story, again) {
  const buttons = [];

  if (mayChange("unlink") && story.records.every((r) => r.id) &&
      !["alias", "closed"].includes(story.status))
    buttons.push(asking("Part this pair", unlink(story.link, again)));
  if (mayChange("erase"))
    buttons.push(asking("Erase this person", erase(story.link, again)));
  if (buttons.length === 0) return null;
  return h("section", { class: "endings", "data-key": "endings" },
    h("h2", null, "Part or erase"), h("div", { class: "buttons" }, buttons));
}

// ---- how it stands ----

function standing(story, again) {
  const buttons = decisions(story, again);
  const calm = story.next === "nothing" || story.next?.startsWith("nothing:");

  return h("section", { class: "standing", "data-key": "standing" },
    h("h1", { class: "id" }, story.link),
    h("p", { class: "lead" }, badge(story.status), " ", story.meaning),
    h("dl", { class: "facts" },
      story.title && [h("dt", null, "Flow"), h("dd", null, story.title)],
      story.cause && [h("dt", null, "Why"), h("dd", null, story.cause,
        story.cause_meaning && ": " + story.cause_meaning)],
      story.detail && [h("dt", null, "In detail"), h("dd", null, story.detail)],
      story.since_ms && [h("dt", null, "Since"),
                         h("dd", null, time(story.since_ms), ", ",
                           ago(story.since_ms))],
      story.alias_of && [h("dt", null, "Part of"),
                         h("dd", null, linkTo(story.alias_of))],
      story.request && [h("dt", null, "Under way"),
        h("dd", null, `${story.request.kind} of ` +
          `${systemName(story.request.system)} ${story.request.entity} since `,
          time(story.request.at_ms))],
      story.due_ms && [h("dt", null, "Looks again"),
                       h("dd", null, time(story.due_ms))],
      story.children && [h("dt", null, "Under a parent"),
        h("dd", null, story.children.map((c) => [linkTo(c), " "]))]),
    h("div", { class: "next " + (calm ? "calm" : "") },
      h("h2", null, "What to do"),
      h("p", null, sentence(story.next)),
      story.next_link && story.next_link !== story.link &&
        h("p", null, "Go to ", linkTo(story.next_link)),
      buttons.length > 0 && h("div", { class: "buttons" }, buttons)));
}

// ---- both sides ----

function recordCard(record) {
  return h("div", { class: "record", "data-key": record.side },
    h("h3", null, h("span", { class: "side" }, record.side),
      systemName(record.system), " ", record.entity),
    record.id ? h("p", { class: "id" }, record.id)
              : h("p", { class: "note" }, "There is none."),
    h("dl", { class: "facts" },
      record.gone_ms && [h("dt", null, "Deleted"),
                         h("dd", null, time(record.gone_ms))],
      record.under && [h("dt", null, "Under"),
                       h("dd", { class: "id" }, record.under)],
      record.reference && [h("dt", null, "Reference"),
                           h("dd", { class: "id" }, record.reference)],
      record.read_ms && [h("dt", null, "Read"),
                         h("dd", null, time(record.read_ms))],
      record.written_ms && [h("dt", null, "Written"),
                            h("dd", null, time(record.written_ms))]));
}

function value(one) {
  if (one === null || one === undefined || one === "")
    return h("span", { class: "note" }, "empty");
  return typeof one === "string" ? one : JSON.stringify(one);
}

function winner(property) {
  if (property.owed_cause)
    return `${property.owed_to} lacks it: ${property.owed_cause}`;
  return property.won ? `${property.won}: ${property.why}` : "";
}

function propertyRow(property, values) {
  const [mood, word] = STATES[property.state] ?? ["calm", property.state];

  return h("tr", { "data-key": property.name, class: "state-" + mood },
    h("th", { scope: "row" }, property.name),
    values && h("td", { class: "value" }, value(property.a)),
    h("td", null, h("span", { class: "badge " + mood }, word)),
    values && h("td", { class: "value" }, value(property.b)),
    h("td", null, winner(property),
      property.remedy && h("span", { class: "note" }, " ",
                           sentence(property.remedy))),
    h("td", { class: "number" }, time(property.time_ms)));
}

function properties(story, route, again) {
  const values = story.properties.some((p) => "a" in p);
  const toggle = () => {
    route.values = !values;
    again();
  };

  if (story.properties.length === 0) return null;
  return h("section", { "data-key": "properties" },
    h("div", { class: "section-head" }, h("h2", null, "Property by property"),
      may("explain", "values") &&
        h("button", { type: "button", onclick: toggle, "data-do": "values",
                      "aria-pressed": String(values) },
          values ? "Hide values" : "Show values")),
    may("explain", "values") && !values && h("p", { class: "note" },
      "Who looks at values is noted in the audit trail."),
    table("Property by property", ["property", ...(values ? ["a"] : []), "both",
                                   ...(values ? ["b"] : []),
                                   "who won, and why", ">written"],
          story.properties.map((p) => propertyRow(p, values))));
}

function records(story) {
  return h("section", { "data-key": "records" },
    h("h2", null, "Both records"),
    h("div", { class: "records" }, story.records.map(recordCard)));
}

// ---- what it waits for, what was done ----

function waits(story) {
  if (story.waits.length === 0) return null;
  return h("section", { "data-key": "waits" },
    h("h2", null, "Waits for"),
    h("ol", { class: "waits" }, story.waits.map((wait) =>
      h("li", { "data-key": wait.link }, linkTo(wait.link), " ",
        badge(wait.status), " ", wait.meaning))));
}

function historyLine(line) {
  const told = [line.cause, line.by].filter(Boolean).join(", ") ||
               (line.properties ?? "").replaceAll(",", ", ");

  return h("li", { "data-key": line.time_ms + line.action + (line.side ?? "") },
    time(line.time_ms),
    h("span", { class: "action" }, line.action,
      line.side && h("span", { class: "side" }, line.side)),
    h("span", { class: "told" }, told));
}

function history(story) {
  const shown = story.history.length;

  return h("section", { "data-key": "history" },
    h("h2", null, "What was done"),
    story.history_count > shown && h("p", { class: "note" },
      `The last ${number(shown)} of ${number(story.history_count)}.`),
    shown === 0 ? h("p", { class: "note" }, "Nothing yet.")
      : h("ol", { class: "history" },
          story.history.toReversed().map(historyLine)));
}

function unlinked(record) {
  return h("section", { "data-key": record.system + record.record },
    h("h1", null, `${systemName(record.system)} ${record.entity} `,
      h("span", { class: "id" }, record.record), " has no link"),
    table("Flows that know such records", ["flow", "why not"],
          (record.flows ?? []).map((flow) => h("tr", null,
            h("th", { scope: "row" }, flow.flow), h("td", null, flow.reason)))));
}

function tell(story, route, again) {
  // What was shown may be another's by now, or be erased.
  const after = () => {
    route.values = false;
    again();
  };

  return h("article", { class: "story", "data-key": story.link },
    standing(story, after), properties(story, route, again), records(story),
    waits(story), history(story), endings(story, after));
}

export const story = {
  title: "Link",
  live: true,
  // Values are shown once: looking again would be noted again.
  load: (route) =>
    route.values
      ? (route.seen ??= post("explain", { values: true }, [route.operand]))
      : (route.seen = undefined, get("explain", null, [route.operand])),
  show: (answer, route, again) => [
    h("p", { class: "back", "data-key": "back" },
      h("a", { href: "#/links" }, "← Links")),
    answer.count > answer.links.length && h("p", { class: "note" },
      `${number(answer.count)} links have to do with it; these are the first.`),
    answer.links.map((one) => tell(one, route, again)),
    (answer.unlinked ?? []).map(unlinked),
    answer.links.length + (answer.unlinked ?? []).length === 0 &&
      empty("Nobody knows it", "There is no such link or record."),
  ],
};
