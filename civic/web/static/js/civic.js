/** Civic's small helpers. Every page works without them; words come from data attributes. */

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const say = (node, text) => { if (node && node.textContent !== text) node.textContent = text; };

/** Put the focus on the error summary, so that the first thing heard is what to mend. */
function focusErrors() {
  document.querySelector("[data-error-summary]")?.focus();
}

/** Keep only the villages of the chosen district: option groups whose label is the chosen text. */
function filterVillages(select) {
  const district = document.getElementById(select.dataset.filterBy);
  if (!district) return;
  const groups = all("optgroup", select);
  const show = () => {
    const name = district.selectedOptions[0]?.text.trim();
    const known = groups.some((group) => group.label === name);
    for (const group of groups) {
      if (known && group.label && group.label !== name) group.remove();
      else select.append(group);
    }
  };
  const kept = select.value;
  show();
  select.value = kept;
  district.addEventListener("change", () => { show(); select.selectedIndex = 0; });
}

/** Tell how many characters are left, or too many. */
function countCharacters(box) {
  const words = document.getElementById(`${box.id}-count`);
  if (!words) return;
  const most = Number(box.dataset.count);
  const show = () => {
    const left = most - [...box.value].length;
    words.classList.toggle("over", left < 0);
    say(words, `${left < 0 ? words.dataset.countOver : words.dataset.countLeft} ${Math.abs(left)}`);
  };
  box.addEventListener("input", show);
  if (box.value) show();
}

const zh = document.documentElement.lang.startsWith("zh");
/** Write NT$ short, in the page's language, as the server does. */
function money(amount) {
  const english = [[1e9, " billion"], [1e6, " million"]];
  const units = zh ? [[1e8, " 億元"], [1e4, " 萬元"]] : document.documentElement.lang === "en" ? english : [];
  const [size, word] = units.find(([size]) => amount >= size && amount % (size / 10) === 0) || [1, zh ? " 元" : ""];
  return `${zh ? "" : "NT$"}${(amount / size).toLocaleString("en")}${word}`;
}

/** Read a ballot form: how many are chosen, what they cost together. */
function readBallot(form) {
  const picks = all("[data-cost]", form).filter((pick) => (pick.type === "text" ? Number(pick.value) > 0 : pick.checked));
  const points = picks.reduce((sum, pick) => sum + (pick.type === "text" ? Number(pick.value) : 0), 0);
  return { count: picks.length, points, spent: picks.reduce((sum, pick) => sum + Number(pick.dataset.cost), 0) };
}

/** Keep the basket true while choosing; the server counts again. */
function followBooth(form) {
  const { min = 0, max = 0, pot = 0, booth } = form.dataset;
  const state = form.querySelector("[data-booth-state]");
  const show = (event) => {
    const ballot = readBallot(form);
    const count = booth === "points" ? ballot.points : ballot.count;
    all("[data-booth-count]", form).forEach((node) => say(node, String(count)));
    all("[data-booth-spent]", form).forEach((node) => say(node, money(ballot.spent)));
    all("[data-booth-bar]", form).forEach((bar) => { bar.value = count; });
    all("[data-booth-money]", form).forEach((bar) => { bar.value = ballot.spent; });
    if (!state) return;
    const { few, many, over, ready, count: words } = state.dataset;
    const fill = (text, n) => text.replace("{n}", String(n));
    let sentence = ready;
    if (count < min) sentence = fill(few, min - count);
    else if (Number(max) && count > max) sentence = fill(many, count - max);
    else if (Number(pot) && ballot.spent > pot) sentence = over;
    const { title } = event?.target.dataset ?? {};
    const said = [title && `${title}: ${event.target.value || "–"}.`, fill(words, count).replace("{m}", max), sentence];
    say(state, said.filter(Boolean).join(" "));
  };
  form.addEventListener("input", show);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) step(form, document.getElementById(button.dataset.for), Number(button.dataset.step));
  });
  if (readBallot(form).count) show();
}

