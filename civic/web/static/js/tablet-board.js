/** The board of a table: the one meaning of every operation, the same as civic/events/tablet_board.py. */

const KINDS = ["issue", "need", "idea", "concern", "character", "consensus", "dissent"];
const NOTE_LENGTH = 1000, NOTES = 500, DOTS = 10000, PHOTOS = 20, ROUNDS = 20, MINUTES = 240, MESSAGE = 200;
const MINUTE = 60000;
const ON_CLOSED = new Set(["table.close", "table.reopen", "photo.add"]);
const CHANGED = "changed_elsewhere";

export const emptyBoard = () => ({ notes: {}, clusters: {}, photos: {}, rounds: {}, closed: {}, message: "", said: 0 });

const lengthOf = (text) => [...text].length;
const standing = (board, table) => Object.values(board.notes).filter((note) => note.table === table && !note.removed);
const noteOf = (board, op) => (board.notes[op.on]?.table === op.table ? board.notes[op.on] : null);
const stands = (board, uid, table) => board.clusters[uid]?.table === table && !board.clusters[uid].into;
const whyNotText = (text) => (text.trim() ? (lengthOf(text) > NOTE_LENGTH ? "note_too_long" : "") : "note_empty");
const whyNotWords = (op) => whyNotText(op.text) || (KINDS.includes(op.kind) ? "" : "bad_kind");
const whyFull = (board, table) => (standing(board, table).length >= NOTES ? "too_many_notes" : "");

/** Change the words of a note that the person saw as it stands; else send the choice back. */
function rewrite(board, op, changes) {
  const note = noteOf(board, op);
  if (!note) return "no_such_note";
  if (note.rev !== op.base) return CHANGED;
  if (note.removed) return "note_removed";
  board.notes[op.on] = { ...note, ...changes, rev: note.rev + 1 };
  return "";
}

function setTo(board, note, dots) {
  if (!note) return "no_such_note";
  if (note.removed) return "note_removed";
  if (!(dots >= 0 && dots <= DOTS)) return "dots_out_of_range";
  board.notes[note.uid] = { ...note, dots };
  return "";
}

