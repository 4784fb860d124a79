// A report of an incident, one question a screen like a visit; what it asks stands in the page, and is nobody's data.

import { Form } from "./form.js";
import { button, piece, word } from "./pages.js";

// Begun for a child (`visit`: one of the list), or for a sign found on a visit (`what`, `found`).
export function begin({ visit, title, what, found }) {
  const answers = { case: visit ? String(visit) : "", what: what ?? "" };
  const report = { visit, title, what, found };
  return { id: crypto.randomUUID(), title: title ?? "", answers, report, errors: {}, place: 0 };
}

export class Report extends Form {
  // `cases`: the children of the list, as {id, title}.
  constructor(store, draft, cases, doing) {
    const paper = { id: draft.id, title: word("report"), answers: {}, child: "", questions: questions() };
    super(store, paper, draft, doing);
    this.cases = cases;
  }

  // Of which child is settled where it was begun from one, or found on a visit.
  get asked() {
    return super.asked.filter(({ key }) => key !== "case" || !this.draft.report.visit);
  }

  about() {
    const visit = this.draft.report.visit ?? this.cases.find(({ id }) => String(id) === this.answer("case"))?.id;
    const title = this.cases.find(({ id }) => id === visit)?.title ?? this.answer("number");
    return { visit, title: `${word("report")} · ${title}` };
  }

  get ending() {
    return { review: "review-report", finish: "finish-report" };
  }

  field(question) {
    const made = super.field(question);
    if (question.key === "case") made.querySelector(".opts").prepend(...this.cases.map(option));
    return made;
  }

  review() {
    super.review();
    const drop = button(word("drop-report"), async ({ target }) => {
      if (target.textContent !== word("really-drop")) return void (target.textContent = word("really-drop"));
      await this.drop();
    }, "btn-text");
    document.querySelector("#main > div").append(drop);
  }

  set(key, value) {
    this.draft.typed = true;
    super.set(key, value);
  }

  // Opened by mistake, nothing is left behind.
  close() {
    return this.draft.typed ? super.close() : this.drop();
  }

  async drop() {
    const kept = this.keep();
    this.finished = true;
    await kept;
    await this.store.write({ deletes: [["drafts", this.draft.id]] });
    this.leave();
  }
}

function option({ id, title }) {
  const made = piece("case", { title });
  made.querySelector("input").value = id;
  return made;
}

function questions() {
  return [...document.getElementById("report").content.children].map((one) => {
    const { key, kind, label, needs, answer } = one.dataset;
    const required = "required" in one.dataset;
    const shown_if = needs ? { [needs]: answer } : {};
    return { key, kind, label, required, shown_if, signs: {}, screen: "", html: one.innerHTML };
  });
}
