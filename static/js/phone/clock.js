// What time it is, by the server: a phone whose clock is wrong, or is set back, neither loses nor gains time.

export class Clock {
  static async of(store) {
    return new Clock(store, (await store.plain("clock")) ?? { server: 0, phone: 0, latest: 0 });
  }

  constructor(store, kept) {
    Object.assign(this, { store, kept });
  }

  // The server's time when it last answered, and what has passed since; never earlier than was seen before.
  now() {
    const { server, phone, latest } = this.kept;
    return Math.max(server + Math.max(0, Date.now() - phone), latest);
  }

  async set(serverNow) {
    const server = Date.parse(serverNow);
    this.kept = { server, phone: Date.now(), latest: server };
    await this.store.setPlain("clock", this.kept);
  }

  async tick() {
    this.kept.latest = this.now();
    await this.store.setPlain("clock", this.kept);
  }
}
