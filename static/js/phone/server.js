// Asking the server. Whoever asks learns one of four things: an answer, no network, signed out, or refused with a sentence.

export class NoNetwork extends Error {}
export class SignedOut extends Error {}
export class Refused extends Error {
  constructor(status, said) {
    super(said);
    this.status = status;
  }
}

const PATIENCE = 45_000; // milliseconds; a photograph over a village's network takes its time

export class Server {
  constructor(addresses) {
    this.addresses = addresses;
    this.token = "";
  }

  async hello() {
    const greeting = await this.#answer(await this.#fetch(this.addresses.hello));
    this.token = greeting.csrf;
    return greeting;
  }

  // `fields`: name → value, or values.
  async post(where, fields) {
    const sent = new FormData();
    for (const [name, value] of Object.entries(fields)) [value].flat().forEach((one) => sent.append(name, one));
    let response = await this.#send(where, sent);
    // The token is older than the last signing in.
    if (response.status === 403 && !isJson(response)) {
      await this.hello();
      response = await this.#send(where, sent);
    }
    return this.#answer(response);
  }

  async #send(where, body) {
    if (!this.token) await this.hello();
    return this.#fetch(this.addresses[where], { method: "POST", body, headers: { "X-CSRFToken": this.token } });
  }

  async #fetch(address, more = {}) {
    try {
      return await fetch(address, { ...more, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      throw new NoNetwork();
    }
  }

  async #answer(response) {
    if (response.status >= 500) throw new NoNetwork();
    if (!isJson(response)) throw new SignedOut();
    const answer = await response.json().catch(() => {
      throw new NoNetwork();
    });
    if (!response.ok) throw new Refused(response.status, answer.said);
    return answer;
  }
}

function isJson(response) {
  return (response.headers.get("Content-Type") ?? "").startsWith("application/json");
}
