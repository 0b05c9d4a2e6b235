"use strict";
(() => {
  const said = (id) => JSON.parse(document.getElementById(id).textContent);
  const labels = said("labels");
  const envelope = said("envelope");
  const main = document.getElementById("main");
  const place = `probant-log|${envelope.organisation}`;
  const encode = (text) => new TextEncoder().encode(text);
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const base64 = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
  let key = null;
  let plan = null;
  let log = [];
  let keeps = true;

  // An element: attributes, then children; text is only ever set as text.
  function el(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (attribute.startsWith("on")) made.addEventListener(attribute.slice(2), value);
      else if (value !== false) made.setAttribute(attribute, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  }

  const associated = (head) => encode(["format", "organisation", "number", "iterations"].map((name) => head[name]).join("|"));
  const ofLog = encode(`probant-offline-log/1|${envelope.organisation}`);

  async function derived(passphrase) {
    const words = passphrase.normalize("NFKC").trim().split(/\s+/).join(" ");
    const material = await crypto.subtle.importKey("raw", encode(words), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(envelope.salt), iterations: envelope.iterations };
    return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }

  async function opened(passphrase) {
    key = await derived(passphrase);
    const how = { name: "AES-GCM", iv: bytes(envelope.iv), additionalData: associated(envelope) };
    plan = JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, bytes(envelope.ciphertext))));
    await readLog();
  }

  // The log is sealed under a key of this very file: another copy of the plan keeps its own.
  const slot = () => `${place}|${envelope.salt}`;

  async function readLog() {
    try {
      const held = JSON.parse(localStorage.getItem(slot()) || "null");
      if (!held) return;
      const how = { name: "AES-GCM", iv: bytes(held.iv), additionalData: ofLog };
      log = JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, bytes(held.ciphertext))));
    } catch {
      keeps = false;
    }
  }

  async function keepLog() {
    try {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const how = { name: "AES-GCM", iv, additionalData: ofLog };
      const ciphertext = await crypto.subtle.encrypt(how, key, encode(JSON.stringify(log)));
      localStorage.setItem(slot(), JSON.stringify({ iv: base64(iv), ciphertext: base64(ciphertext) }));
    } catch {
      keeps = false;
    }
  }

  function unique() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const random = crypto.getRandomValues(new Uint8Array(16));
    random[6] = (random[6] & 15) | 64;
    random[8] = (random[8] & 63) | 128;
    const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  async function noted(text, team = "", step = "") {
    log.push({ client_key: unique(), said_at: new Date().toISOString(), team, text, step });
    await keepLog();
    showLog();
  }

  function exported() {
    const held = { format: "probant-offline-log/1", organisation: envelope.organisation, number: envelope.number, entries: log };
    const url = URL.createObjectURL(new Blob([JSON.stringify(held, null, 1)], { type: "application/json" }));
    el("a", { href: url, download: "probant-log.json" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  function lock() {
    key = plan = null;
    log = [];
    const state = el("p", { role: "alert", id: "state" });
    const field = el("input", { id: "passphrase", type: "password", autocomplete: "off", autocapitalize: "none", spellcheck: "false", required: true });
    const form = el("form", {}, el("label", { for: "passphrase" }, labels.passphrase), field, el("button", {}, labels.open), state);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      state.textContent = labels.opening;
      await new Promise((resolve) => setTimeout(resolve, 30));
      try {
        await opened(field.value);
      } catch {
        state.textContent = labels.wrong;
        field.focus();
        return;
      }
      show();
    });
    main.replaceChildren(el("h1", {}, labels.title), el("p", { class: "soft" }, labels.lead), form);
    if (!globalThis.crypto?.subtle) state.textContent = labels.unable;
    field.focus();
  }

  const dialled = (number) => (number ? el("a", { class: "tel", href: `tel:${number.replace(/[^0-9+]/g, "")}` }, number) : el("small", {}, plan.words.to_complete));
  const isNumber = (text) => /^[+0-9][0-9 .()-]{1,}$/.test(text);
  const either = (text) => (text ? (isNumber(text) ? dialled(text) : el("span", {}, text)) : "");
  const listed = (texts) => el("ul", {}, ...texts.map((text) => el("li", {}, text)));
  const paired = (rows) => el("dl", {}, ...rows.flatMap(([label, value]) => [el("dt", {}, label), el("dd", {}, value ? either(value) : el("small", {}, plan.words.to_complete))]));
  const forbidden = (texts) => el("div", { class: "never" }, el("strong", {}, plan.words.never), listed(texts));

  function stepped(steps, where) {
    return el("ul", { class: "steps" }, ...steps.map((step) => {
      const name = `${where}.${step.id}`;
      const box = el("input", { type: "checkbox", checked: log.some((one) => one.step === name) });
      box.addEventListener("change", () => {
        if (box.checked) noted(`${labels.done} – ${step.text}`, "", name);
        else box.checked = true;
      });
      const words = el("span", {}, step.text, " ", el("small", {}, `· ${step.team}`), el("br"), el("small", {}, `${plan.words.why} ${step.why}`));
      if (step.clock) words.append(el("br"), el("strong", {}, step.clock + (step.doubt ? ` (${step.doubt})` : "")));
      return el("li", {}, el("label", {}, box, words));
    }));
  }

  function guided(guide) {
    const phases = guide.phases.flatMap((phase) => [el("h3", {}, phase.label), stepped(phase.steps, guide.id)]);
    return el("details", {}, el("summary", {}, guide.label), el("p", {}, guide.summary), el("h3", {}, plan.words.signs), listed(guide.signs), forbidden(guide.never), ...phases,
      el("h3", {}, plan.words.continuity), listed(guide.continuity), el("h3", {}, plan.words.preserve), listed(guide.preserve), el("h3", {}, plan.words.warn), el("p", {}, guide.warn.join(" · ")));
  }

  function team(held) {
    return [el("h3", {}, held.label), ...held.people.map((one) => el("div", { class: "card" },
      el("strong", {}, one.name), " ", el("small", {}, [one.function, one.is_deputy ? plan.words.deputy : ""].filter(Boolean).join(" · ")), el("br"), dialled(one.telephone), " ", either(one.other_way)))];
  }

  const contact = (one) => el("div", { class: "card" }, el("strong", {}, one.name), el("br"), one.telephone ? dialled(one.telephone) : "", el("small", {}, [one.note, one.address].filter(Boolean).join(" · ") || plan.words.to_complete));
  const titled = (one) => [el("h3", {}, one.title), paired(one.rows)];
  const clock = (one) => el("div", { class: "card" }, el("strong", {}, `${one.label} – ${one.period}`), el("br"), el("small", {}, `${one.starts} · ${one.article}${one.doubt ? ` (${one.doubt})` : ""}`));

  function showLog() {
    const list = document.getElementById("log-list");
    const lines = [...log].reverse().map((one) => el("li", {}, el("time", { datetime: one.said_at }, new Date(one.said_at).toLocaleString(plan.language)), one.text, " ", el("small", {}, one.team ? plan.words[`team_${one.team}`] : "")));
    list.replaceChildren(...(lines.length ? lines : [el("li", {}, labels.empty)]));
    document.getElementById("log-state").textContent = keeps ? "" : labels.log_lost;
  }

  function logged() {
    const text = el("textarea", { id: "said", rows: "2", required: true, maxlength: "2000" });
    const teams = ["management", "it", "legal", "dpo", "communication", "care"];
    const choice = el("select", { id: "team" }, el("option", { value: "" }, "–"), ...teams.map((one) => el("option", { value: one }, plan.words[`team_${one}`])));
    const form = el("form", {}, el("label", { for: "said" }, labels.what), text, el("label", { for: "team" }, labels.team), choice, el("button", {}, labels.note));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!text.value.trim()) return;
      noted(text.value.trim(), choice.value);
      text.value = "";
      text.focus();
    });
    return [el("p", { class: "soft" }, labels.log_lead), form, el("button", { type: "button", class: "quiet", onclick: exported }, labels.export), el("p", { role: "status", id: "log-state" }), el("ol", { class: "log", id: "log-list" })];
  }

  function show() {
    const words = plan.words;
    const sections = [
      ["first", words.cover, [stepped(plan.first_hour, "first_hour"), forbidden(plan.never)]],
      ["people", words.section_people, plan.teams.flatMap(team)],
      ["contacts", words.section_contacts, plan.contacts.map(contact)],
      ["insurance", words.section_insurance, [paired(plan.insurance)]],
      ["providers", words.section_providers, plan.providers.flatMap(titled)],
      ["procedures", words.section_procedures, [...plan.procedures.flatMap(titled), paired(plan.places)]],
      ["rules", words.section_rules, plan.rules.flatMap(titled)],
      ["guides", words.guides, plan.guides.map(guided)],
      ["clocks", words.clocks, plan.clocks.map(clock)],
      ["log", labels.log, logged()],
    ];
    const menu = el("nav", {}, el("ul", {}, ...sections.map(([id, title]) => el("li", {}, el("a", { href: `#${id}` }, title)))));
    const tools = [el("button", { type: "button", class: "quiet", onclick: () => print() }, labels.print), el("button", { type: "button", class: "quiet", onclick: lock }, labels.close)];
    const shown = sections.map(([id, title, children]) => el("section", { id, "aria-label": title }, el("h2", {}, title), ...children));
    main.replaceChildren(el("h1", { tabindex: "-1" }, `${plan.title} – ${plan.organisation}`), el("p", { class: "soft" }, `${plan.stamp} · ${plan.code}`, plan.is_demonstration ? ` · ${words.demonstration}` : ""), menu, ...tools, ...shown);
    showLog();
    main.querySelector("h1").focus();
  }

  lock();
})();
