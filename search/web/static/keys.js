// Review with one key. Every key does what a visible link or button does; the pages work without.
"use strict";

const rows = () => [...document.querySelectorAll(".row")];
const current = () => document.querySelector(".row.current");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(current());
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  current()?.classList.remove("current");
  next.classList.add("current");
  next.querySelector("h2 a").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// On a posting's own page there is one form; in a list it is the current row's.
const decide = (selector) => (current() ?? (rows().length ? null : document))?.querySelector(selector);

function dismiss() {
  const details = decide(".decide details");
  if (!details) return;
  details.open = true;
  details.querySelector("select").focus();
}

function tag() {
  const details = decide(".work");
  if (!details) return;
  details.open = true;
  details.querySelector("input[name=tag]").focus();
}

function pick() {
  const box = current()?.querySelector(".pick");
  if (box) box.checked = !box.checked;
}

const keys = {
  "/": () => document.getElementById("q")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  o: () => current()?.querySelector("h2 a").click(),
  c: () => decide(".decide .confirm")?.click(),
  d: dismiss,
  t: tag,
  x: pick,
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "Escape" && typing) typing.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});

// After a decision the page comes back at the row that was decided.
if (location.hash.startsWith("#row-")) {
  document.getElementById(location.hash.slice(1))?.classList.add("current");
}
