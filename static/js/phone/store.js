// What the phone keeps, in one IndexedDB database for each officer. All but the lock itself is sealed before it is written.

import { seal, unseal } from "./lock.js";

const STORES = ["plain", "visits", "drafts", "pictures", "queue", "results"];

export class Store {
  static async of(officer) {
    const opening = indexedDB.open(`visits-${officer}`, 1);
    opening.onupgradeneeded = () => STORES.forEach((name) => opening.result.createObjectStore(name, { keyPath: "id" }));
    return new Store(await done(opening));
  }

  constructor(database) {
    this.database = database;
    this.key = null;
    // Another tab that wipes the database is not kept waiting.
    database.onversionchange = () => database.close();
  }

  async plain(id) {
    return (await done(this.database.transaction("plain").objectStore("plain").get(id)))?.value;
  }

  async setPlain(id, value) {
    await this.inOne((put) => put("plain", { id, value }));
  }

  async get(name, id) {
    const row = await done(this.database.transaction(name).objectStore(name).get(id));
    return row && unseal(this.key, `${name}/${id}`, row);
  }

  async all(name) {
    const rows = await done(this.database.transaction(name).objectStore(name).getAll());
    return Promise.all(rows.map((row) => unseal(this.key, `${name}/${row.id}`, row)));
  }

  async count(name) {
    return done(this.database.transaction(name).objectStore(name).count());
  }

  // Several records at once: all of them are written, or none. `puts` and `deletes`: [store, id, value].
  async write({ puts = [], deletes = [] }) {
    const sealed = await Promise.all(
      puts.map(async ([name, id, value]) => [name, { id, ...(await seal(this.key, `${name}/${id}`, value)) }]),
    );
    await this.inOne((put, remove) => {
      sealed.forEach(([name, row]) => put(name, row));
      deletes.forEach(([name, id]) => remove(name, id));
    });
  }

  async empty(...names) {
    await this.inOne((put, remove, clear) => names.forEach(clear));
  }

  // "strict": the browser answers only when the disk has it, so that a battery that dies takes nothing along.
  inOne(change) {
    const transaction = this.database.transaction(STORES, "readwrite", { durability: "strict" });
    const at = (name) => transaction.objectStore(name);
    change((name, row) => at(name).put(row), (name, id) => at(name).delete(id), (name) => at(name).clear());
    return new Promise((kept, failed) => {
      transaction.oncomplete = () => kept();
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
  }
}

function done(request) {
  return new Promise((kept, failed) => {
    request.onsuccess = () => kept(request.result);
    request.onerror = () => failed(request.error);
  });
}
