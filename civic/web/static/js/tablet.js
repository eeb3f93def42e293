/** The facilitator's tablet: one table of one event, at work with or without a network. */

import { rootOf } from "./tablet-board.js";
import { Clock } from "./tablet-clock.js";
import { Desk } from "./tablet-desk.js";
import { Guard } from "./tablet-guard.js";
import { shrink } from "./tablet-photo.js";
import { chosen, drawQuestions, insist } from "./tablet-questions.js";
import { current, openStore, remember } from "./tablet-store.js";
import { Sync, hello, leave } from "./tablet-sync.js";
import { View, fill, find, list, say, words } from "./tablet-view.js";
import { Composer } from "./tablet-writing.js";

const WIPE_AFTER = 600000;
const CLOSED_SCREENS = new Set(["board", "close"]);
const view = new View(find("[data-notes]"));
const sheet = find("[data-sheet]"), clusterSheet = find("[data-cluster-sheet]");
let desk, sync, clock, composer, guard, round = 1, screen = "start", edited = null, greeted = 0, closedAt = 0;

/** Show one screen; the board keeps its dock and panel. */
function show(name) {
  screen = name;
  for (const node of document.querySelectorAll("[data-screen]")) node.hidden = node.dataset.screen !== name;
  const board = name === "board";
  find("[data-notes]").hidden = find("[data-composer]").hidden = !board;
  for (const node of document.querySelectorAll("[data-panel]")) node.hidden = ["start", "elsewhere", "door", "wiped"].includes(name);
  if (!board) find(`[data-screen="${name}"] h2`)?.setAttribute("tabindex", "-1");
}

function toast(text) {
  const node = find("[data-toast]");
  node.textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { node.textContent = ""; }, 6000);
}

/** Do something at the table; say why not. */
async function act(...ops) {
  const reason = await desk.act(...ops);
  if (reason) toast(words[reason] ?? words.other);
  else sync.now();
  return !reason;
}

const notesOf = (kind) => Object.values(desk.shown.notes).filter((note) => note.table === desk.table && !note.removed && note.kind === kind);

/** Draw everything that may have changed. */
function draw() {
  if (!desk.hello) return;
  const { shown, confirmed, table, hello: known } = desk;
  const where = find("[data-where]");
  say(where, fill(where.dataset.words, { n: table }));
  say(find("[data-question]"), known.event.question || known.event.title);
  const unsent = new Set(desk.pending.map((op) => op.on));
  view.draw(shown, table, round, unsent);
  drawState();
  drawMessage();
  drawHandover();
  find('[data-do="undo"]').disabled = !desk.undos.length || table in shown.closed;
  find(".push").classList.toggle("shut", table in shown.closed && !desk.questions.length);
  const asking = find('[data-do="questions"]');
  asking.hidden = !desk.questions.length;
  say(asking, fill(asking.dataset.words, { n: new Set(desk.questions.map(({ op }) => op.on)).size }));
  const photos = Object.values(shown.photos).filter((photo) => photo.table === table && !photo.removed).length + desk.photos.length;
  if (photos) say(find("[data-photos]"), fill(find("[data-photos]").dataset.words, { n: photos }));
  if (screen === "questions") desk.questions.length ? drawQuestions(find("[data-questions]"), desk.questions, confirmed) : show("board");
  if (table in shown.closed && CLOSED_SCREENS.has(screen)) show("closed");
  if (!(table in shown.closed) && screen === "closed") show("board");
  if (screen === "closed") drawClosed();
  tick();
}

