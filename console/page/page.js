// Which page is shown, and when it looks again.
import { h, childrenTake, say } from "./dom.js";
import { get, may, session, sessionOpen, sessionEnd } from "./api.js";
import { linkAddress, number, utc } from "./words.js";
import { overview } from "./overview.js";
import { links } from "./links.js";
import { story } from "./story.js";
import { held, owed } from "./troubles.js";
import { letters } from "./letters.js";
import { replay } from "./replay.js";

const PAGES = { "": overview, links, held, owed, "dead-letters": letters,
                replay };

// As `tandem status --watch`: every 3 s, and at most a fifth of the time.
const LOOK_MS = 3000;
const LOOK_TIMES = 4;

const main = document.getElementById("main");
let route = null;
let timer = 0;

// "#/links/contacts.a.123?x=y"
function routeRead() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, operand] = path.split("/").map(decodeURIComponent);
  const page = name === "links" && operand ? story : PAGES[name] ?? overview;

  return { name, operand, page, query: Object.fromEntries(
    new URLSearchParams(query ?? "")) };
}

function failed(refusal, shown) {
  const note = h("div", { class: "failure", role: "alert",
                          "data-key": "failure" },
    h("p", null, h("strong", null, "This cannot be shown now: "),
      refusal.message),
    h("p", { class: "note" }, "It is tried again by itself."));

  main.querySelector(".failure")?.remove();
  if (shown) main.prepend(note);
  else childrenTake(main, [note]);
}

function show(mine, answer) {
  const again = () => look(mine);

  childrenTake(main, mine.page.show(answer, mine, again).flat(Infinity)
    .filter(Boolean));
  main.removeAttribute("aria-busy");
  mine.shown = true;
  if (answer.time_ms) {
    document.getElementById("source").textContent =
      "As of " + utc(answer.time_ms) + ". ";
  }
}

async function look(mine) {
  const begin = performance.now();

  clearTimeout(timer);
  try {
    const answer = await mine.page.load(mine);

    if (mine !== route) return;
    show(mine, answer);
  } catch (refusal) {
    if (mine !== route) return;
    failed(refusal, mine.shown);
  }
  const took = performance.now() - begin;
  timer = setTimeout(() => lookLater(mine), Math.max(LOOK_MS,
                                                     took * LOOK_TIMES));
}

// Nobody looks at a page in the background; a plan is looked at in peace.
function lookLater(mine) {
  if (mine !== route || !mine.page.live) return;
  if (document.hidden) timer = setTimeout(() => lookLater(mine), LOOK_MS);
  else look(mine);
}

function tabsMark() {
  for (const tab of document.querySelectorAll("#tabs a")) {
    const name = tab.dataset.page === "overview" ? "" : tab.dataset.page;

    if (PAGES[name] === PAGES[route.name] || (name === "" && !PAGES[route.name]))
      tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

function go() {
  const before = route;

  route = routeRead();
  tabsMark();
  const title = route.operand ?? route.page.title;

  document.title = title + " – tandem";
  main.setAttribute("aria-busy", "true");
  if (before) {
    main.replaceChildren(h("p", { class: "note loading" }, "Looking …"));
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
    say(title);
  }
  look(route);
}

// ---- what stands around the page ----

async function countsLook() {
  const counted = async (name, id, of) => {
    const n = await get(name).then(of, () => 0);

    document.getElementById(id).textContent = n > 0 ? number(n) : "";
  };

  await counted("held", "count-held", (answer) => answer.links);
  await counted("owed", "count-owed", (answer) => answer.links);
  await counted("dead-letters", "count-letters",
                (answer) => answer.letters.length);
  setTimeout(() => document.hidden || countsLook(), 5 * LOOK_MS);
}

function find(event) {
  const text = document.getElementById("find-text").value.trim();

  event.preventDefault();
  if (text !== "") location.hash = linkAddress(text);
}

function roleShow() {
  document.getElementById("namespace").textContent = session.namespace ?? "";
  document.getElementById("role").textContent =
    session.role === "reader" ? "reader: may look" : session.role;
  document.getElementById("version").textContent =
    "tandem " + (session.version ?? "");
  document.getElementById("tab-replay").hidden = !may("replay");
  document.getElementById("logout").hidden = !session.password;
}

async function begin() {
  document.getElementById("find").addEventListener("submit", find);
  document.getElementById("logout").addEventListener("click", sessionEnd);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  try {
    await sessionOpen();
  } catch (refusal) {
    failed(refusal, false);
    setTimeout(begin, LOOK_MS);
    return;
  }
  roleShow();
  window.addEventListener("hashchange", go);
  go();
  countsLook();
}

begin();
