/** Lock a tablet nobody touches; the table's code opens it again, with or without a network. */

import { find, say, words } from "./tablet-view.js";

const IDLE = 20 * 60000;
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));

/** Tell whether a code is the one this tablet was opened with. */
async function fits(code, { salt, hash, rounds }) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: rounds }, key, 256);
  return [...new Uint8Array(bits)].map((byte) => byte.toString(16).padStart(2, "0")).join("") === hash;
}

export class Guard {
  constructor(store, known, show) { Object.assign(this, { store, known, show, timer: 0 }); }

  async start() {
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => this.#touch(), { passive: true });
    find("[data-unlock]").addEventListener("submit", (event) => { event.preventDefault(); this.#unlock(); });
    this.#touch();
    if (await this.store.get("locked")) this.show("locked");
  }

  stop() { clearTimeout(this.timer); this.stopped = true; }

  async lock() {
    await this.store.set("locked", true);
    this.show("locked");
  }

  async #unlock() {
    const box = find("#unlock"), known = this.known();
    const right = known && (await fits(box.value.replace(/\D/g, ""), known));
    say(find("[data-unlock-error]"), right ? "" : words.wrong);
    if (!right) return;
    box.value = "";
    await this.store.set("locked", false);
    this.show("board");
  }

  #touch() {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.lock(), IDLE);
  }
}
