/** The one clock of all tables: it runs by itself from the rounds' instants, with colour, words, vibration, and sound if wanted. */

const LAST = 120000;

/** Tell where the clock stands: the round, what is left (ms), and in which state. */
export function reading(board, now) {
  const rounds = Object.values(board.rounds).sort((a, b) => a.number - b.number);
  const running = rounds.find((round) => round.starts <= now && now < round.ends);
  const begun = rounds.filter((round) => round.starts <= now).at(-1);
  const coming = rounds.find((round) => round.starts > now);
  const number = begun?.number ?? 1;
  if (running) {
    const left = running.ends - now;
    return { number, left, total: running.ends - running.starts, state: left <= LAST ? "last" : "running" };
  }
  if (coming) return { number, left: coming.starts - now, total: 0, state: "pause" };
  return { number, left: 0, total: 0, state: begun ? "over" : "none" };
}

const written = (left) => {
  const seconds = Math.ceil(left / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

export class Clock {
  constructor(node, now) { Object.assign(this, { node, now, sound: false, before: "" }); }

  /** Show the time that is left; warn once as a state begins. */
  show(board) {
    const { node } = this, at = reading(board, this.now());
    const face = node.querySelector(".clock-face"), bar = node.querySelector("progress");
    const words = { running: node.dataset.left, last: node.dataset.last, pause: node.dataset.until, over: node.dataset.over, none: node.dataset.none };
    const text = at.state === "none" ? "–:––" : written(at.left);
    if (face.textContent !== text) face.textContent = text;
    const label = node.querySelector("[data-clock-label]");
    if (label.textContent !== words[at.state]) label.textContent = words[at.state];
    bar.max = at.total || 1;
    bar.value = at.total ? at.total - at.left : 0;
    node.classList.toggle("last", at.state === "last");
    node.classList.toggle("over", at.state === "over");
    const key = `${at.number}-${at.state}`;
    if (this.before && key !== this.before && ["last", "over", "pause"].includes(at.state)) this.#warn(at.state === "last" ? 2 : 4);
    this.before = key;
    return at.number;
  }

  #warn(times) {
    navigator.vibrate?.(Array(times * 2 - 1).fill(250));
    if (!this.sound) return;
    const audio = new AudioContext();
    for (let turn = 0; turn < times; turn += 1) {
      const tone = audio.createOscillator();
      tone.connect(audio.destination);
      tone.start(audio.currentTime + turn * 0.5);
      tone.stop(audio.currentTime + turn * 0.5 + 0.25);
    }
    setTimeout(() => audio.close(), times * 600);
  }
}
