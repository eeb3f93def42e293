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
  const picks = all("[data-cost]", form).filter((pick) => (pick.type === "number" ? Number(pick.value) > 0 : pick.checked));
  const points = picks.reduce((sum, pick) => sum + (pick.type === "number" ? Number(pick.value) : 0), 0);
  return { count: picks.length, points, spent: picks.reduce((sum, pick) => sum + Number(pick.dataset.cost), 0) };
}

/** Keep the basket true while choosing; the server counts again. */
function followBooth(form) {
  const { min = 0, max = 0, pot = 0, booth } = form.dataset;
  const state = form.querySelector("[data-booth-state]");
  const show = () => {
    const ballot = readBallot(form);
    const count = booth === "points" ? ballot.points : ballot.count;
    all("[data-booth-count]", form).forEach((node) => say(node, String(count)));
    all("[data-booth-spent]", form).forEach((node) => say(node, money(ballot.spent)));
    all("[data-booth-bar]", form).forEach((bar) => { bar.value = count; });
    all("[data-booth-money]", form).forEach((bar) => { bar.value = ballot.spent; });
    if (!state) return;
    const { few, many, over, ready } = state.dataset;
    const fill = (text, n) => text.replace("{n}", String(n));
    if (count < min) say(state, fill(few, min - count));
    else if (Number(max) && count > max) say(state, fill(many, count - max));
    else if (Number(pot) && ballot.spent > pot) say(state, over);
    else say(state, ready);
  };
  form.addEventListener("input", show);
  if (readBallot(form).count) show();
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

document.documentElement.classList.add("js");
focusErrors();
all("select[data-filter-by]").forEach(filterVillages);
all("[data-count]").forEach(countCharacters);
all("form[data-booth]").forEach(followBooth);
all("form[data-draft]").forEach(saveDrafts);
all("details.menu").forEach(closeMenu);
all("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