/** Say how far this tablet is with the network: offline, waiting, synced. */
function drawState() {
  const node = find("[data-sync]"), n = desk.waiting;
  const locked = sync?.state === "locked", offline = sync?.state === "offline" || !navigator.onLine;
  const state = locked || offline ? "offline" : n ? "waiting" : "synced";
  node.className = `sync ${state}`;
  const waits = fill(words.waiting, { n });
  const text = locked ? words.locked : offline ? [words.offline, n ? waits : ""].filter(Boolean).join(" · ") : n ? waits : words.synced;
  say(find("span", node), text);
  const symbol = { offline: "offline", waiting: "history", synced: "check" }[state], use = find("use", node);
  const href = use.getAttribute("href").replace(/#.*/, `#${symbol}`);
  if (use.getAttribute("href") !== href) use.setAttribute("href", href);
}

function drawMessage() {
  const node = find("[data-message]"), { message, said } = desk.shown;
  node.hidden = !message || localStorage.getItem("civic-tablet-hushed") === String(said);
  say(find("span", node), message);
}

/** Greet the next group with the three notes of the last round that found most dots. */
function drawHandover() {
  const node = find("[data-handover]");
  const last = Object.values(desk.shown.notes).filter((note) => note.table === desk.table && !note.removed && note.round === round - 1);
  node.hidden = screen !== "board" || greeted >= round || !last.length;
  if (!node.hidden) list(find("ol", node), last.sort((a, b) => b.dots - a.dots || a.at - b.at).slice(0, 3).map(({ text, dots }) => `${text}（${dots}）`));
}

function drawClosed() {
  const node = find("[data-closed]"), n = desk.waiting + desk.questions.length;
  const safe = isSafe();
  say(node, safe ? node.dataset.sent : fill(node.dataset.waits, { n: n || 1 }));
  find('[data-do="wipe"]').disabled = !safe;
  list(find("[data-result]"), [...notesOf("consensus"), ...notesOf("dissent")].map(({ text }) => text));
}

/** Tell whether the table is closed and all of it has arrived. */
const isSafe = () => !desk.waiting && !desk.questions.length && desk.table in desk.confirmed.closed && sync.state === "synced";

/** Forget the table some minutes after all of it has arrived, whatever the screen shows: a locked tablet too. */
function forgetInTime() {
  if (!(desk.table in desk.confirmed.closed)) closedAt = 0;
  if (sync.stopped || !isSafe()) return;
  closedAt ||= Date.now();
  if (Date.now() - closedAt > WIPE_AFTER) wipe();
}

function tick() {
  const number = clock.show(desk.shown);
  if (number !== round) { round = number; draw(); return; }
  const label = find("[data-round]");
  say(label, fill(label.dataset.words, { n: round }));
  drawRounds();
  if (screen === "closed") drawClosed();
  forgetInTime();
}

function drawRounds() {
  const node = find("[data-rounds]"), at = desk.now(), label = find("[data-round]").dataset.words;
  const time = (instant) => new Date(instant).toLocaleTimeString("zh-TW", { timeZone: "Asia/Taipei", hour: "2-digit", minute: "2-digit", hour12: false });
  const numbers = Array.from({ length: Math.max(desk.hello.event.rounds, ...Object.keys(desk.shown.rounds).map(Number), 1) }, (_, place) => place + 1);
  const items = numbers.map((number) => {
    const held = desk.shown.rounds[number];
    return { number, state: !held || at < held.starts ? "todo" : at < held.ends ? "now" : "done", when: held ? `${time(held.starts)}–${time(held.ends)}` : "" };
  });
  const key = JSON.stringify(items);
  if (node.dataset.key === key) return;
  node.dataset.key = key;
  node.replaceChildren(...items.map(({ number, state, when }) => {
    const item = Object.assign(document.createElement("li"), { className: state, textContent: fill(label, { n: number }) });
    if (state === "now") item.setAttribute("aria-current", "step");
    item.append(Object.assign(document.createElement("small"), { className: "num", textContent: when }));
    return item;
  }));
}

async function wipe() {
  sync.stop();
  guard.stop();
  await leave().catch(() => {});
  await desk.store.wipe();
  history.replaceState(null, "", "#wiped");
  show("wiped");
  say(find("[data-question]"), document.title);
}

/** List the groups of this table that hold notes, without one. */
function groupsBut(uid) {
  const held = new Set(Object.values(desk.shown.notes).filter((note) => !note.removed).map((note) => rootOf(desk.shown, note.cluster)));
  return Object.values(desk.shown.clusters).filter((each) => each.table === desk.table && held.has(each.uid) && each.uid !== uid);
}

/** Open the sheet of one note: words, kind, total, group. */
function openNote(uid) {
  const note = desk.shown.notes[uid];
  edited = { ...note };
  find("#edit-text").value = note.text;
  find(`#edit-${note.kind}`).checked = true;
  find("#edit-dots").value = note.dots;
  const mine = rootOf(desk.shown, note.cluster);
  const groups = groupsBut(mine);
  const others = Object.values(desk.shown.notes).filter((each) => each.table === desk.table && !each.removed && each.uid !== uid && !each.cluster);
  const button = (text, data) => Object.assign(document.createElement("button"), { type: "button", className: "btn quiet", textContent: text, ...data });
  const target = find("[data-group-list]");
  target.replaceChildren(
    ...(mine ? [button(target.dataset.none, { value: "" })] : []),
    ...groups.map((each) => button(each.text, { value: `c:${each.uid}` })),
    ...others.map((each) => button(each.text, { value: `n:${each.uid}` })),
  );
  find("[data-groups]").hidden = !target.children.length;
  sheet.showModal();
}

/** Put the note in hand into a group; two single notes begin one, named after the other. */
async function join(value) {
  const was = desk.shown.notes[edited.uid].cluster, [sort, uid] = [value[0], value.slice(2)];
  sheet.close();
  if (sort !== "n") return act({ do: "note.join", on: edited.uid, was, into: uid });
  const group = crypto.randomUUID();
  return act(
    { do: "cluster.name", on: group, base: 0, text: desk.shown.notes[uid].text },
    { do: "note.join", on: uid, was: "", into: group },
    { do: "note.join", on: edited.uid, was, into: group },
  );
}

function openCluster(uid) {
  edited = { ...desk.shown.clusters[uid] };
  find("#cluster-text").value = edited.text;
  const others = groupsBut(uid);
  find("[data-merge-list]").replaceChildren(...others.map((each) => Object.assign(document.createElement("button"), { type: "button", className: "btn quiet", textContent: each.text, value: each.uid })));
  find("[data-merges]").hidden = !others.length;
  clusterSheet.showModal();
}

const noteAt = (node) => node.closest("[data-note]")?.dataset.note;
const DOINGS = {
  dot: (node) => act({ do: "dots.add", on: noteAt(node), dots: 1 }),
  open: (node) => openNote(noteAt(node)),
  cluster: (node) => openCluster(node.closest("[data-cluster]").dataset.cluster),
  begin: (node) => { composer.choose(node.closest("[data-kind]").dataset.kind); composer.box.focus(); },
  undo: async () => { const reason = await desk.undo(); if (reason) toast(words[reason] ?? words.other); sync.now(); },
  hush: () => { localStorage.setItem("civic-tablet-hushed", String(desk.shown.said)); drawMessage(); },
  greet: () => { greeted = round; desk.store.set("greeted", round); drawHandover(); },
  sound: (node) => {
    clock.sound = !clock.sound;
    node.setAttribute("aria-pressed", String(clock.sound));
    const label = find("span", node);
    say(label, clock.sound ? label.dataset.on : label.dataset.off);
  },
  lock: () => guard.lock(),
  close: () => {
    list(find("[data-consensus]"), notesOf("consensus").map(({ text }) => text));
    list(find("[data-dissent]"), notesOf("dissent").map(({ text }) => text));
    find("[data-none-box]").hidden = notesOf("dissent").length > 0;
    show("close");
    drawHandover();
  },
  back: () => { show("board"); draw(); },
  questions: () => { show("questions"); draw(); },
  wipe,
  save: async () => {
    const kind = find("[name=edit-kind]:checked").value, text = find("#edit-text").value.trim();
    if (await act({ do: "note.edit", on: edited.uid, base: edited.rev, kind, text })) sheet.close();
  },
  remove: async () => { if (await act({ do: "note.remove", on: edited.uid, base: edited.rev })) sheet.close(); },
  less: async () => {
    if (await act({ do: "dots.add", on: edited.uid, dots: -1 })) find("#edit-dots").value = edited.dots = desk.shown.notes[edited.uid].dots;
  },
  total: async () => {
    const dots = Number(find("#edit-dots").value);
    if (!Number.isInteger(dots)) { toast(words.dots_out_of_range); return; }
    if (await act({ do: "dots.set", on: edited.uid, base: edited.dots, dots })) sheet.close();
  },
  name: async () => { if (await act({ do: "cluster.name", on: edited.uid, base: edited.rev, text: find("#cluster-text").value.trim() })) clusterSheet.close(); },
  keep: (node) => answer(node, () => []),
  mine: (node) => answer(node, (op) => insist(op, desk.confirmed)),
  both: (node) => answer(node, (op) => [{ do: "note.write", on: crypto.randomUUID(), round, kind: op.kind, text: op.text }]),
  again: (node) => { const { op } = chosen(node, desk.questions); composer.put(op.kind, op.text); return answer(node, () => []); },
};

async function answer(node, choose) {
  const { numbers, op } = chosen(node, desk.questions);
  await desk.answer(numbers, ...choose(op));
  sync.now();
}

function listen() {
  document.addEventListener("click", (event) => {
    const node = event.target.closest("[data-do]");
    if (node && !node.disabled) DOINGS[node.dataset.do](node);
  });
  find("[data-group-list]").addEventListener("click", (event) => { if (event.target.matches("button")) join(event.target.value); });
  find("[data-merge-list]").addEventListener("click", async (event) => {
    if (event.target.matches("button") && (await act({ do: "cluster.merge", on: edited.uid, into: event.target.value }))) clusterSheet.close();
  });
  find("form[data-close]").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await act({ do: "table.close", read: find("#read").checked, none: find("#none").checked })) { show("closed"); draw(); }
  });
  find("[data-photo]").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    try { await desk.keepPhoto(await shrink(file), round); sync.now(); } catch { toast(words.bad_photo); }
  });
  setInterval(tick, 500);
}

