/** Write in Chinese without haste: nothing is sent while a character is being composed, nothing typed is lost. */

/** Watch a text box: keep its words on the device, send on Enter when nothing is being composed. */
export class Composer {
  constructor(form, key, send) {
    this.form = form;
    this.box = form.querySelector("textarea");
    this.key = key;
    this.composing = false;
    this.box.addEventListener("compositionstart", () => { this.composing = true; });
    this.box.addEventListener("compositionend", () => { this.composing = false; this.keep(); });
    this.box.addEventListener("input", () => this.keep());
    form.addEventListener("change", () => this.keep());
    this.box.addEventListener("keydown", (event) => {
      const inside = this.composing || event.isComposing || event.keyCode === 229;
      if (event.key !== "Enter" || event.shiftKey || inside) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.composing) send(this.kind, this.box.value.trim());
    });
    this.restore();
  }

  get kind() { return this.form.querySelector("[name=kind]:checked").value; }

  choose(kind) {
    this.form.querySelector(`[name=kind][value=${kind}]`).checked = true;
    this.keep();
  }

  put(kind, text) {
    this.choose(kind);
    this.box.value = text;
    this.keep();
    this.box.focus();
  }

  clear() { this.box.value = ""; this.keep(); }

  keep() {
    this.box.placeholder = this.form.querySelector("[name=kind]:checked").dataset.prompt;
    if (this.box.value) localStorage.setItem(this.key, JSON.stringify({ kind: this.kind, text: this.box.value }));
    else localStorage.removeItem(this.key);
  }

  restore() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    if (kept) {
      this.form.querySelector(`[name=kind][value=${kept.kind}]`).checked = true;
      this.box.value = kept.text;
    }
    this.keep();
  }
}
