// A draft beside its text: pressing an item brings its place in the text into view, and the other way round.
// Without this file the links do it; every decision is a form of its own and works without it too.

const KEPT = { top: 0, index: -1, said: "" };

document.addEventListener("click", (event) => {
  if (event.target.closest("button, summary, textarea, input, label")) return;
  const mark = event.target.closest("mark[data-items]");
  const label = event.target.closest(".m-label");
  const item = event.target.closest("[data-item]");
  if (label) event.preventDefault();
  if (mark || label) return showItem(mark ? mark.dataset.items.split(" ")[0] : label.hash.slice(1));
  const link = event.target.closest("a");
  if (link && !link.hash.includes("-o-")) return;
  if (item && showPlace(item.dataset.item, link?.hash.slice(1)) && link) event.preventDefault();
});

function showItem(name) {
  const card = document.getElementById(name);
  if (!card) return;
  for (let over = card.parentElement; over; over = over.parentElement) if (over.tagName === "DETAILS") over.open = true;
  activate(name);
  card.scrollIntoView({ block: "center", behavior: motion() });
}

// Only the text's own box is moved where it has one; on a phone the page itself goes there.
function showPlace(name, id) {
  const first = document.querySelector(`.plan-text [id^="${CSS.escape(name)}-o-"]`);
  const place = (id && document.getElementById(id)) || first;
  if (!place) return false;
  const box = place.closest(".plan-text");
  if (box.scrollHeight <= box.clientHeight) return false;
  activate(name);
  const offset = place.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTo({ top: box.scrollTop + offset - box.clientHeight / 3, behavior: motion() });
  return true;
}

function activate(name) {
  for (const lit of document.querySelectorAll(".is-active")) lit.classList.remove("is-active");
  document.getElementById(name)?.classList.add("is-active");
  for (const mark of document.querySelectorAll("mark[data-items]")) {
    if (mark.dataset.items.split(" ").includes(name)) mark.classList.add("is-active");
  }
}

function motion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

// One tap each: the page comes back in place, the text stays where it was read, and the next decision has the focus.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "work") return;
  const form = event.detail.requestConfig.elt.closest("form");
  KEPT.top = document.getElementById("plan-text")?.scrollTop ?? 0;
  KEPT.index = [...document.querySelectorAll(".is-proposed .confirm")].indexOf(form);
});

document.addEventListener("htmx:afterSwap", () => {
  const work = document.getElementById("work");
  const text = document.getElementById("plan-text");
  if (text) text.scrollTop = KEPT.top;
  document.getElementById("says").textContent = work.dataset.verdict;
  const next = [...document.querySelectorAll(".is-proposed .confirm")];
  next[Math.min(KEPT.index, next.length - 1)]?.querySelector(".btn")?.focus({ preventScroll: true });
});
