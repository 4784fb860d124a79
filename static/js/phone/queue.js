// What is finished waits here, and is sent in order. A key made before the first sending makes sure that it counts once.

import { asFile } from "./pictures.js";
import { Refused } from "./server.js";

// A draft becomes something to send: in one step, so that it is never both and never neither.
export async function finish(store, visit, draft) {
  const { answers, seen } = draft;
  await queue(store, draft, { key: crypto.randomUUID(), visit: visit.id, title: visit.title, answers, seen });
}

// A report of an incident keeps its key when it comes back to be corrected. `found`: the draft of the visit on which
// it was found, so that it is not offered there again.
export async function finishReport(store, draft, { title, visit, meeting, found }) {
  const item = { ...draft, key: draft.id, title, visit, meeting };
  await queue(store, draft, item, found ? [["drafts", found.id, found]] : []);
}

async function queue(store, draft, item, also = []) {
  const put = ["queue", item.key, { ...item, typedAt: new Date().toISOString() }];
  await store.write({ puts: [put, ...also], deletes: [["drafts", draft.id]] });
}

// What happened to a child goes before what was merely seen; then in the order in which it was finished.
function byTurn(one, other) {
  return Boolean(other.report) - Boolean(one.report) || one.typedAt.localeCompare(other.typedAt);
}

// Sends what waits, as far as the network and the session go; `tell` is called after each.
export async function sendAll({ store, server, phone, tell }) {
  return navigator.locks.request("sending", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const waiting = (await store.all("queue")).sort(byTurn);
    for (const item of waiting) {
      try {
        if (item.report) await settleReport(store, item, await sendReport(server, phone, item));
        else await settle(store, item, await sendVisit({ store, server, phone, item }));
      } catch (failure) {
        if (!(failure instanceof Refused)) throw failure;
        await store.write({ puts: [["queue", item.key, { ...item, said: failure.message }]] });
      }
      await tell();
    }
  });
}

async function sendPictures({ store, server, phone, item }) {
  for (const picture of (await store.all("pictures")).filter((one) => one.visit === item.visit)) {
    await server.post("send", {
      phone,
      key: picture.id,
      visit: item.visit,
      question: picture.question,
      consent: picture.consent,
      typed_at: picture.at,
      picture: asFile(picture.data),
    });
    await store.write({ deletes: [["pictures", picture.id]] });
  }
}

async function sendVisit({ store, server, phone, item }) {
  await sendPictures({ store, server, phone, item });
  return server.post("send", {
    phone,
    key: item.key,
    visit: item.visit,
    answers: JSON.stringify(item.answers),
    seen: item.seen,
    typed_at: item.typedAt,
  });
}

// With what the phone's clock says now: the office tells by it how far it was off.
function sendReport(server, phone, { key, visit, report, answers, typedAt, meeting }) {
  const found = report.found ? "yes" : "";
  const times = { typed_at: typedAt, sent_at: new Date().toISOString(), ...meeting };
  return server.post("report", { phone, key, visit: visit ?? "", found, answers: JSON.stringify(answers), ...times });
}

// What the server made of it. Sent is wiped; what it wants completed is a draft again, with its sentences.
async function settle(store, item, reply) {
  const deletes = [["queue", item.key]];
  const puts = [];
  if (reply.outcome === "unfinished") {
    const { answers, visit, title } = item;
    puts.push(["drafts", visit, { id: visit, title, answers, seen: reply.seen, errors: reply.errors, place: 0 }]);
  } else {
    deletes.push(["visits", item.visit]);
  }
  puts.push(resultOf(item, reply));
  await store.write({ puts, deletes });
}

async function settleReport(store, item, reply) {
  const { key, title, answers, report } = item;
  const again = ["drafts", key, { id: key, title, answers, report, errors: reply.errors, place: 0 }];
  const puts = reply.outcome === "unfinished" ? [again, resultOf(item, reply)] : [resultOf(item, reply)];
  await store.write({ puts, deletes: [["queue", key]] });
}

function resultOf({ key, title }, { outcome, said, choose, open }) {
  return ["results", key, { id: key, title, outcome, said, choose, open }];
}
