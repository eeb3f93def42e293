/** Hold what this tablet shows: the confirmed board, and on top of it what was done here and not yet sent. */

import { apply, emptyBoard, fold, inverse } from "./tablet-board.js";

const UNDOS = 30;

/** Let what is taken back earlier stand on the revision that taking back later things leaves behind. */
function afterwards(back, done) {
  const later = done.find((each) => each.on === back.on && each.base !== undefined && each.base === back.base + 1 && each.do !== "dots.set");
  return later && back.do !== "dots.set" ? { ...back, base: later.base + 1 } : back;
}

export class Desk {
  constructor(store, place, changed) {
    Object.assign(this, { store, table: place.table, changed, pending: [], undos: [], questions: [], photos: [], offset: 0, hello: null });
    this.confirmed = emptyBoard();
    this.shown = emptyBoard();
    this.writing = Promise.resolve();
  }

  /** Take up what the device kept. */
  async load() {
    const [log, outbox] = [await this.store.all("log"), await this.store.all("outbox")];
    this.confirmed = fold(log);
    this.pending = outbox.map(({ op }) => op);
    this.hello = (await this.store.get("hello")) ?? null;
    this.undos = (await this.store.get("undos")) ?? [];
    this.offset = this.hello?.offset ?? 0;
    await this.#reread();
    this.#rebuild();
  }

  now() { return Math.round(Date.now() + this.offset); }

  get waiting() { return this.pending.length + this.photos.length; }

  /** Do operations here and keep them for sending; return why not, "" when the disk has them. */
  async act(...wanted) { return this.#do(wanted, (backs) => { if (backs.length) this.undos = [...this.undos, backs].slice(-UNDOS); }); }

  /** Apply operations and write them down together with the list of what can be taken back. */
  async #do(wanted, keepUndo) {
    const ops = wanted.map((fields) => ({ id: crypto.randomUUID(), table: this.table, at: this.now(), ...fields }));
    const before = structuredClone(this.shown);
    for (const op of ops) {
      const reason = apply(this.shown, op);
      if (reason) { this.shown = before; return reason; }
    }
    const backs = ops.map((op, place) => inverse(op, place ? fold(ops.slice(0, place), structuredClone(before)) : before));
    const known = backs.filter(Boolean).reverse();
    keepUndo(known);
    const { undos } = this;
    this.pending.push(...ops);
    this.writing = this.writing.then(() => this.store.append(ops, undos));
    try {
      await this.writing;
    } catch {
      this.writing = Promise.resolve();
      this.pending = this.pending.filter((op) => !ops.includes(op));
      this.undos = this.undos.filter((each) => each !== known);
      this.#rebuild();
      return "full";
    }
    this.changed(); // shown only now that it is on the disk
    return "";
  }

  /** Take back the last thing done here. */
  async undo() {
    const backs = this.undos.at(-1);
    if (!backs) return "";
    const rest = this.undos.slice(0, -1);
    this.undos = rest.map((each) => each.map((back) => afterwards(back, backs)));
    const reason = await this.#do(backs, () => {});
    if (reason) this.undos = reason === "full" ? [...rest, backs] : rest;
    if (reason && reason !== "full") await this.store.set("undos", this.undos);
    return reason;
  }

  /** Take in what a sync brought. */
  async receive({ ops = [], gone = [], hello, asked }) {
    if (hello) { this.hello = hello; this.offset = hello.offset; }
    if (ops.length || gone.length) {
      const sent = new Set(gone);
      fold(ops, this.confirmed);
      this.pending = this.pending.filter((op) => !sent.has(op.id));
      this.#rebuild();
    }
    if (asked || !hello) await this.#reread();
    this.changed();
  }

  /** Answer questions with what a person chose: nothing, or other operations. */
  async answer(numbers, ...wanted) {
    const ops = wanted.map((fields) => ({ id: crypto.randomUUID(), table: this.table, at: this.now(), ...fields }));
    await this.writing;
    await this.store.answer(numbers, ops);
    this.pending.push(...ops);
    fold(ops, this.shown);
    await this.#reread();
    this.changed();
  }

  /** Keep a photo for sending. */
  async keepPhoto(blob, round) {
    await this.store.keepPhoto({ uid: crypto.randomUUID().slice(0, 34), blob, round });
    await this.#reread();
    this.changed();
  }

  async #reread() {
    this.questions = await this.store.all("questions");
    this.photos = await this.store.all("photos");
  }

  #rebuild() { this.shown = fold(this.pending, structuredClone(this.confirmed)); }
}
