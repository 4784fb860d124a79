// What time it is, by the server: a phone whose clock is wrong, or is set back, neither loses nor gains time.

const AGREE = 2 * 60_000; // milliseconds

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

  // Is the phone's own clock wrong: by more than it takes to answer, or set back since?
  get wrong() {
    const { server, phone } = this.kept;
    return Math.abs(phone - server) > AGREE || Date.now() < phone - AGREE;
  }

  // What both clocks said at the last meeting: by it, the office reads the times of a wrong one.
  get meeting() {
    const { server, phone } = this.kept;
    return server ? { met_at: new Date(server).toISOString(), met_by: new Date(phone).toISOString() } : {};
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
