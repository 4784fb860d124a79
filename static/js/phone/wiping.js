// Taking data off the phone. What waits to be sent is only ever taken off by the officer's own word.

import { Store } from "./store.js";

const READABLE = ["visits", "results"];

export function lastOfficer() {
  return localStorage.getItem("officer");
}

// Signing out: forms and addresses go, and the lock with them. What was typed stays, sealed, for the same officer.
export async function forget(store) {
  await store.empty(...READABLE);
  await store.inOne((_put, remove) => remove("plain", "lock"));
}

export async function wipe(store) {
  await store.empty(...READABLE, "drafts", "pictures", "queue", "plain");
  localStorage.removeItem("officer");
}

// For the pages of the office: signing out there signs out of the phone's part, too.
export async function forgetLast() {
  if (lastOfficer()) await forget(await Store.of(lastOfficer()));
}
