// A visit, one question a screen. Whatever is typed is kept on the phone at once; what does not apply is passed over.

import { photograph, signing } from "./pictures.js";
import { button, digits, piece, show, word } from "./pages.js";

const PAUSE = 300; // milliseconds after the last letter
// What most visits answer to these, for one thumb: [the word, where it stands in an ISO moment].
const NOW = { date: ["today", 0, 10], time: ["now", 11, 16] };

export class Form {
  constructor(store, visit, draft, { leave, finish, report }) {
    Object.assign(this, { store, visit, leave, finish, report });
    this.draft = draft ?? { id: visit.id, title: visit.title, answers: {}, seen: visit.seen, errors: {}, place: 0 };
    this.kept = Promise.resolve();
  }

  // What stands: typed here, or saved in the office before the visit was taken along.
  answer(key) {
    return this.draft.answers[key] ?? this.visit.answers[key] ?? "";
  }

  get asked() {
    return this.visit.questions.filter(({ shown_if }) =>
      Object.entries(shown_if).every(([key, wanted]) => this.answer(key) === wanted),
    );
  }

  get missing() {
    return this.asked.filter(({ key, required, kind }) => required && kind !== "photo" && isEmpty(this.answer(key)));
  }

  // The piece before sending, and the word that sends.
  get ending() {
    return { review: "review", finish: "finish" };
  }

  async open() {
    this.photos = (await this.store.all("pictures")).filter(({ visit }) => visit === this.visit.id);
    const refused = this.asked.findIndex(({ key }) => this.draft.errors?.[key]);
    this.go(refused < 0 ? this.draft.place : refused);
  }

  go(place) {
    this.draft.place = Math.max(0, Math.min(place, this.asked.length));
    this.keep();
    if (this.draft.place === this.asked.length) this.review();
    else this.ask(this.asked[this.draft.place]);
  }

  ask(question) {
    const body = piece("question", { screen: question.screen });
    if (this.draft.place === 0) body.querySelector("[data-child]").innerHTML = this.visit.child;
    body.querySelector("[data-progress]").append(...this.progress());
    const box = body.querySelector("[data-field]");
    if (question.kind === "signature") this.drawSignature(box, question);
    else if (question.kind === "photo") this.drawPhotos(box, question);
    else this.drawField(box, question);
    this.say(body.querySelector("[data-errors]"), this.draft.errors?.[question.key] ?? []);
    this.signs(body, question);
    const place = this.draft.place;
    const next = button(word("next"), () => this.go(place + 1), "btn-main");
    next.dataset.next = "";
    const dock = place ? [next, button(word("previous"), () => this.go(place - 1), "btn-plain back")] : [next];
    show(this.head(place + 1), [body], dock);
    this.canvas?.();
    this.canvas = null;
  }

  head(number) {
    const values = [digits(number), digits(this.asked.length)];
    const under = number > this.asked.length ? word("review") : word("question").replace("#1", values[0]).replace("#2", values[1]);
    return { title: this.visit.title, under, close: () => this.close() };
  }

  progress() {
    return this.asked.map(({ key }, at) => {
      const step = document.createElement("i");
      step.className = at === this.draft.place ? "c" : isEmpty(this.answer(key)) ? "" : "d";
      return step;
    });
  }

  drawField(box, question) {
    box.replaceChildren(this.field(question));
    const fields = [...box.querySelectorAll(`[name="${question.key}"]`)];
    const several = question.kind === "multi_choice";
    const answer = this.answer(question.key);
    for (const field of fields) {
      if (field.type === "radio") field.checked = field.value === answer;
      else if (field.type === "checkbox") field.checked = [answer].flat().includes(field.value);
      else field.value = answer;
    }
    const read = () => {
      if (several) return fields.filter((field) => field.checked).map((field) => field.value);
      if (fields[0].type === "radio") return fields.find((field) => field.checked)?.value ?? "";
      return fields[0].value;
    };
    box.addEventListener("input", () => {
      this.set(question.key, read());
      this.signs(box.parentElement, question);
    });
    if ("now" in fields[0].dataset) box.append(this.now(fields[0]));
  }

