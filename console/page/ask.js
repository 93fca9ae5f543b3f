// A button that changes something asks once, in the words of the command that
// it runs, and tells what came of it.
import { h, childrenTake, say } from "./dom.js";
import { post } from "./api.js";
import { sentence } from "./words.js";

const ask = document.getElementById("ask");

// The command line that does the same, to be learnt or copied.
function commandLine(action) {
  const words = ["tandem", action.command];

  for (const [name, value] of Object.entries(action.options ?? {})) {
    if (value === true) words.push("--" + name);
    else if (value !== undefined && value !== null && value !== "")
      words.push("--" + name, value);
  }
  words.push(...(action.operands ?? []));
  return words.map((word) =>
    /^[\w.@:/+-]+$/.test(word) ? word : "'" + word + "'").join(" ");
}

function result(title, text, bad) {
  childrenTake(ask, [
    h("h2", { id: "ask-title" }, title),
    h("p", { class: bad ? "trouble" : "done" }, sentence(text)),
    h("div", { class: "buttons" },
      h("button", { class: "main", onclick: () => ask.close() }, "Close")),
  ]);
  ask.querySelector("button").focus();
  say(title + ": " + text);
}

async function run(action, button) {
  button.disabled = true;
  button.textContent = "Working …";
  try {
    const answer = await post(action.command, action.options, action.operands);

    if (answer.refused)
      throw new Error("Nothing was done: " + (answer.why ?? answer.refused));
    result("Done", action.told(answer), false);
    action.after?.(answer);
  } catch (refusal) {
    result("Not done", refusal.message, true);
  }
}

// action: {title, text, button, command, options, operands, told(answer),
// after(answer)}.
export function asks(action) {
  const opener = document.activeElement;

  ask.replaceChildren(
    h("h2", { id: "ask-title" }, action.title),
    h("p", null, action.text),
    h("p", { class: "command" }, h("span", { class: "unseen" }, "Runs "),
      h("code", null, commandLine(action))),
    h("div", { class: "buttons" },
      h("button", { onclick: () => ask.close(), autofocus: true }, "Cancel"),
      h("button", { class: "main " + (action.danger ? "danger" : ""),
                    id: "ask-yes",
                    onclick: (event) => run(action, event.currentTarget) },
        action.button)));
  ask.onclose = () => opener?.isConnected && opener.focus();
  ask.showModal();
}

// The button itself: says what it does, asks before it does it.
export function asking(label, action, name) {
  return h("button", { type: "button", class: action.danger && "danger",
                       "data-do": name ?? action.command,
                       onclick: () => asks(action) }, label);
}
