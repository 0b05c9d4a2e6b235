// Comfort only: every page of Probant works without this file.
"use strict";

const root = document.documentElement;
const words = () => document.getElementById("page-words")?.dataset ?? {};
const announce = (text) => {
  const announcer = document.getElementById("announcer");
  if (announcer && text) announcer.textContent = text;
};
const reveal = (scope) => {
  const choices = "[data-theme-toggle],[data-shortcuts],[data-print],[data-copy],[data-add-row],[data-remove-row]";
  scope.querySelectorAll(choices).forEach((element) => { element.hidden = false; });
};

// Theme: the system's until the reader chooses; the choice lives in a cookie the server reads.
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.bsTheme ? root.dataset.bsTheme === "dark" : systemIsDark.matches);

function nameThemes() {
  document.querySelectorAll("[data-theme-label]").forEach((label) => {
    label.textContent = isDark() ? label.dataset.light : label.dataset.dark;
  });
}

function toggleTheme() {
  const theme = isDark() ? "light" : "dark";
  root.dataset.bsTheme = theme;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `probant_theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
  nameThemes();
}

// Confirmation: a form with data-confirm asks before it leaves.
let confirmed = null;

function askFirst(event) {
  const form = event.target;
  const dialog = document.getElementById("confirm-dialog");
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question || !dialog || confirmed === form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  dialog.querySelector("#confirm-question").textContent = question;
  const yes = dialog.querySelector("[data-confirm-yes]");
  yes.textContent = event.submitter?.dataset.confirmLabel ?? form.dataset.confirmLabel ?? yes.textContent;
  dialog.returnValue = "no";
  dialog.showModal();
  dialog.querySelector('[value="no"]').focus();
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    confirmed = form;
    form.requestSubmit(event.submitter);
    confirmed = null;
  }, { once: true });
}

// Unsaved changes: compared with what the form held, so that undoing a change is no change.
const guarded = new Map();
const contentOf = (form) =>
  JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name + value.size : value]));

function guard(form) {
  guarded.set(form, contentOf(form));
}

function warnOfLoss(event) {
  for (const [form, before] of guarded) {
    if (form.isConnected && !form.dataset.leaving && contentOf(form) !== before) event.preventDefault();
  }
}

// Rows: the formset's template is copied with the next number.
function addRow(button) {
  const group = button.closest("[data-rows]");
  const total = group.querySelector(`[name="${group.dataset.rows}-TOTAL_FORMS"]`);
  const list = group.querySelector("[data-row-list]");
  const copy = group.querySelector("[data-row-template]").innerHTML.replaceAll("__prefix__", total.value);
  list.insertAdjacentHTML("beforeend", copy);
  total.value = Number(total.value) + 1;
  const row = list.lastElementChild;
  reveal(row);
  globalThis.htmx?.process(row);
  row.querySelector("input:not([type=hidden]),select,textarea")?.focus();
  group.querySelector("[data-row-status]").textContent = words().rowAdded;
}

function removeRow(button) {
  const group = button.closest("[data-rows]");
  const row = button.closest("[data-row]");
  const box = row.querySelector('input[name$="-DELETE"]');
  box.checked = true;
  row.hidden = true;
  row.querySelectorAll("[required]").forEach((element) => { element.required = false; });
  group.querySelector("[data-row-status]").textContent = words().rowRemoved;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  group.querySelector("[data-add-row]").focus();
}

async function copyText(button) {
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  const label = button.querySelector("span:not(.bi)") ?? button;
  const before = label.textContent;
  label.textContent = words().copied;
  announce(words().copied);
  setTimeout(() => { label.textContent = before; }, 2000);
}

// Shortcuts: off for those who dictate or mistype (WCAG 2.1.4).
const SHORTCUTS = "probant_shortcuts";
const shortcutsAreOn = () => localStorage.getItem(SHORTCUTS) !== "off";
const isTyping = (element) => element.closest("input,textarea,select,[contenteditable],dialog");
let pressed = "";

function showShortcuts() {
  const dialog = document.getElementById("shortcuts-dialog");
  dialog.querySelector("#shortcuts-on").checked = shortcutsAreOn();
  dialog.showModal();
}

function onKey(event) {
  if (event.key === "Escape") closeMenus(null);
  if (!shortcutsAreOn() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const sequence = pressed + event.key;
  pressed = event.key === "g" ? "g" : "";
  if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  } else if (event.key === "?") showShortcuts();
  else if (sequence === "gh") document.querySelector("[data-home]")?.click();
}

function closeMenus(except) {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (menu === except) return;
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus && !except) menu.querySelector("summary").focus();
  });
}

function onClick(event) {
  const button = event.target.closest("button");
  closeMenus(event.target.closest("details[data-menu]"));
  if (!button) return;
  if ("themeToggle" in button.dataset) toggleTheme();
  else if ("shortcuts" in button.dataset) showShortcuts();
  else if ("print" in button.dataset) window.print();
  else if ("copy" in button.dataset) copyText(button);
  else if ("addRow" in button.dataset) addRow(button);
  else if ("removeRow" in button.dataset) removeRow(button);
}

function onChange(event) {
  if (event.target.id === "shortcuts-on") localStorage.setItem(SHORTCUTS, event.target.checked ? "on" : "off");
  if ("submit" in event.target.dataset) event.target.form.requestSubmit();
}

function complain(text) {
  const box = document.getElementById("messages");
  if (!box || !text) return;
  const note = document.createElement("div");
  note.className = "note tone-bad";
  note.textContent = text;
  box.replaceChildren(note);
  box.scrollIntoView({ block: "nearest" });
}

root.classList.add("js");
reveal(document);
nameThemes();
systemIsDark.addEventListener("change", nameThemes);
document.querySelectorAll("form[data-guard]").forEach(guard);
document.querySelector("[data-focus]")?.focus();
document.addEventListener("submit", askFirst, { capture: true });
document.addEventListener("submit", (event) => { event.target.dataset.leaving = "yes"; });
document.addEventListener("click", onClick);
document.addEventListener("change", onChange);
document.addEventListener("keydown", onKey);
window.addEventListener("beforeunload", warnOfLoss);
window.addEventListener("pageshow", () => guarded.forEach((_, form) => { delete form.dataset.leaving; }));
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:afterSwap", (event) => reveal(event.detail.target.parentElement ?? document));
document.addEventListener("htmx:responseError", () => complain(words().failed));
document.addEventListener("htmx:sendError", () => complain(words().offline));

// Signed out: the pages that crisis rooms kept for cuts leave this device; what was typed stays.
if (document.querySelector('input[name="login"]') && "caches" in window) {
  caches.keys().then((names) => names.filter((name) => name.startsWith("probant-room-")).forEach((name) => caches.delete(name)));
}
