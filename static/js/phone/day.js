// The list of the day: by neighbourhood, the most urgent first; what lies on the phone, what waits, what was sent.

import { button, digits, moment, piece, show, word } from "./pages.js";

export async function day({ store, clock, ahead, online, said, open, take, sendOn, dismiss, report }) {
  const here = new Map((await sealed(store, "visits")).map((visit) => [visit.id, visit]));
  const drafts = new Map((await sealed(store, "drafts")).map((draft) => [draft.id, draft]));
  const waiting = await sealed(store, "queue");
  const gone = new Set(waiting.filter((item) => !item.report).map((item) => item.visit));
  const known = (online ? ahead : [...here.values()]).filter(({ id }) => !gone.has(id));
  const listed = new Set(known.map(({ id }) => id));
  const [begun, visited] = [...drafts.values()].reduce(apart, [[], []]);
  const body = [
    ...(clock?.wrong ? [piece("wrong-clock", { now: moment(clock.now()) })] : []),
    ...(said ? [piece("late", { text: said })] : []),
    ...(await sealed(store, "results")).map((result) => sent(result, dismiss)),
    ...begun.map((draft) => begunReport(draft, report)),
    ...visited.filter(({ id }) => !listed.has(id)).map((draft) => stray(draft, online, sendOn)),
    ...byPlace(known, (visit) => card(visit, here.get(visit.id), drafts.get(visit.id), { open, report })),
    ...(known.length ? [] : [piece(online ? "none-due" : "none-here")]),
    ...waiting.map(inQueue),
    reportAnother(report),
  ];
  const taking = button(word("take"), () => take(chosen()), "btn-main");
  show({ title: word("day"), under: today(), own: true }, body, [taking]);
  const choose = () => {
    taking.parentElement.hidden = !chosen().length;
    taking.textContent = `${word("take")} (${digits(chosen().length)})`;
  };
  document.getElementById("main").onchange = choose;
  choose();
}

export function chosen() {
  return [...document.querySelectorAll("[data-choose] input:checked")].map((box) => Number(box.value));
}

async function sealed(store, name) {
  return store?.key ? store.all(name) : [];
}

function apart([begun, visited], draft) {
  return draft.report ? [[...begun, draft], visited] : [begun, [...visited, draft]];
}

function card(visit, taken, draft, { open, report }) {
  const holder = document.createElement("li");
  holder.innerHTML = visit.html;
  const state = holder.querySelector("[data-state]");
  if (draft) state.replaceChildren(piece("draft"));
  else if (taken) state.replaceChildren(piece("here", { until: moment(taken.until) }));
  const start = holder.querySelector("[data-start]");
  if (draft) start.textContent = word("go-on");
  start.addEventListener("click", () => open(visit.id));
  holder.querySelector("[data-report]").addEventListener("click", () => report({ visit: visit.id, title: visit.title }));
  if (taken) holder.querySelector("[data-choose]").remove();
  return holder;
}

function byPlace(visits, draw) {
  const places = new Map();
  visits.forEach((visit) => places.set(visit.place, [...(places.get(visit.place) ?? []), draw(visit)]));
  return [...places].map(([name, rows]) => {
    const group = piece("place", { name });
    group.querySelector("ul").append(...rows);
    return group;
  });
}

function sent({ id, title, outcome, said, choose }, dismiss) {
  const tone = { recorded: "is-met", unfinished: "is-soon" }[outcome] ?? "is-late";
  const result = piece("result", { title, said });
  result.classList.add(tone);
  const link = result.querySelector("a");
  if (choose) link.href = choose;
  else link.remove();
  result.querySelector("button").addEventListener("click", () => dismiss(id));
  return result;
}

// Typed for a visit that is no longer on the list: it is not thrown away, it goes to the office.
function stray(draft, online, sendOn) {
  const row = piece("stray");
  const act = row.querySelector("button");
  act.hidden = !online;
  act.addEventListener("click", () => sendOn(draft));
  return row;
}

function begunReport(draft, report) {
  const row = piece("begun-report", { title: draft.title });
  row.querySelector("button").addEventListener("click", () => report(draft.report, draft));
  return row;
}

function reportAnother(report) {
  const row = piece("report-another");
  row.querySelector("button").addEventListener("click", () => report());
  return row;
}

function inQueue({ title, said, typedAt }) {
  return piece("waiting", { title, when: moment(typedAt), said: said ?? "" });
}

function today() {
  const how = { weekday: "long", day: "numeric", month: "long" };
  const language = document.documentElement.lang === "ar" ? "ar-EG" : "en-GB";
  return new Intl.DateTimeFormat(language, how).format(new Date());
}