/** Find out which table this tablet is open for: what the door has just said, what the device remembers, the server. */
async function findPlace() {
  const said = /^#(\d+)\/(\d+)$/.exec(location.hash);
  const held = said ? { event: Number(said[1]), table: Number(said[2]) } : current();
  const place = held ?? (await hello().catch(() => null));
  if (place) remember(place);
  history.replaceState(null, "", location.pathname);
  return place;
}

/** Be the only window of this tablet that writes. */
function alone(name) {
  return new Promise((resolve) => {
    const waiting = setTimeout(() => show("elsewhere"), 400);
    navigator.locks.request(name, () => { clearTimeout(waiting); resolve(); return new Promise(() => {}); });
  });
}

async function begin() {
  navigator.serviceWorker?.register("/tablet/worker.js", { scope: "/tablet/" }).catch(() => {});
  navigator.storage?.persist?.();
  if (location.hash === "#wiped" && !current()) { show("wiped"); return; }
  const place = await findPlace();
  if (!place) { show("door"); return; }
  const store = await openStore(place);
  await alone(store.name);
  desk = new Desk(store, place, draw);
  await desk.load();
  greeted = (await store.get("greeted")) ?? 1;
  clock = new Clock(find("div[data-clock]"), () => desk.now());
  sync = new Sync(store, words.language, (news) => desk.receive(news));
  composer = new Composer(find("[data-composer]"), `${store.name}-draft`, async (kind, text) => {
    if (await act({ do: "note.write", on: crypto.randomUUID(), round, kind, text })) composer.clear();
  });
  guard = new Guard(store, () => desk.hello?.lock, (name) => { show(name); draw(); });
  listen();
  if (!desk.hello) await sync.now();
  draw();
  show("board");
  await guard.start();
  sync.start();
}

begin();
