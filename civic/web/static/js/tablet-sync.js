/** Send what waits and fetch what is new, one round after another; the network may end at any moment. */

const BATCH = 50;
const WAIT = 4000;
const PATIENCE = 15000;

class Locked extends Error {}

/** Ask the server; Locked when this tablet must enter its code again. */
async function ask(path, options = {}) {
  const answer = await fetch(`/tablet/${path}`, {
    credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options,
  });
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) throw new Locked();
  return answer;
}

const post = (path, body) => ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Ask which table this tablet is open for. */
export async function hello() {
  const { event, table } = await (await ask("pull")).json();
  return { event: event.id, table };
}

export const leave = () => post("leave", {});

export class Sync {
  constructor(store, language, tell) {
    Object.assign(this, { store, language, tell, busy: null, again: false, timer: 0 });
    this.state = "waiting";
  }

  /** Sync now and then every few seconds while somebody looks. */
  start() {
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.#become("offline"));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.now(); });
    this.now();
  }

  stop() { clearTimeout(this.timer); this.stopped = true; }

  /** Sync as soon as the round in hand is over. */
  now() {
    if (this.stopped) return Promise.resolve();
    if (this.busy) { this.again = true; return this.busy; }
    clearTimeout(this.timer);
    this.busy = this.#round().finally(() => {
      this.busy = null;
      const soon = this.again && this.state !== "offline";
      this.again = false;
      if (!this.stopped) this.timer = setTimeout(() => this.now(), soon ? 0 : WAIT * (0.75 + Math.random() / 2));
    });
    return this.busy;
  }

  async #round() {
    try {
      while (await this.#exchange());
      await this.#photos();
      this.#become("synced");
    } catch (problem) {
      this.#become(problem instanceof Locked ? "locked" : "offline");
    }
  }

  /** Send a batch and take in the news; tell whether there is more. */
  async #exchange() {
    const waiting = await this.store.all("outbox");
    const batch = waiting.slice(0, BATCH);
    const since = (await this.store.get("cursor")) ?? 0;
    const before = Date.now();
    const answer = batch.length
      ? await post("push", { since, language: this.language, ops: batch.map(({ op }) => op) })
      : await ask(`pull?since=${since}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const { ops, cursor, answers = [], more, ...news } = await answer.json();
    const offset = news.now - (before + Date.now()) / 2;
    const hello = { ...news, offset };
    const byId = new Map(answers.map((each) => [each.id, each]));
    const answered = batch.map(({ n, op }) => ({ n, op, ...byId.get(op.id) }));
    const refused = answered.filter(({ reason }) => reason);
    const sent = answered.filter(({ seq }) => seq && seq <= cursor).map(({ n }) => n);
    await this.store.receive({ hello, ops, cursor, sent, refused });
    const gone = new Set([...sent, ...refused.map(({ n }) => n)]);
    await this.tell({ ops, hello, gone: batch.filter(({ n }) => gone.has(n)).map(({ op }) => op.id), asked: refused.length > 0 });
    return more || waiting.length > batch.length || sent.length + refused.length < answered.length;
  }

  async #photos() {
    for (const photo of await this.store.all("photos")) {
      const answer = await ask(`photos/${photo.uid}?round=${photo.round}`, {
        method: "POST", headers: { "Content-Type": "image/jpeg" }, body: photo.blob, signal: AbortSignal.timeout(60000),
      });
      if (answer.ok) await this.store.dropPhoto(photo.uid);
      else if (answer.status < 500 && answer.status !== 429) await this.store.refusePhoto(photo.uid);
      await this.tell({});
    }
  }

  #become(state) {
    this.state = state;
    this.tell({});
  }
}