  now(field) {
    const [name, from, to] = NOW[field.type];
    return button(word(name), () => {
      const at = new Date();
      field.value = new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(from, to);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  field({ html }) {
    return document.createRange().createContextualFragment(html);
  }

  drawSignature(box, question) {
    const body = piece("signature", { label: question.label });
    box.replaceChildren(body);
    this.canvas = () => {
      const canvas = body.querySelector("canvas");
      const field = signing(canvas, (data) => this.sign(question, data));
      body.querySelector("button").addEventListener("click", () => field.clear());
      const kept = this.photos.find((one) => one.question === question.key);
      if (kept) field.show(kept.data);
    };
  }

  async sign(question, data) {
    const others = this.photos.filter((one) => one.question !== question.key);
    const before = this.photos.filter((one) => one.question === question.key);
    const made = data ? [this.picture(question, data)] : [];
    this.photos = [...others, ...made];
    this.set(question.key, data ? "on" : "");
    await this.keepPictures(made, before);
  }

  drawPhotos(box, question) {
    const body = piece("photos", { label: question.label });
    box.replaceChildren(body);
    const rows = body.querySelector("[data-rows]");
    const draw = () => {
      const taken = this.photos.filter((one) => one.question === question.key);
      rows.replaceChildren(...taken.map((one) => this.thumbnail(one, draw)));
    };
    body.querySelector("input").addEventListener("change", async (event) => {
      for (const file of event.target.files) {
        const made = this.picture(question, await photograph(file).catch(() => ""));
        if (!made.data) return this.say(body.parentElement.parentElement.querySelector("[data-errors]"), [word("no-picture")]);
        this.photos.push(made);
        await this.keepPictures([made], []);
      }
      event.target.value = "";
      draw();
    });
    draw();
  }

  thumbnail(one, draw) {
    const row = piece("photo");
    row.querySelector("img").src = one.data;
    row.querySelector("button").addEventListener("click", async () => {
      this.photos = this.photos.filter((other) => other !== one);
      await this.keepPictures([], [one]);
      draw();
    });
    return row;
  }

  picture(question, data) {
    const consent = question.kind === "photo" ? this.answer("photo_consent") : "";
    const at = new Date().toISOString();
    return { id: crypto.randomUUID(), visit: this.visit.id, question: question.key, consent, data, at };
  }

  async keepPictures(made, gone) {
    const puts = made.map((one) => ["pictures", one.id, one]);
    await this.store.write({ puts, deletes: gone.map((one) => ["pictures", one.id]) });
  }

  // An answer that suggests an incident says so at once, beside the question and again before sending.
  signs(body, question) {
    body.querySelector("[data-signs]").replaceChildren(...this.signsOf(question));
  }

  signsOf({ key, signs }) {
    return [this.answer(key)].flat().flatMap((answer) => (signs[answer] ? [this.warning(signs[answer])] : []));
  }

  // Reported with or without a network, together with the visit; once is enough.
  warning({ what, sentence }) {
    if (this.draft.reported?.includes(what)) return piece("reported", { text: sentence });
    const notice = piece("sign", { text: sentence });
    notice.querySelector("button").addEventListener("click", async () => {
      await this.keep();
      this.report({ visit: this.visit.id, title: this.visit.title, what, found: true });
    });
    return notice;
  }

  say(place, sentences) {
    place.replaceChildren(...sentences.map((sentence) => piece("late", { text: sentence })));
  }

  review() {
    const body = piece(this.ending.review);
    const rows = body.querySelector("[data-missing]");
    rows.replaceChildren(
      ...this.missing.map((question) => {
        const row = document.createElement("li");
        row.append(button(question.label, () => this.go(this.asked.indexOf(question)), "btn-text"));
        return row;
      }),
    );
    body.querySelector("[data-some-missing]").hidden = !this.missing.length;
    body.querySelector("[data-complete]").hidden = Boolean(this.missing.length);
    const signs = this.asked.flatMap((question) => this.signsOf(question));
    body.querySelector("[data-signs]").replaceChildren(...signs);
    const back = button(word("previous"), () => this.go(this.asked.length - 1), "btn-plain back");
    const done = button(word(this.ending.finish), () => this.done(), "btn-main");
    done.dataset.finish = "";
    show(this.head(this.asked.length + 1), [body], this.missing.length ? [back] : [done, back]);
  }

  set(key, value) {
    this.draft.answers[key] = value;
    delete this.draft.errors?.[key];
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.keep(), PAUSE);
  }

  // One after the other, so that an older draft never lands on a newer one.
  keep() {
    clearTimeout(this.pause);
    if (this.finished) return this.kept;
    const draft = structuredClone({ ...this.draft, at: new Date().toISOString() });
    this.kept = this.kept.then(() => this.store.write({ puts: [["drafts", draft.id, draft]] }));
    return this.kept;
  }

  async close() {
    await this.keep();
    this.leave();
  }

  // Once, however often the button is pressed; pictures of a question that is no longer asked stay behind.
  async done() {
    if (this.finished) return;
    const kept = this.keep();
    this.finished = true;
    await kept;
    const asked = new Set(this.asked.map(({ key }) => key));
    await this.keepPictures([], this.photos.filter(({ question }) => !asked.has(question)));
    await this.finish(this.visit, this.draft);
  }
}

function isEmpty(answer) {
  return Array.isArray(answer) ? !answer.length : !answer;
}
