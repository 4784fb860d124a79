// The agenda is put in order by dragging a row at its handle. Without this script the buttons up and down do the same.

const list = document.querySelector("[data-order]");
const place = document.getElementById("place");
let dragged = null;

const numberOf = (row) => [...list.children].indexOf(row) + 1;

function begin(event) {
  const handle = event.target.closest("[data-handle]");
  if (!handle) return;
  event.preventDefault();
  dragged = { row: handle.closest("li"), from: numberOf(handle.closest("li")) };
  dragged.row.classList.add("is-dragged");
  list.setPointerCapture(event.pointerId); // of the list: a row that moves loses its pointer
}

function follow(event) {
  if (!dragged) return;
  const others = [...list.children].filter((row) => row !== dragged.row);
  const next = others.find((row) => {
    const box = row.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2;
  });
  if (next !== dragged.row.nextElementSibling) list.insertBefore(dragged.row, next ?? null);
}

function drop() {
  if (!dragged) return;
  const { row, from } = dragged;
  dragged = null;
  row.classList.remove("is-dragged");
  if (numberOf(row) === from) return;
  place.querySelector("[name=item]").value = row.dataset.item;
  place.querySelector("[name=position]").value = numberOf(row);
  place.submit();
}

if (list && place) {
  list.classList.add("can-drag");
  list.addEventListener("pointerdown", begin);
  list.addEventListener("pointermove", follow);
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", () => location.reload());
}
