/** Draw the board: notes, groups, prompts for what nobody has said yet. */

import { rootOf } from "./tablet-board.js";

const GHOSTS = 8;
export const find = (selector, root = document) => root.querySelector(selector);
export const say = (node, text) => { if (node.textContent !== text) node.textContent = text; };
export const words = find("div[data-words]").dataset;
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const make = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
const labels = new Map([...document.querySelectorAll("[data-composer] .kind")].map((kind) => [find("input", kind).value, find("label", kind).textContent]));

/** Put nodes into a list only when their order changed, so that nothing under a finger moves or loses focus. */
function arrange(list, nodes) {
  const same = list.children.length === nodes.length && nodes.every((node, place) => list.children[place] === node);
  if (!same) list.replaceChildren(...nodes);
}

export class View {
  constructor(list) { Object.assign(this, { list, cards: new Map(), groups: new Map() }); this.ghosts = document.getElementById("t-ghosts").content; }

  /** Draw what stands at the table; `waiting` are the ids of notes with something not sent yet. */
  draw(board, table, round, waiting) {
    const notes = Object.values(board.notes).filter((note) => note.table === table && !note.removed);
    const order = (a, b) => (b.round === round) - (a.round === round) || b.round - a.round || b.at - a.at || (a.uid < b.uid ? -1 : 1);
    const clusters = new Map();
    const nodes = [];
    for (const note of notes.sort(order)) {
      const card = this.#card(note, waiting.has(note.uid));
      const root = rootOf(board, note.cluster);
      if (!root) nodes.push(card);
      else if (clusters.has(root)) clusters.get(root).push({ note, card });
      else { clusters.set(root, [{ note, card }]); nodes.push(this.#group(board.clusters[root])); }
    }
    for (const [uid, members] of clusters) this.#fillGroup(this.groups.get(uid), members);
    const said = new Set(notes.map((note) => note.kind));
    const silent = notes.length < GHOSTS ? [...this.ghosts.children].filter((ghost) => !said.has(ghost.dataset.kind)) : [];
    this.shown ??= new Map();
    for (const ghost of silent) if (!this.shown.has(ghost.dataset.kind)) this.shown.set(ghost.dataset.kind, ghost.cloneNode(true));
    arrange(this.list, [...nodes, ...silent.map((ghost) => this.shown.get(ghost.dataset.kind))]);
    this.list.classList.toggle("few", nodes.length < 3);
  }

  #card(note, pending) {
    if (!this.cards.has(note.uid)) {
      const made = make("t-note");
      made.dataset.note = note.uid;
      this.cards.set(note.uid, made);
    }
    const card = this.cards.get(note.uid);
    card.className = `note n-${note.kind}${pending ? " pending" : ""}`;
    say(find(".note-kind span", card), labels.get(note.kind) ?? note.kind);
    say(find(".note-text", card), note.text);
    say(find("[data-dots]", card), String(note.dots));
    find(".dot", card).setAttribute("aria-label", fill(words.add, { text: note.text }));
    find(".more", card).setAttribute("aria-label", fill(words.more, { text: note.text }));
    return card;
  }

  #group(cluster) {
    if (!this.groups.has(cluster.uid)) {
      const made = make("t-cluster");
      made.dataset.cluster = cluster.uid;
      this.groups.set(cluster.uid, made);
    }
    const group = this.groups.get(cluster.uid);
    say(find("h2", group), cluster.text);
    find(".more", group).setAttribute("aria-label", fill(words.more, { text: cluster.text }));
    return group;
  }

  #fillGroup(group, members) {
    say(find(".cluster-head b", group), String(members.reduce((sum, { note }) => sum + note.dots, 0)));
    arrange(find("ul", group), members.map(({ card }) => card));
  }
}

/** Write texts as a list, or one sentence when there are none. */
export function list(node, texts) {
  const items = texts.length ? texts : [node.dataset.none].filter(Boolean);
  node.replaceChildren(...items.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}
