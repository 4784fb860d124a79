// What is finished waits here, and is sent in order. A key made before the first sending makes sure that it counts once.

import { asFile } from "./pictures.js";
import { Refused } from "./server.js";

// A draft becomes something to send: in one step, so that it is never both and never neither.
export async function finish(store, visit, draft) {
  const item = {
    key: crypto.randomUUID(),
    visit: visit.id,
    title: visit.title,
    answers: draft.answers,
    seen: draft.seen,
    typedAt: new Date().toISOString(),
  };
  await store.write({ puts: [["queue", item.key, item]], deletes: [["drafts", draft.id]] });
}

// Sends what waits, as far as the network and the session go; `tell` is called after each.
export async function sendAll({ store, server, phone, tell }) {
  return navigator.locks.request("sending", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const waiting = (await store.all("queue")).sort((one, other) => one.typedAt.localeCompare(other.typedAt));
    for (const item of waiting) {
      try {
        await sendPictures({ store, server, phone, item });
        await settle(store, item, await sendVisit(server, phone, item));
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

function sendVisit(server, phone, item) {
  return server.post("send", {
    phone,
    key: item.key,
    visit: item.visit,
    answers: JSON.stringify(item.answers),
    seen: item.seen,
    typed_at: item.typedAt,
  });
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
  const result = { id: item.key, title: item.title, outcome: reply.outcome, said: reply.said, choose: reply.choose };
  puts.push(["results", item.key, result]);
  await store.write({ puts, deletes });
}
