// The specialist's phone: whose it is, whether it is open, whether there is a network; and from one screen to the next.

import { Clock } from "./clock.js";
import { chosen, day } from "./day.js";
import { Form } from "./form.js";
import { keyFrom, underCode, withCode } from "./lock.js";
import { button, digits, moment, piece, show, word } from "./pages.js";
import { finish, finishReport, sendAll } from "./queue.js";
import { begin, Report } from "./report.js";
import { Refused, Server, SignedOut } from "./server.js";
import { Store } from "./store.js";
import { forget, lastOfficer, wipe } from "./wiping.js";

const LEAST = 6; // digits of a code
const TRIES = 5;
const AGAIN = 30_000; // milliseconds until the server is asked again
const LEFT_ALONE = 10 * 60_000; // milliseconds after which a phone that was put away asks for the code

const page = document.getElementById("phone");
const server = new Server(page.dataset);
const state = { store: null, clock: null, phone: null, net: "asking", greeting: null, form: null, at: "start", said: "" };

async function start() {
  navigator.serviceWorker?.register(page.dataset.worker);
  navigator.storage?.persist?.();
  if (lastOfficer()) await belongsTo(lastOfficer());
  if (await state.store?.plain("lock")) askForCode();
  else show({ title: word("day") }, [piece("wait")]);
  await contact();
}

async function belongsTo(officer) {
  state.store = await Store.of(officer);
  state.clock = await Clock.of(state.store);
  state.phone = await state.store.plain("phone");
}

// The network ------------------------------------------------------------------------------------------------------

async function contact() {
  try {
    if (localStorage.getItem("leaving")) await signOut();
    await meet(await server.hello());
    state.net = "on";
  } catch (failure) {
    failed(failure);
  }
  await tellNet();
  if (state.net === "on") await send();
  if (!["start", "list", "locked"].includes(state.at) || chosen().length) return;
  if (state.store?.key || state.net === "on") await list();
  else if (state.at !== "locked") nothingHere();
}

function failed(failure) {
  state.greeting = null;
  state.net = failure instanceof SignedOut ? "signed-out" : "off";
}

async function meet(greeting) {
  state.greeting = greeting;
  if (String(greeting.officer) !== lastOfficer()) {
    localStorage.setItem("officer", greeting.officer);
    await belongsTo(greeting.officer);
  }
  await state.clock.set(greeting.now);
  if (!state.phone) return;
  const answer = await server.post("key", { phone: state.phone });
  if (answer.stopped) return stopped();
  state.store.key ??= await keyFrom(answer.secret);
  await withdrawn(greeting);
}

// What is no longer this officer's to visit leaves the phone; what was typed for it stays until it is sent.
async function withdrawn({ visits }) {
  const allowed = new Set(visits.map(({ id }) => id));
  const gone = (await state.store.all("visits")).filter(({ id }) => !allowed.has(id) && state.form?.visit.id !== id);
  await takeOff(gone);
}

async function expire() {
  await state.clock.tick();
  const over = (await state.store.all("visits")).filter(({ until }) => Date.parse(until) < state.clock.now());
  await takeOff(over.filter(({ id }) => state.form?.visit.id !== id));
}

async function takeOff(visits) {
  if (visits.length) await state.store.write({ deletes: visits.map(({ id }) => ["visits", id]) });
}

async function send() {
  const { store, phone } = state;
  if (!store?.key || !phone) return;
  try {
    await sendAll({ store, server, phone, tell: tellNet });
  } catch (failure) {
    failed(failure);
  }
  await tellNet();
}

async function tellNet() {
  const net = document.getElementById("net");
  const waiting = state.store ? await state.store.count("queue") : 0;
  net.dataset.state = state.net;
  net.querySelector("b").textContent = word(`net-${state.net}`);
  net.querySelector("[data-waiting]").textContent = word("waiting").replace("#1", digits(waiting));
  net.querySelector("a").hidden = state.net !== "signed-out";
  net.dataset.waiting = waiting;
}

// The screens ------------------------------------------------------------------------------------------------------

async function list() {
  if (!state.store) return nothingHere();
  if (state.store.key) await expire();
  Object.assign(state, { form: null, at: "list" });
  await day({
    store: state.store,
    clock: state.clock,
    ahead: state.greeting?.visits ?? [],
    online: state.net === "on" && state.greeting.may,
    said: state.said,
    open: openVisit,
    take: (chosen) => withTheCode(() => take(chosen).then(list)),
    sendOn: (draft) => sendOff(draft, draft),
    dismiss: (id) => state.store.write({ deletes: [["results", id]] }).then(list),
    report: openReport,
  });
  state.said = "";
}

function nothingHere() {
  state.at = "list";
  show({ title: word("day") }, [piece(state.net === "off" ? "nothing-off" : "nothing")]);
}

async function openVisit(id) {
  const visit = state.store.key && (await state.store.get("visits", id));
  if (!visit) return withTheCode(async () => ((await take([id])) ? openVisit(id) : list()));
  state.at = "visit";
  const draft = await state.store.get("drafts", id);
  state.form = new Form(state.store, visit, draft, { leave: list, finish: sendOff, report: openReport });
  await state.form.open();
}

// Begun anew, or gone on with; from a visit, one comes back to it. Without a code nothing can be kept on the phone.
async function openReport(about = {}, begun = null) {
  const { store } = state;
  if (!store?.key) return void location.assign(page.dataset.reportPage);
  const drafts = await store.all("drafts");
  const same = ({ report }) => report && about.what && report.visit === about.visit && report.what === about.what;
  const draft = begun ?? drafts.find(same) ?? begin(about);
  const back = about.found ? () => openVisit(about.visit) : list;
  const finished = async () => {
    const { visit, title } = form.about();
    const found = about.found && (await store.get("drafts", about.visit));
    if (found) found.reported = [...(found.reported ?? []), draft.answers.what, about.what];
    await finishReport(store, draft, { title, visit, meeting: state.clock.meeting, found });
    await back();
    await tellNet();
    await send();
    if (state.at === "list" && !chosen().length) await list();
  };
  const form = new Report(store, draft, await children(), { leave: back, finish: finished });
  Object.assign(state, { at: "report", form });
  await form.open();
}