const DO = {
  "note.write"(board, op) {
    if (op.on === "" || board.notes[op.on]) return "note_id_taken";
    const reason = whyNotWords(op) || whyFull(board, op.table);
    if (reason) return reason;
    if (!(op.round >= 1 && op.round <= 99)) return "bad_round";
    const { on: uid, table, round, kind, text, at } = op;
    board.notes[uid] = { uid, table, round, kind, text, at, dots: 0, cluster: "", removed: false, rev: 1 };
    return "";
  },
  "note.edit": (board, op) => whyNotWords(op) || rewrite(board, op, { kind: op.kind, text: op.text }),
  "note.remove": (board, op) => rewrite(board, op, { removed: true }),
  "note.restore"(board, op) {
    const note = noteOf(board, op);
    if (!note) return "no_such_note";
    if (note.rev !== op.base) return CHANGED;
    const reason = note.removed ? whyFull(board, op.table) : "";
    if (reason) return reason;
    board.notes[op.on] = { ...note, removed: false, rev: note.rev + 1 };
    return "";
  },
  "note.join"(board, op) {
    const note = noteOf(board, op);
    if (!note) return "no_such_note";
    if (note.removed) return "note_removed";
    if (note.cluster !== op.was || (op.into && !stands(board, op.into, op.table))) return CHANGED;
    board.notes[op.on] = { ...note, cluster: op.into };
    return "";
  },
  "cluster.name"(board, op) {
    if (op.on === "") return "note_id_taken";
    const reason = whyNotText(op.text);
    if (reason) return reason;
    const held = board.clusters[op.on];
    if (held && held.table !== op.table) return "note_id_taken";
    if ((held ? held.rev : 0) !== op.base || held?.into) return CHANGED;
    board.clusters[op.on] = { uid: op.on, table: op.table, text: op.text, into: "", rev: op.base + 1 };
    return "";
  },
  "cluster.merge"(board, op) {
    if (op.on === op.into || !stands(board, op.on, op.table) || !stands(board, op.into, op.table)) return CHANGED;
    board.clusters[op.on] = { ...board.clusters[op.on], into: op.into };
    return "";
  },
  "cluster.split"(board, op) {
    const held = board.clusters[op.on];
    if (held?.table !== op.table || !held.into || held.into !== op.was) return CHANGED;
    board.clusters[op.on] = { ...held, into: "" };
    return "";
  },
  "dots.add": (board, op) => setTo(board, noteOf(board, op), (noteOf(board, op)?.dots ?? 0) + op.dots),
  "dots.set"(board, op) {
    const note = noteOf(board, op);
    if (note && !note.removed && note.dots !== op.base) return CHANGED;
    return setTo(board, note, op.dots);
  },
  "photo.add"(board, op) {
    if (op.on === "" || board.photos[op.on]) return "note_id_taken";
    const held = Object.values(board.photos).filter((photo) => photo.table === op.table && !photo.removed);
    if (held.length >= PHOTOS) return "too_many_photos";
    board.photos[op.on] = { uid: op.on, table: op.table, round: op.round, removed: false };
    return "";
  },
  "photo.remove"(board, op) {
    if (board.photos[op.on]?.table !== op.table) return "no_such_note";
    board.photos[op.on] = { ...board.photos[op.on], removed: true };
    return "";
  },
  "table.close"(board, op) {
    if (op.table in board.closed) return "";
    if (!op.read) return "not_read_aloud";
    const dissents = standing(board, op.table).filter((note) => note.kind === "dissent").length;
    if (!dissents && !op.none) return "dissent_empty";
    board.closed[op.table] = op.none && !dissents;
    return "";
  },
  "table.reopen"(board, op) {
    delete board.closed[op.table];
    return "";
  },
  "round.start"(board, op) {
    const fits = op.minutes >= 1 && op.minutes <= MINUTES && op.pause >= 0 && op.pause <= MINUTES;
    if (!fits || !(op.round >= 1 && op.round <= op.last && op.last <= ROUNDS)) return "bad_round";
    const earlier = Object.values(board.rounds).filter((held) => held.number < op.round && held.starts <= op.at);
    board.rounds = Object.fromEntries(earlier.map((held) => [held.number, { ...held, ends: Math.min(held.ends, op.at) }]));
    for (let number = op.round; number <= op.last; number += 1) {
      const starts = op.at + (number - op.round) * (op.minutes + op.pause) * MINUTE;
      board.rounds[number] = { number, starts, ends: starts + op.minutes * MINUTE };
    }
    return "";
  },
  "round.stop"(board, op) {
    const held = board.rounds[op.round];
    if (!held || !(held.starts <= op.at && op.at < held.ends)) return "no_such_round";
    const kept = Object.values(board.rounds).filter((each) => each.number < op.round);
    board.rounds = Object.fromEntries([...kept, { ...held, ends: op.at }].map((each) => [each.number, each]));
    return "";
  },
  "message.say"(board, op) {
    if (lengthOf(op.text) > MESSAGE) return "message_too_long";
    board.message = op.text;
    board.said = op.at;
    return "";
  },
};

const DEFAULTS = {
  on: "", base: 0, was: "", into: "", kind: "", text: "", dots: 0, round: 1,
  minutes: 0, pause: 0, last: 0, read: false, none: false,
};

/** Do one operation; return the code of why not ("" when it is done), and then nothing is changed. */
export function apply(board, given) {
  const op = { ...DEFAULTS, ...given };
  if (op.table in board.closed && !ON_CLOSED.has(op.do)) return "table_closed";
  return DO[op.do] ? DO[op.do](board, op) : "bad_operation";
}

/** Do operations in their order; those that cannot be done change nothing. */
export function fold(ops, board = emptyBoard()) {
  for (const op of ops) apply(board, op);
  return board;
}

/** Return the cluster that one was merged into in the end. */
export function rootOf(board, uid) {
  let root = uid;
  while (board.clusters[root]?.into) root = board.clusters[root].into;
  return root;
}

/** Return the operation that takes one back, null where there is none; `before` is the board it was done on. */
export function inverse(op, before) {
  const note = before.notes[op.on], cluster = before.clusters[op.on];
  switch (op.do) {
    case "note.write": return { do: "note.remove", on: op.on, base: 1 };
    case "note.edit": return { do: "note.edit", on: op.on, base: op.base + 1, kind: note.kind, text: note.text };
    case "note.remove": return { do: "note.restore", on: op.on, base: op.base + 1 };
    case "note.restore": return { do: "note.remove", on: op.on, base: op.base + 1 };
    case "note.join": return { do: "note.join", on: op.on, was: op.into, into: rootOf(before, op.was) };
    case "cluster.name": return cluster ? { do: op.do, on: op.on, base: op.base + 1, text: cluster.text } : null;
    case "cluster.merge": return { do: "cluster.split", on: op.on, was: op.into };
    case "cluster.split": return { do: "cluster.merge", on: op.on, into: op.was };
    case "dots.add": return { do: "dots.add", on: op.on, dots: -op.dots };
    case "dots.set": return { do: "dots.set", on: op.on, base: op.dots, dots: note.dots };
    default: return null;
  }
}
