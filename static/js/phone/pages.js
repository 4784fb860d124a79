// The page's pieces: templates and words that the server wrote in the reader's language; digits as the reader writes them.

const english = document.documentElement.lang !== "ar";

export function word(name) {
  return document.getElementById("words").content.querySelector(`[data-word="${name}"]`).textContent;
}

export function digits(value) {
  return english ? String(value) : String(value).replace(/\d/g, (digit) => "٠١٢٣٤٥٦٧٨٩"[digit]);
}

export function piece(name, fill = {}) {
  const element = document.getElementById(`piece-${name}`).content.firstElementChild.cloneNode(true);
  for (const [slot, text] of Object.entries(fill)) element.querySelector(`[data-slot="${slot}"]`).textContent = text;
  return element;
}

export function show(head, body, dock = []) {
  document.getElementById("title").textContent = head.title;
  document.getElementById("under").textContent = head.under ?? "";
  document.getElementById("close").hidden = !head.close;
  document.getElementById("close").onclick = head.close ?? null;
  document.getElementById("own").hidden = Boolean(head.close) || !head.own;
  document.getElementById("main").onchange = null;
  document.getElementById("main").replaceChildren(...body);
  document.getElementById("dock").replaceChildren(...dock);
  document.getElementById("dock").hidden = !dock.length;
  window.scrollTo(0, 0);
}

export function button(label, act, look = "btn-plain") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn ${look}`;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

export function moment(when) {
  const how = { day: "numeric", month: "long", hour: "numeric", minute: "2-digit", timeZone: "Africa/Cairo" };
  return new Intl.DateTimeFormat(english ? "en-GB" : "ar-EG", how).format(new Date(when));
}
