/* What makes the pages quicker; everything essential works without it. */
"use strict";

const find = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* Characters that are left, and texts of one's own only where an option asks for them. */
function countDown(area) {
  const shown = find(`.count[data-for="${CSS.escape(area.id)}"]`);
  if (!shown) return;
  const limit = Number(area.dataset.limit), length = [...area.value].length;
  shown.textContent = length > limit ? `${length - limit} too many` : `${limit - length} left`;
  shown.classList.toggle("over", length > limit);
}
for (const area of all("textarea[data-limit]")) { countDown(area); area.addEventListener("input", () => countDown(area)); }

function specify(select) {
  const text = select.nextElementSibling;
  if (!text || !text.classList.contains("specify")) return;
  text.hidden = !(select.selectedOptions[0] && select.selectedOptions[0].dataset.asks);
}
for (const select of all("select")) { specify(select); select.addEventListener("change", () => specify(select)); }

for (const box of all("details.checks")) {
  const summary = find("summary", box);
  box.addEventListener("change", () => {
    const chosen = all("input[type=checkbox]:checked", box).map((each) => each.value);
    summary.textContent = chosen.length ? chosen.join("; ") : "choose";
  });
}

/* A long list of options: a search field that adds a line. */
for (const area of all("textarea[data-list]")) {
  const field = document.createElement("input");
  field.setAttribute("list", area.dataset.list);
  field.placeholder = "search, then Enter adds it";
  field.setAttribute("aria-label", `Add to: ${area.getAttribute("aria-labelledby") ? document.getElementById(area.getAttribute("aria-labelledby")).textContent.trim() : "the list"}`);
  field.className = "specify";
  const add = () => {
    if (!field.value) return;
    area.value = [...area.value.split("\n").filter(Boolean), field.value].join("\n");
    field.value = "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); add(); } });
  field.addEventListener("change", add);
  area.before(field);
}

/* What the change would do, shown while it is typed. */
function later(work, pause) {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(work, pause); };
}
async function show(form, address, place, extra) {
  const data = new FormData(form);
  for (const [name, value] of Object.entries(extra || {})) data.append(name, value);
  try {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(data), credentials: "same-origin" });
    if (answer.ok) place.innerHTML = await answer.text();
  } catch { /* the page works without it */ }
}
const answers = find("#answers[data-preview]"), effect = find("#effect");
let unsaved = false;
if (answers && effect) {
  const preview = later(() => show(answers, answers.dataset.preview, effect), 350);
  answers.addEventListener("input", () => { unsaved = true; preview(); });
  answers.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
const gaps = find("#gaps[data-whatif]");
if (gaps) {
  const token = find("input[name=csrf_token]", gaps).value;
  gaps.addEventListener("change", () => show(gaps, gaps.dataset.whatif, find("#whatif"), { csrf_token: token }));
}

/* Something is being worked out: look again. */
const again = find("[data-again]");
if (again) setTimeout(() => location.reload(), Number(again.dataset.again));

/* Keys: / search, [ and ] the questions before and after, Ctrl+S save, ? help. */
const HELP = [["/", "search"], ["[ ]", "question before, question after"], ["Ctrl S", "save"], ["g o", "overview"], ["g q", "questions"], ["g g", "gaps"], ["g f", "findings"]];
const PLACES = { o: "/", q: "/questions", g: "/gaps", f: "/findings", t: "/trail", e: "/export" };
let going = false;
function help() {
  const box = document.createElement("dialog");
  const list = document.createElement("dl");
  for (const [key, what] of HELP) {
    const dt = document.createElement("dt"), kbd = document.createElement("kbd"), dd = document.createElement("dd");
    kbd.textContent = key; dt.append(kbd); dd.textContent = what; list.append(dt, dd);
  }
  const title = document.createElement("h2");
  title.textContent = "Keys";
  box.append(title, list);
  document.body.append(box);
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", () => box.close());
  box.showModal();
}
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    const save = find("[data-key='s']");
    if (save) { event.preventDefault(); save.click(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (going) { going = false; if (PLACES[event.key]) location.assign(PLACES[event.key]); return; }
  if (event.key === "g") { going = true; setTimeout(() => { going = false; }, 1200); return; }
  if (event.key === "?") { help(); return; }
  const target = all("[data-key]").find((each) => each.dataset.key === event.key);
  if (!target || target.dataset.key === "s") return;
  event.preventDefault();
  if (target.tagName === "A") target.click(); else target.focus();
});
