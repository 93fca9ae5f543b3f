// Held and owed: one card for all links with the same trouble.
import { h } from "./dom.js";
import { get, mayChange } from "./api.js";
import { asking } from "./ask.js";
import { ago, badge, count, empty, linkTo, number, sentence }
  from "./words.js";
import { linksAddress } from "./links.js";

function retryAll(group, again) {
  const causes = `held with the cause '${group.cause}' in the flow ${group.flow}`;

  return asking(group.links === 1 ? "Try again" : "Let all try again", {
    command: "retry", options: { flow: group.flow, cause: group.cause },
    title: `Let all ${group.cause} links of ${group.flow} try again?`,
    text: `This is for all links ${causes}: both records are read anew, and ` +
          "what was refused is sent once more.",
    button: "Try again",
    told: (answer) => count(answer.links, "link tries", "links try") +
                      " again.",
    after: again,
  });
}

function samples(group) {
  return h("p", { class: "samples" },
    group.links > group.samples.length ? "For example " : "",
    group.samples.map((id) => [linkTo(id), " "]));
}

function heldCard(group, now_ms, again) {
  return h("li", { class: "card bad-edge",
                   "data-key": [group.flow, group.cause, group.refusal].join() },
    h("h2", null, h("span", { class: "big" }, number(group.links)), " ",
      group.cause, h("span", { class: "flow" }, group.flow)),
    h("p", null, group.meaning),
    group.refusal && h("p", { class: "quote" }, group.refusal),
    h("p", { class: "remedy" }, h("strong", null, "What helps: "),
      sentence(group.remedy ?? "look at one of them")),
    h("p", { class: "note" }, "for longest since ", ago(group.since_ms, now_ms)),
    samples(group),
    h("div", { class: "buttons" },
      mayChange("retry") && retryAll(group, again),
      h("a", { class: "button", href: linksAddress(
        { flow: group.flow, status: "held", cause: group.cause }, 1) },
        "List them")));
}

function owedCard(group) {
  return h("li", { class: "card wait-edge",
                   "data-key": [group.flow, group.property, group.to,
                                group.cause].join() },
    h("h2", null, h("span", { class: "big" }, number(group.links)), " ",
      group.property, h("span", { class: "flow" }, group.flow)),
    h("p", null, `side ${group.to} lacks it: `, group.cause),
    h("p", { class: "remedy" }, h("strong", null, "What helps: "),
      sentence(group.remedy ?? "look at one of them")),
    samples(group));
}

export const held = {
  title: "Held",
  live: true,
  load: () => get("held"),
  show: (answer, route, again) => [
    h("h1", { "data-key": "title" }, "Held"),
    h("p", { class: "lead", "data-key": "lead" },
      "A person is needed: nothing is written to either record until the " +
      "cause is gone. ", count(answer.links, "link"), " ", badge("held")),
    answer.groups.length === 0
      ? empty("Nothing is held", "No link needs a person.")
      : h("ul", { class: "cards", "data-key": "cards" }, answer.groups.map(
          (group) => heldCard(group, answer.time_ms, again))),
  ],
};

export const owed = {
  title: "Owed",
  live: true,
  load: () => get("owed"),
  show: (answer) => [
    h("h1", { "data-key": "title" }, "Owed"),
    h("p", { class: "lead", "data-key": "lead" },
      "A value could not be written; everything else went ahead. It follows " +
      "as soon as its cause is gone. ", count(answer.links, "link"), "."),
    answer.groups.length === 0
      ? empty("Nothing is owed", "Every value could be written.")
      : h("ul", { class: "cards", "data-key": "cards" },
          answer.groups.map(owedCard)),
  ],
};
