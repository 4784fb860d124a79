// Small comforts; every page works without them.

const find = document.getElementById("find");

function typing(element) {
  return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
}

function closeMenus(except) {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(except)) menu.open = false;
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && find && !typing(event.target)) {
    event.preventDefault();
    find.focus();
  }
  if (event.key === "Escape") closeMenus(null);
});

document.addEventListener("click", (event) => closeMenus(event.target));

document.querySelector("[data-errors]")?.focus();

// On a phone the rooms and the tabs run out at the side: the one that is open is brought into sight.
document.querySelectorAll(".mast nav, .tabs").forEach((strip) => {
  const open = strip.querySelector("[aria-current]")?.getBoundingClientRect();
  if (!open) return;
  const frame = strip.getBoundingClientRect();
  strip.scrollBy(Math.max(0, open.right - frame.right) + Math.min(0, open.left - frame.left), 0);
});

// Signing out takes the visits that were taken along off the phone, first.
document.querySelector("form[data-forget]")?.addEventListener("submit", async (event) => {
  if (!localStorage.getItem("officer")) return;
  event.preventDefault();
  try {
    await (await import(event.target.dataset.forget)).forgetLast();
  } finally {
    event.target.submit();
  }
});
