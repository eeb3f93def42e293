/** The door without a network: a list kept for the event's day, check-ins queued here and sent later, a camera for codes. */

const root = document.getElementById("door");
const words = root.dataset;
const KEY = `civic.door.${words.event}`;
const part = (name) => root.querySelector(`[data-door-${name}]`);
const kept = { people: [], queue: [], door: "", csrf: "", ...read() };
let sending = false;
let online = navigator.onLine;

function read() {
  try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; }
}

/** Write before anything is shown: what the door has seen is on the device. */
function keep() {
  localStorage.setItem(KEY, JSON.stringify(kept));
  const left = kept.queue.length;
  part("state").textContent = !online ? `${words.offline}${left ? ` (${left})` : ""}` : left ? `${words.waiting} ${left}` : words.synced;
}

function say(text) {
  const line = document.createElement("span");
  line.textContent = text;
  part("said").prepend(line);
  while (part("said").children.length > 4) part("said").lastChild.remove();
}

const places = (guest) => [guest.number ? `${words.number} ${guest.number}` : "", guest.table ? `${words.table} ${guest.table}` : ""].filter(Boolean).join(" · ");

/** Ask for the list; it comes only on the day of the event, and is forgotten when the event is over. */
async function refresh() {
  try {
    const answer = await fetch(words.roster, { headers: { Accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403 || answer.redirected) return;
    const sent = await answer.json();
    online = true;
    kept.csrf = sent.csrf;
    if (sent.open) kept.people = sent.people.map((person) => ({ ...person, ...waitingFor(person.id) }));
    else if (!kept.queue.length) kept.people = [];
  } catch { online = false; }
  keep();
  show();
}

const waitingFor = (id) => (kept.queue.some((op) => op.registration === id) ? { place: "attended", words: words.kept } : {});

/** Send what is queued, in order; each operation has its own id, so sending twice enters once. */
async function send() {
  if (sending || !kept.queue.length) return;
  sending = true;
  try {
    const ops = kept.queue.slice(0, 100);
    const post = () => fetch(words.sync, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": kept.csrf },
      body: JSON.stringify({ door: kept.door, ops }),
    });
    let answer = await post();
    if (answer.status === 400 || answer.status === 403) { await refresh(); answer = await post(); }
    if (!answer.ok) throw new Error(String(answer.status));
    const { results } = await answer.json();
    const done = new Set(results.map((result) => result.id));
    kept.queue = kept.queue.filter((op) => !done.has(op.id));
    online = true;
    results.forEach((result, index) => settle(result, ops[index]));
    keep();
    await refresh();
  } catch { online = navigator.onLine && online; keep(); } finally { sending = false; }
}

function settle(result, op) {
  const name = result.name || op.name || kept.people.find((person) => person.id === op.registration)?.name || "";
  if (result.outcome === "refused") say(`${name}: ${result.reason}`);
  else if (result.outcome === "elsewhere") say(`${name} ${words.elsewhere} ${result.when}${result.door ? ` · ${words.atDoor} ${result.door}` : ""}`);
  else say(`${name}: ${words.seated} ${places(result)}`);
}

function enqueue(op) {
  kept.queue.push({ id: crypto.randomUUID(), at: new Date().toISOString(), ...op });
  keep();
  send();
}

function checkIn(person) {
  if (person.place === "attended") { say(`${person.name}: ${person.words} ${places(person)}`); return; }
  Object.assign(person, { place: "attended", words: words.kept });
  say(`${person.name}: ${words.kept}${person.table ? ` · ${words.table} ${person.table}` : ""}`);
  enqueue({ kind: "check_in", registration: person.id, name: person.name });
  show();
}

const fold = (text) => text.normalize("NFKC").toLowerCase().replaceAll("臺", "台").replace(/\s+/g, "");

/** Show whom the search finds; return how many. */
function show() {
  if (!kept.people.length) return 0;
  const wanted = fold(document.getElementById("q").value);
  const list = part("list");
  if (!wanted) { list.replaceChildren(); return 0; }
  const found = kept.people.filter((p) => fold(p.name).includes(wanted) || (/^\d{3}$/.test(wanted) && p.last3 === wanted)).slice(0, 12);
  list.replaceChildren(...found.map(row));
  if (!found.length) {
    const line = document.createElement("li");
    line.textContent = words.nobody;
    list.append(line);
  }
  return found.length;
}

/** Take a name nobody is registered by over to the walk-in form: Enter once more, and the person is in. */
function takeOver(name, form) {
  if (!form || !name || /^[\d\s]+$/.test(name)) return;
  form.elements.name.value = name;
  form.elements.name.focus();
}

function row(person) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const bold = document.createElement("b");
  bold.textContent = person.name;
  name.append(bold, `${person.people > 1 ? ` ×${person.people}` : ""} ${person.last3 ? `…${person.last3}` : ""} ${places(person)}`);
  line.append(name);
  if (person.place === "seat" || person.place === "offered") {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn act";
    button.textContent = words.checkIn;
    button.setAttribute("aria-label", `${words.checkIn} ${person.name}`);
    button.addEventListener("click", () => checkIn(person));
    line.append(button);
  } else {
    const state = document.createElement("span");
    state.textContent = person.words;
    line.append(state);
  }
  return line;
}

