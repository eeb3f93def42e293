/** Show where two devices differ, and let a person choose; nothing is decided by itself. */

import { rootOf } from "./tablet-board.js";
import { fill, find, say, words } from "./tablet-view.js";

const CHANGED = "changed_elsewhere";
const NEW = new Set(["note.write", "note.edit"]);

/** Put open questions about one thing together, newest last. */
function grouped(questions) {
  const groups = new Map();
  for (const question of questions) {
    const key = `${question.op.do.split(".")[0]}-${question.op.on}`;
    groups.set(key, [...(groups.get(key) ?? []), question]);
  }
  return [...groups.values()];
}

/** Say what an operation wanted, in the words of the table. */
function wanted(op, board) {
  if (op.do === "note.remove") return words.remove;
  if (op.do === "note.restore") return words.restore;
  if (op.do.startsWith("dots")) return `${op.dots} ${words.dots} · ${board.notes[op.on]?.text ?? ""}`;
  if (op.do === "note.join" || op.do === "cluster.merge") return board.clusters[rootOf(board, op.into)]?.text || words.alone;
  return op.text ?? "";
}

/** Say what stands instead. */
function stands(op, board) {
  const note = board.notes[op.on];
  if (op.do.startsWith("dots")) return `${note?.dots ?? 0} ${words.dots}`;
  if (op.do === "note.join") return board.clusters[rootOf(board, note?.cluster)]?.text ?? words.alone;
  if (op.do.startsWith("cluster")) return board.clusters[rootOf(board, op.on)]?.text ?? "";
  return note?.removed ? `${words.gone} · ${note.text}` : note?.text ?? "";
}

/** Return the operations that make it as this tablet wanted, on what stands now. */
export function insist(op, board) {
  const note = board.notes[op.on], cluster = board.clusters[op.on];
  const back = note?.removed ? [{ do: "note.restore", on: op.on, base: note.rev }] : [];
  const rev = (note?.rev ?? 0) + back.length;
  switch (op.do) {
    case "note.edit": return [...back, { do: op.do, on: op.on, base: rev, kind: op.kind, text: op.text }];
    case "note.remove": return note?.removed ? [] : [{ do: op.do, on: op.on, base: note.rev }];
    case "note.restore": return back;
    case "dots.set": return [{ do: op.do, on: op.on, base: note.dots, dots: op.dots }];
    case "note.join": return [{ do: op.do, on: op.on, was: note.cluster, into: rootOf(board, op.into) }];
    case "cluster.name": return [{ do: op.do, on: rootOf(board, op.on), base: board.clusters[rootOf(board, op.on)]?.rev ?? 0, text: op.text }];
    case "cluster.merge": {
      const [one, other] = [rootOf(board, op.on), rootOf(board, op.into)];
      return one === other ? [] : [{ do: op.do, on: one, into: other }];
    }
    case "cluster.split": return cluster?.into ? [{ do: op.do, on: op.on, was: cluster.into }] : [];
    default: return [];
  }
}

/** Draw the questions; their buttons carry the numbers of what they answer. */
export function drawQuestions(list, questions, board) {
  const shape = document.getElementById("t-question").content.firstElementChild;
  list.replaceChildren(...grouped(questions).map((group) => {
    const node = shape.cloneNode(true), { op, reason, text } = group.at(-1), changed = reason === CHANGED;
    node.dataset.numbers = JSON.stringify(group.map(({ n }) => n));
    say(find("[data-reason]", node), text ?? words[reason] ?? words.other);
    say(find(".mine", node), fill(words.mine, { text: wanted(op, board) }));
    if (changed) say(find(".theirs", node), fill(words.theirs, { text: stands(op, board) }));
    find(".theirs", node).hidden = !changed;
    find('[data-do="keep"]:not([data-drop])', node).hidden = !changed;
    find('[data-do="mine"]', node).hidden = !changed;
    find('[data-do="both"]', node).hidden = !(changed && op.do === "note.edit");
    find('[data-do="again"]', node).hidden = changed || !NEW.has(op.do);
    find("[data-drop]", node).hidden = changed;
    return node;
  }));
}

/** Return the newest question of a drawn one, and the numbers it stands for. */
export function chosen(button, questions) {
  const numbers = JSON.parse(button.closest("[data-numbers]").dataset.numbers);
  return { numbers, op: questions.find(({ n }) => n === numbers.at(-1)).op };
}