// The children one may report on without typing a number: those of the list, and those that lie on the phone.
async function children() {
  const known = [...(state.greeting?.visits ?? []), ...(await state.store.all("visits"))];
  return [...new Map(known.map(({ id, title }) => [id, { id, title }])).values()];
}

async function sendOff(visit, draft) {
  await finish(state.store, visit, draft);
  await list();
  await tellNet();
  await send();
  if (state.at === "list" && !chosen().length) await list();
}

// Puts the chosen visits on the phone; true when all of them came.
async function take(chosen) {
  try {
    const { visits } = await server.post("take", { phone: state.phone, visit: chosen });
    await state.store.write({ puts: visits.map((visit) => ["visits", visit.id, visit]) });
    return visits.length === chosen.length;
  } catch (failure) {
    if (failure instanceof Refused) state.said = failure.message;
    else failed(failure);
    await tellNet();
    return false;
  }
}

// The code ---------------------------------------------------------------------------------------------------------

function askForCode() {
  state.at = "locked";
  const body = piece("unlock");
  body.addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = body.querySelector("input");
    if (await opens(field.value)) return list();
    const left = await oneTryLess();
    field.value = "";
    body.querySelector("[data-error]").textContent = left ? word("wrong-code").replace("#1", digits(left)) : "";
    if (!left) nothingHere();
  });
  show({ title: word("day") }, [body]);
  body.querySelector("input").focus();
}

async function opens(code) {
  const lock = await state.store.plain("lock");
  try {
    state.store.key = await keyFrom(await withCode(lock, code));
  } catch {
    return false;
  }
  await state.store.setPlain("tries", 0);
  return true;
}

// After the last wrong code the phone forgets the secret; it is had again by signing in, and nothing typed is lost.
async function oneTryLess() {
  const tries = ((await state.store.plain("tries")) ?? 0) + 1;
  await state.store.setPlain("tries", tries);
  if (tries >= TRIES) await forget(state.store);
  return Math.max(0, TRIES - tries);
}

// Before anything is put on the phone, there has to be a code over it.
async function withTheCode(then) {
  return (await state.store.plain("lock")) ? then() : newCode(then);
}

function newCode(then) {
  state.at = "code";
  const body = piece("code");
  body.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [code, again] = [...body.querySelectorAll("input")].map((field) => field.value.trim());
    const wrong = code.length < LEAST ? "short-code" : code !== again ? "other-code" : "";
    body.querySelector("[data-error]").textContent = wrong && word(wrong);
    if (!wrong) await chooseCode(code).then(then);
  });
  show({ title: word("code"), close: list }, [body]);
  body.querySelector("input").focus();
}

async function chooseCode(code) {
  const answer = await server.post("key", { phone: state.phone ?? "" });
  state.phone = answer.phone;
  state.store.key ??= await keyFrom(answer.secret);
  await state.store.setPlain("phone", answer.phone);
  await state.store.setPlain("lock", await underCode(answer.secret, code));
  await state.store.setPlain("tries", 0);
}

// This phone -------------------------------------------------------------------------------------------------------

async function own() {
  const { store } = state;
  state.at = "own";
  const unsent = (await store.count("queue")) + (await store.count("drafts"));
  const visits = store.key ? await store.all("visits") : [];
  const body = piece("own", { unsent: digits(unsent) });
  body.querySelector("[data-visits]").replaceChildren(
    ...visits.map(({ title, until }) => piece("own-visit", { title, until: moment(until) })),
  );
  body.querySelector("[data-warn]").hidden = !unsent;
  const renew = body.querySelector("[data-code]");
  renew.hidden = state.net !== "on" || !state.phone;
  renew.addEventListener("click", () => newCode(list));
  let warned = !unsent;
  body.querySelector("[data-wipe]").addEventListener("click", async ({ target }) => {
    target.textContent = word("wipe-all");
    if (!warned) return void (warned = true);
    await server.post("drop", { phone: state.phone }).catch(() => {});
    await wipe(store);
    location.reload();
  });
  body.querySelector("[data-sign-out]").addEventListener("click", async () => {
    await forget(store);
    localStorage.setItem("leaving", "yes");
    await server.post("drop", { phone: state.phone }).catch(() => {});
    await signOut().catch(() => {});
    location.reload();
  });
  show({ title: word("this-phone"), close: list }, [body]);
}

// Without a network the session is ended as soon as there is one.
async function signOut() {
  await server.hello();
  await fetch(page.dataset.signOut, { method: "POST", headers: { "X-CSRFToken": server.token } });
  localStorage.removeItem("leaving");
}

async function stopped() {
  await wipe(state.store);
  Object.assign(state, { store: null, phone: null, greeting: null });
  show({ title: word("day") }, [piece("stopped")]);
}

document.getElementById("own").addEventListener("click", own);
window.addEventListener("online", contact);
window.addEventListener("offline", () => {
  state.net = "off";
  tellNet();
});
let leftAt = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    leftAt = Date.now();
    state.form?.keep();
  } else if (Date.now() - leftAt > LEFT_ALONE) location.reload();
});
window.addEventListener("pagehide", () => state.form?.keep());
setInterval(async () => {
  const waiting = state.store ? await state.store.count("queue") : 0;
  if (waiting || state.net !== "on") await contact();
}, AGAIN);
start();
