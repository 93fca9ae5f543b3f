// What nobody could understand, and once more with it.
import { h } from "./dom.js";
import { get, post, may } from "./api.js";
import { asking, asks } from "./ask.js";
import { ago, count, empty, table } from "./words.js";

// What has been looked at, by place: "3:17".
const shown = new Map();

const redriven = (answer) =>
  answer.letters.map((letter) => letter.place + ": " + letter.redriven)
    .join("; ") || "There was none any more.";

function redrive(place, again) {
  const all = place === "all";

  return {
    command: "dead-letters", options: { redrive: place },
    title: all ? "Redrive all dead letters?" : `Redrive ${place}?`,
    text: "It is put back into the topic that it came from and read once " +
          "more. What still is not understood comes back as another letter; " +
          "nothing is put in front of a newer reading.",
    button: "Redrive", told: redriven, after: again,
  };
}

function showing(letter, again) {
  const show = async (event) => {
    const button = event.currentTarget;

    button.disabled = true;
    try {
      const answer = await post("dead-letters",
                                { show: letter.place, values: true });

      shown.set(letter.place, answer.letters[0]?.text ?? "It holds no text.");
    } catch (refusal) {
      shown.set(letter.place, refusal.message);
    }
    again();
  };

  if (shown.has(letter.place)) return null;
  return h("button", { type: "button", onclick: show, "data-do": "show" },
           "Show");
}

function rows(letter, again) {
  const text = shown.get(letter.place);

  return [
    h("tr", { "data-key": letter.place },
      h("th", { scope: "row", class: "id" }, letter.place),
      h("td", { class: "number" }, ago(letter.time_ms)),
      h("td", { class: "id" }, letter.topic),
      h("td", { class: "id" }, letter.key),
      h("td", null, letter.cause),
      h("td", { class: "buttons" },
        may("dead-letters", "values") && showing(letter, again),
        may("dead-letters", "redrive") &&
          asking("Redrive", redrive(letter.place, again), "redrive"))),
    text !== undefined && h("tr", { "data-key": letter.place + " text" },
      h("td", { colspan: "6" }, h("pre", { tabindex: "0" }, text))),
  ];
}

export const letters = {
  title: "Dead letters",
  live: true,
  load: () => get("dead-letters"),
  show: (answer, route, again) => [
    h("h1", { "data-key": "title" }, "Dead letters"),
    h("p", { class: "lead", "data-key": "lead" },
      "What nobody could understand, usually because a program was older than " +
      "the one that wrote. ", count(answer.letters.length, "letter"), "."),
    answer.letters.length === 0
      ? empty("There are none", "Everything that was read was understood.")
      : [
          may("dead-letters", "redrive") &&
            h("div", { class: "buttons", "data-key": "all" },
              h("button", { type: "button", "data-do": "redrive-all",
                            onclick: () => asks(redrive("all", again)) },
                "Redrive all")),
          table("Dead letters", ["place", ">age", "topic", "key", "cause", ""],
                answer.letters.map((letter) => rows(letter, again))),
        ],
  ],
};