/** Move one item a rank up or down, or give it a point more or less. */
function step(form, box, by) {
  const boxes = all("input[data-title]", form);
  const value = Number(box.value) || 0;
  const put = (node, number) => { node.value = number > 0 ? String(number) : ""; };
  if (form.dataset.booth === "points") {
    const left = Number(form.dataset.max) - boxes.reduce((sum, node) => sum + (Number(node.value) || 0), 0);
    put(box, by > 0 ? value + Math.min(1, Math.max(left, 0)) : value - 1);
  } else {
    const ranked = boxes.filter((node) => Number(node.value) > 0).sort((a, b) => a.value - b.value);
    const place = ranked.indexOf(box);
    if (by > 0 && place < 0) ranked.push(box);
    else if (by > 0 && place > 0) ranked.splice(place - 1, 2, box, ranked[place - 1]);
    else if (by < 0 && place >= 0 && place < ranked.length - 1) ranked.splice(place, 2, ranked[place + 1], box);
    else if (by < 0 && place >= 0) { ranked.pop(); put(box, 0); }
    ranked.forEach((node, rank) => put(node, rank + 1));
  }
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Keep the marks on this device until the ballot is cast; the server never gets them before. */
function keepMarks(form) {
  const { keep: key, until } = form.dataset;
  const status = form.querySelector("[data-kept-status]");
  const boxes = all("[data-cost]", form);
  const marks = () => boxes.filter((box) => (box.type === "text" ? box.value : box.checked)).map((box) => [box.id, box.value]);
  const save = () => localStorage.setItem(key, JSON.stringify({ until: Number(until), marks: marks() }));
  const put = (kept) => {
    for (const box of boxes) {
      if (box.type === "text") box.value = kept.get(box.id) ?? "";
      else box.checked = kept.has(box.id);
    }
    form.dispatchEvent(new Event("input"));
  };
  const kept = localStorage.getItem(key);
  if ("fresh" in form.dataset) {
    if (kept) { put(new Map(JSON.parse(kept).marks)); say(status, status.dataset.restored); }
  } else save();
  form.addEventListener("input", save);
  form.querySelector("[data-kept-clear]").addEventListener("click", () => {
    put(new Map());
    localStorage.removeItem(key);
    say(status, status.dataset.cleared);
  });
}

/** Take kept marks off this device: one ballot's, those of votes that are over, or all. */
function forgetMarks(wanted) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("booth:") && wanted(key, JSON.parse(localStorage.getItem(key)))) localStorage.removeItem(key);
  }
}

/** Close a kiosk's booth when nobody is there any more; ask before, and give more time to who asks. */
function watchIdle(bar) {
  const { idle, warn, away } = bar.dataset;
  const warning = bar.querySelector("[data-idle-warning]");
  const stay = bar.querySelector("[data-idle-stay]");
  let touched = Date.now();
  let told = touched;
  const awake = () => {
    touched = Date.now();
    warning.hidden = true;
    if (touched - told < 30000) return;
    told = touched;
    fetch(stay.action, { method: "POST", body: new FormData(stay) });
  };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, awake, { passive: true });
  addEventListener("pageshow", (event) => { if (event.persisted) location.replace(away); });
  setInterval(() => {
    const left = Math.ceil(Number(idle) - (Date.now() - touched) / 1000);
    if (left <= 0) { bar.querySelector("[data-idle-leave]").requestSubmit(); return; }
    if (left > Number(warn)) return;
    if (warning.hidden) { warning.hidden = false; warning.querySelector("[data-idle-more]").focus(); }
    say(warning.querySelector("[data-idle-left]"), String(left));
  }, 1000);
}

/** Save a draft a moment after the last key; keep it on the device when the network fails. */
function saveDrafts(form) {
  const { draft: url, saving, saved, failed, restored } = form.dataset;
  const status = form.querySelector("[data-draft-status]") ?? document.querySelector("[data-draft-status]");
  const key = `draft:${url}`;
  let timer = 0;
  let latest = 0;
  const entries = () => [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
  const save = async () => {
    const turn = ++latest;
    say(status, saving);
    try {
      const answer = await fetch(url, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error(String(answer.status));
      if (turn !== latest) return;
      localStorage.removeItem(key);
      say(status, saved);
    } catch {
      if (turn !== latest) return;
      localStorage.setItem(key, JSON.stringify(entries()));
      say(status, failed);
    }
  };
  const kept = localStorage.getItem(key);
  if (kept) {
    for (const [name, value] of JSON.parse(kept)) {
      for (const box of all(`[name="${CSS.escape(name)}"]`, form)) {
        if (box.type === "radio" || box.type === "checkbox") box.checked ||= box.value === value;
        else if (box.type !== "file" && !box.value) box.value = value;
      }
    }
    say(status, restored);
  }
  form.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(save, 1200);
  });
  form.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(save, 1200); });
  addEventListener("online", () => { if (localStorage.getItem(key)) save(); });
  form.addEventListener("submit", () => { clearTimeout(timer); latest += 1; if (navigator.onLine) localStorage.removeItem(key); });
}

/** Close an open menu with Escape and give the focus back. */
function closeMenu(menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

focusErrors();
all("select[data-filter-by]").forEach(filterVillages);
all("[data-count]").forEach(countCharacters);
forgetMarks((_key, kept) => kept.until * 1000 < Date.now());
all("[data-forget]").forEach((node) => forgetMarks((key) => key === node.dataset.forget));
all("form[action='/sign-out']").forEach((form) => form.addEventListener("submit", () => forgetMarks(() => true)));
all("form[data-booth]").forEach(followBooth);
all("form[data-keep]").forEach(keepMarks);
all("[data-idle]").forEach(watchIdle);
all("form[data-draft]").forEach(saveDrafts);
all("details.menu").forEach(closeMenu);
all("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
