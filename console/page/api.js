// The server behind the page: GET looks, POST changes or shows values. Each
// answers what `tandem NAME --json` prints.

export const session = { role: "reader", csrf: "", commands: [] };

const TOUCH_MS = 60000;

export class Refusal extends Error {}

// Texts that are filled, and what is true.
function wordsOf(options, operands) {
  const words = {};

  for (const [option, value] of Object.entries(options ?? {})) {
    if (value !== undefined && value !== null && value !== "" &&
        value !== false)
      words[option] = value;
  }
  if (operands?.length > 0) words.operand = operands;
  return words;
}

function address(name, words) {
  const query = new URLSearchParams();

  for (const [option, value] of Object.entries(words)) {
    for (const one of [value].flat())
      query.append(option, one === true ? "1" : one);
  }
  const text = query.toString();
  return "/api/" + name + (text === "" ? "" : "?" + text);
}

// A login ends when nobody has been there for long: the page's own looks at
// the server do not count.
let touched = performance.now();

for (const event of ["keydown", "pointerdown", "wheel"])
  addEventListener(event, () => touched = performance.now(), { passive: true });

async function call(method, url, body) {
  const headers = method === "POST"
    ? { "Content-Type": "application/json", "X-Tandem-CSRF": session.csrf }
    : {};
  let response;

  if (performance.now() - touched > TOUCH_MS)
    headers["X-Tandem-Background"] = "1";

  try {
    response = await fetch(url, { method, headers, body, cache: "no-store" });
  } catch {
    throw new Refusal("tandem serve does not answer: has it been ended?");
  }
  if (response.status === 401) {
    location.reload(); // the password page
    throw new Refusal("you have been logged out");
  }
  const answer = await response.json().catch(() => null);

  if (!response.ok || answer === null) {
    throw new Refusal((answer?.error ?? "the server answers HTTP " +
                       response.status).replace(/^tandem: /, ""));
  }
  return answer;
}

export const get = (name, options, operands) =>
  call("GET", address(name, wordsOf(options, operands)));

export const post = (name, options, operands) =>
  call("POST", "/api/" + name, JSON.stringify(wordsOf(options, operands)));

export async function sessionOpen() {
  Object.assign(session, await call("GET", "/api/session"));
}

export async function sessionEnd() {
  await call("POST", "/logout");
  location.reload();
}

const commandOf = (name) => session.commands.find((c) => c.name === name);

// Is there such a command for this person, and does it take the option?
export function may(name, option) {
  const command = commandOf(name);

  return command !== undefined &&
         (option === undefined ||
          command.options.some((o) => o.name === option));
}

export const knows = (name) => commandOf(name) !== undefined;
export const isOperator = () => session.role === "operator";
export const mayChange = (name) => commandOf(name)?.changes === true;
