// Comfort only: what is typed survives a lost network and a closed tab; without script, nothing changes.
"use strict";

const form = document.querySelector("[data-declaration]");
const DRAFT = "probant_declaration";
const HEAVIEST = 25_000_000;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "file"]);
const note = () => document.querySelector("[data-offline-note]");

function keep() {
  const kept = [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");
  sessionStorage.setItem(DRAFT, JSON.stringify(kept));
}

function fill(field, values) {
  if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
  else if (values.length) [field.value] = values;
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(DRAFT) ?? "[]");
  if (!kept.length || form.querySelector(".errorlist")) return;
  for (const field of form.elements) {
    if (!field.name || NOT_KEPT.has(field.name)) continue;
    fill(field, kept.filter(([name]) => name === field.name).map(([, value]) => value));
  }
}

function say(text) {
  note().textContent = text;
  note().hidden = !text;
}

function leave(event) {
  keep();
  const heavy = [...form.querySelectorAll('input[type="file"]')].some((input) => input.files[0]?.size > HEAVIEST);
  if (!heavy && navigator.onLine) return;
  event.preventDefault();
  say(heavy ? form.dataset.heavy : form.dataset.offline);
  note().scrollIntoView({ block: "center" });
  if (!heavy) addEventListener("online", () => form.requestSubmit(), { once: true });
}

if (form) {
  restore();
  form.addEventListener("input", keep);
  form.addEventListener("submit", leave);
} else if (document.querySelector("[data-declared]")) {
  sessionStorage.removeItem(DRAFT);
}