/** Read codes with the camera where the browser can; elsewhere the phone's own camera opens the link in the code. */
async function offerCamera() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const button = part("scan");
  const video = part("video");
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (video.srcObject) { stop(video); return; }
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch { say(words.noCamera); return; }
    video.hidden = false;
    await video.play();
    let last = "";
    const look = async () => {
      if (!video.srcObject) return;
      const codes = await detector.detect(video).catch(() => []);
      const code = codes[0]?.rawValue.split("/").pop() || "";
      if (code && code !== last) { last = code; scanned(code); }
      setTimeout(look, 250);
    };
    look();
  });
}

function stop(video) {
  video.srcObject.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
  video.hidden = true;
}

function scanned(code) {
  const person = kept.people.find((each) => each.code === code);
  if (person) checkIn(person); else say(words.unknown);
}

function wipe() {
  if (kept.queue.length) { keep(); send(); return; }
  localStorage.removeItem(KEY);
  kept.people = [];
  part("list").replaceChildren();
  caches?.delete("civic-door");
}

function start() {
  const search = part("search");
  const box = document.getElementById("q");
  const walkIn = part("walk-in");
  search.addEventListener("submit", (event) => {
    if (!kept.people.length) return;
    event.preventDefault();
    if (!show()) takeOver(box.value.trim(), walkIn);
  });
  box.addEventListener("input", (event) => { if (!event.isComposing) show(); });
  box.addEventListener("compositionend", show);
  walkIn?.addEventListener("submit", (event) => {
    const form = new FormData(walkIn);
    const name = form.get("name").trim();
    if (!kept.people.length || !name) return;
    event.preventDefault();
    enqueue({ kind: "walk_in", name, contact: form.get("contact").trim(), sector: form.get("sector"), people: Number(form.get("people")) || 1 });
    say(`${name}: ${words.kept}`);
    walkIn.reset();
    box.value = "";
    show();
    box.focus();
  });
  const door = part("name");
  door.value = kept.door;
  door.addEventListener("change", () => { kept.door = door.value.trim(); keep(); });
  part("wipe").addEventListener("click", wipe);
  window.addEventListener("online", () => { online = true; keep(); send(); });
  window.addEventListener("offline", () => { online = false; keep(); });
  setInterval(() => (kept.queue.length ? send() : refresh()), 15000);
  navigator.serviceWorker?.register(words.worker).then(() => navigator.serviceWorker.ready).then((ready) => {
    const used = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => name.includes("/static/"));
    ready.active.postMessage([location.pathname, ...used]);
  }).catch(() => {});
  keep();
  offerCamera();
  refresh().then(send);
}

start();
