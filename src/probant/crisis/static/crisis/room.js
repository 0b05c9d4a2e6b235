// The room, live and through cuts. What is typed goes through a queue kept on this device: it is
// sent in order, once each (its client_key enters once), and leaves the queue when the server has
// told its number. Without this script the same forms post and the page renews itself.

const place = document.getElementById("room");
const status = document.getElementById("room-status");
const timeline = document.getElementById("timeline");
const waitingList = document.getElementById("waiting");
const board = document.getElementById("board");
const words = place.dataset;
const address = words.room;
const store = `probant-room:${words.key}`;
const RETRY = 2000;

let last = Number(words.sequence);
let source = null;
let isOnline = true;
let isSending = false;
let boardTimer = 0;
let pageTimer = 0;

// The queue: {client_key, said_at, fields: [[name, value]…], refused: text or ""}.

function queue() {
  try {
    return JSON.parse(localStorage.getItem(store)) || [];
  } catch {
    return [];
  }
}

function keepQueue(items) {
  if (items.length) localStorage.setItem(store, JSON.stringify(items));
  else localStorage.removeItem(store);
  showQueue(items);
}

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function entered(form) {
  const fields = new FormData(form);
  fields.set("client_key", newKey());
  fields.set("said_at", new Date().toISOString());
  const kept = [...fields].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  return { client_key: fields.get("client_key"), fields: kept, refused: "" };
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-room-form]")) return;
  event.preventDefault();
  keepQueue([...queue(), entered(form)]);
  const composer = form.closest(".composer");
  if (composer) form.reset();
  else form.querySelector("button").disabled = true;
  send();
});

function token() {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return field ? field.value : "";
}

async function post(item) {
  const body = new URLSearchParams([...item.fields, ["csrfmiddlewaretoken", token()]]);
  return fetch(`${address}entries/`, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    redirect: "manual",
    credentials: "same-origin",
  });
}

async function send() {
  if (isSending) return;
  isSending = true;
  try {
    for (let item = next(); item; item = next()) {
      const answer = await post(item);
      if (answer.type === "opaqueredirect" || answer.status === 401) return say("signin");
      if (answer.status >= 500 || answer.status === 429) throw new Error("later");
      await settle(item, answer);
    }
    reached();
  } catch {
    lost();
  } finally {
    isSending = false;
  }
}

function next() {
  return queue().find((item) => !item.refused);
}

async function settle(item, answer) {
  if (answer.ok) {
    keepQueue(queue().filter((one) => one.client_key !== item.client_key));
    refreshBoard();
    return;
  }
  let told = words.refused;
  if (answer.status === 422) {
    const errors = (await answer.json()).errors;
    told = Object.entries(errors).map(([field, texts]) => [field, texts.join(" ")].filter(Boolean).join(" : ")).join(" ");
  }
  keepQueue(queue().map((one) => (one.client_key === item.client_key ? { ...one, refused: told } : one)));
}

// What is shown.

function showQueue(items) {
  waitingList.replaceChildren(...items.map(waitingEntry));
  waitingList.hidden = items.length === 0;
  if (!isOnline) say("offline");
  else if (items.some((item) => item.refused)) say("refused");
  else if (status.dataset.says !== "signin") say("live");
}

function waitingEntry(item) {
  const line = document.createElement("li");
  line.className = `entry entry-waiting${item.refused ? " is-refused" : ""}`;
  const text = item.fields.filter(([name, value]) => value && !["kind", "client_key", "said_at", "about"].includes(name));
  const head = document.createElement("strong");
  head.textContent = item.refused || words.kept;
  const body = document.createElement("div");
  body.className = "entry-text";
  body.textContent = text.map(([, value]) => value).join(" · ");
  line.append(head, body);
  if (item.refused) line.append(button(words.retry, () => retry(item)), button(words.drop, () => drop(item)));
  return line;
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm btn-outline-secondary";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function retry(item) {
  keepQueue(queue().map((one) => (one.client_key === item.client_key ? { ...one, refused: "" } : one)));
  send();
}

function drop(item) {
  keepQueue(queue().filter((one) => one.client_key !== item.client_key));
}

function say(what) {
  const count = queue().length;
  const tail = count ? ` ${count} ${words.waiting}.` : "";
  status.dataset.says = what;
  status.hidden = false;
  status.textContent = words[what] + (what === "live" ? "" : tail);
  if (what === "signin") {
    const link = document.createElement("a");
    link.href = `${words.login}?next=${encodeURIComponent(address)}`;
    link.textContent = words.login;
    status.append(" ", link);
  }
}

function reached() {
  isOnline = true;
  showQueue(queue());
}

function lost() {
  isOnline = false;
  say("offline");
}

function show(found) {
  if (found.sequence <= last && document.getElementById(`e${found.sequence}`)) return;
  last = Math.max(last, found.sequence);
  const holder = document.createElement("template");
  holder.innerHTML = found.html; // written and escaped by the server
  const line = holder.content.querySelector("li");
  if (!line || (words.team && line.dataset.team !== words.team)) return;
  line.classList.add("is-new");
  const older = [...timeline.children].find((one) => Number(one.dataset.sequence) < found.sequence);
  timeline.insertBefore(line, older || null);
  keepPage();
  if (found.kind === "closed" || found.kind === "reopened") renew();
}

// A room that closes or reopens changes what may be written; what is being typed stays.
function renew() {
  const typed = [...document.querySelectorAll(".composer textarea, .composer input[type=text]")];
  if (!queue().length && !typed.some((field) => field.value)) setTimeout(() => location.reload(), 1000);
}

// What is shown now is what a reload without the network will show.
function keepPage() {
  clearTimeout(pageTimer);
  pageTimer = setTimeout(() => {
    const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    place.dataset.sequence = String(last);
    if (worker) worker.postMessage({ page: `<!doctype html>${document.documentElement.outerHTML}` });
  }, 500);
}

function refreshBoard() {
  if (boardTimer) return;
  boardTimer = setTimeout(async () => {
    boardTimer = 0;
    try {
      const answer = await fetch(`${address}board/`, { credentials: "same-origin", redirect: "manual" });
      if (answer.ok) board.innerHTML = await answer.text();
      keepPage();
    } catch {
      lost();
    }
  }, 300 + Math.random() * 900); // forty readers do not ask in the same instant
}

// The stream: every entry after the last one that was shown.

function follow() {
  if (source) source.close();
  source = new EventSource(`${address}stream/?after=${last}`);
  source.addEventListener("open", () => {
    reached();
    send();
  });
  source.addEventListener("entry", (event) => {
    show(JSON.parse(event.data));
    refreshBoard();
  });
  source.addEventListener("end", (event) => {
    if (JSON.parse(event.data).at_once) follow();
    else again();
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) again();
    lost();
  });
}

function again() {
  source.close();
  setTimeout(follow, RETRY + Math.random() * RETRY);
}

window.addEventListener("online", follow);
window.addEventListener("offline", lost);
setInterval(() => {
  if (next()) send();
}, 5000);

async function prepareForCuts() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", () => {
    place.dataset.ready = "yes"; // from now on the room opens without the network
  });
  try {
    await navigator.serviceWorker.register(`${address}worker.js`, { scope: address });
    const ready = await navigator.serviceWorker.ready;
    const used = performance.getEntriesByType("resource").map((one) => one.name);
    const files = used.filter((name) => new URL(name).pathname.startsWith("/static/"));
    ready.active.postMessage({ keep: [address, ...new Set(files)] });
  } catch {
    // Without it a reload needs the network; what is typed is kept all the same.
  }
}

showQueue(queue());
follow();
send();
prepareForCuts();
