/** What a tablet keeps on itself: the log it has seen, the operations not yet sent, photos, open questions. */

const STORES = { meta: {}, log: { keyPath: "seq" }, outbox: { keyPath: "n", autoIncrement: true },
  questions: { keyPath: "n", autoIncrement: true }, photos: { keyPath: "uid" } };
const CURRENT = "civic-tablet";

const settled = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** Return which table this device is open for, null when for none. */
export const current = () => JSON.parse(localStorage.getItem(CURRENT) ?? "null");
export const remember = (place) => localStorage.setItem(CURRENT, JSON.stringify(place));

/** Open the store of one table of one event; nothing of another table is in it. */
export async function openStore({ event, table }) {
  const name = `${CURRENT}-${event}-${table}`;
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    for (const [store, options] of Object.entries(STORES)) request.result.createObjectStore(store, options);
  };
  return new Store(name, await settled(request));
}

class Store {
  constructor(name, db) { this.name = name; this.db = db; }

  /** Run changes in one transaction that is on the disk when the promise settles. */
  change(stores, work) {
    const transaction = this.db.transaction(stores, "readwrite", { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    const result = work(Object.fromEntries(stores.map((name) => [name, transaction.objectStore(name)])));
    return done.then(() => result);
  }

  all(store) { return settled(this.db.transaction(store).objectStore(store).getAll()); }

  get(key) { return settled(this.db.transaction("meta").objectStore("meta").get(key)); }

  set(key, value) { return this.change(["meta"], ({ meta }) => { meta.put(value, key); }); }

  /** Append operations to what must be sent, and keep how they are taken back. */
  append(ops, undos) {
    return this.change(["meta", "outbox"], ({ meta, outbox }) => {
      for (const op of ops) outbox.add({ op });
      meta.put(undos, "undos");
    });
  }

  /** Take in an answer at once: what is new, what was accepted, what a person must decide. */
  receive({ hello, ops, cursor, sent, refused }) {
    return this.change(["meta", "log", "outbox", "questions"], ({ meta, log, outbox, questions }) => {
      meta.put(hello, "hello");
      meta.put(cursor, "cursor");
      for (const op of ops) log.put(op);
      for (const n of sent) outbox.delete(n);
      for (const { n, op, reason, text } of refused) {
        outbox.delete(n);
        questions.add({ op, reason, text });
      }
    });
  }

  /** Answer open questions, with the operations a person chose instead. */
  answer(numbers, ops) {
    return this.change(["outbox", "questions"], ({ outbox, questions }) => {
      for (const n of numbers) questions.delete(n);
      for (const op of ops) outbox.add({ op });
    });
  }

  keepPhoto(photo) { return this.change(["photos"], ({ photos }) => { photos.put(photo); }); }

  /** Ask a person about a photo the server does not take. */
  refusePhoto(uid) {
    return this.change(["photos", "questions"], ({ photos, questions }) => {
      photos.delete(uid);
      questions.add({ op: { do: "photo.add", on: uid }, reason: "photo_refused" });
    });
  }

  dropPhoto(uid) { return this.change(["photos"], ({ photos }) => { photos.delete(uid); }); }

  /** Forget everything about this table. */
  async wipe() {
    this.db.close();
    await settled(indexedDB.deleteDatabase(this.name));
    localStorage.removeItem(CURRENT);
    for (const key of [`${this.name}-draft`, `${CURRENT}-hushed`]) localStorage.removeItem(key);
  }
}
