/** Count a published vote again in the reader's browser: whole numbers only, nothing but the published files. */

const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a; };
const less = (a, b) => a[0] * b[1] < b[0] * a[1];
const same = (a, b) => a[0] * b[1] === b[0] * a[1];
const max = (list) => list.reduce((best, each) => (less(best, each) ? each : best));
const sum = (list) => list.reduce((total, each) => total + each, 0n);

/** SHA-256 of text or bytes in hex, "" where the browser offers none. */
export async function sha256(data) {
  if (!globalThis.crypto?.subtle) return "";
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Read `ballots.csv`: lists of [project id, points], as the kind of ballot gives them. */
export function readBallots(text, kind, most) {
  const [head, ...lines] = text.trimEnd().split(/\r?\n/);
  if (head !== "ballot,items") throw new Error("line 1");
  return lines.map((line, place) => {
    const comma = line.indexOf(",");
    if (line.slice(0, comma) !== String(place + 1)) throw new Error(`line ${place + 2}`);
    const marks = line.slice(comma + 1).split(" ").filter(Boolean);
    if (!marks.every((mark) => /^\d+(:\d+)?$/.test(mark))) throw new Error(`line ${place + 2}`);
    if (kind === "points") return marks.map((mark) => mark.split(":")).map(([id, given]) => [id, BigInt(given)]);
    return marks.map((id, rank) => [id, kind === "ranking" ? BigInt(most - rank) : 1n]);
  });
}

/** Lay out an election: projects with votes, scores and their place in the order for ties. */
export async function layOut({ projects, ballots, seed }) {
  const known = new Map(projects.map(({ id, cost }) => [id, { id, cost: BigInt(cost), votes: 0, score: 0n }]));
  const groups = new Map();
  for (const ballot of ballots) {
    const key = JSON.stringify(ballot.map(([id, points]) => `${id}:${points}`).sort());
    const group = groups.get(key) ?? { marks: ballot, count: 0n };
    group.count += 1n;
    groups.set(key, group);
    for (const [id, points] of ballot) {
      const project = known.get(id);
      if (!project) throw new Error(`project ${id}`);
      project.votes += 1;
      project.score += points;
    }
  }
  for (const project of known.values()) project.lot = await sha256(seed + project.id);
  return { projects: [...known.values()], groups: [...groups.values()], voters: BigInt(ballots.length) };
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const tied = (a, b) => compare(a.cost, b.cost) || b.votes - a.votes || compare(a.lot, b.lot);
const byScore = (election) => [...election.projects].sort((a, b) => compare(b.score, a.score) || tied(a, b));
const needed = ({ threshold_percent: percent, threshold_votes: votes }, eligible) => {
  if (votes !== null) return BigInt(votes);
  const [over, under] = percent.split("/").map(BigInt);
  return (over * BigInt(eligible) + under * 100n - 1n) / (under * 100n);
};

const RULES = {
  threshold: (election, { options, eligible }) => {
    const bar = needed(options, eligible);
    return byScore(election).slice(0, options.k ?? undefined).filter(({ score }) => score > 0n && score >= bar);
  },
  top_k: (election, { options }) => byScore(election).slice(0, options.k).filter(({ score }) => score > 0n),
  greedy: (election, round) => fund(election, round, false),
  greedy_no_skip: (election, round) => fund(election, round, true),
};

function fund(election, { options, pot }, stop) {
  let left = BigInt(pot);
  const won = [];
  for (const project of byScore(election)) {
    if (project.score === 0n || project.score < BigInt(options.min_score)) continue;
    if (project.cost <= left) { won.push(project); left -= project.cost; } else if (stop) break;
  }
  return won;
}

/** Run Equal Shares with each voter holding `share` (a fraction); return the purchases in order. */
function buy(election, share) {
  let [held, scale] = [election.groups.map(() => share[0]), share[1]];
  const items = election.projects.filter(({ votes }) => votes).map((project) => ({ project, backers: backers(election, project) }));
  const free = items.filter(({ project }) => project.cost === 0n).sort((a, b) => tied(a.project, b.project));
  const bought = free.map(({ project }) => ({ project, support: null, tie: false, next: [0n, 1n] }));
  let rest = items.filter(({ project }) => project.cost > 0n);
  for (;;) {
    const prices = rest.map((item) => price(item, held, scale)).filter(Boolean);
    if (!prices.length) return bought;
    const best = max(prices.map(({ support }) => support));
    const first = prices.filter(({ support }) => same(support, best)).sort((a, b) => tied(a.project, b.project));
    const others = prices.filter(({ support }) => !same(support, best)).map(({ support }) => support);
    bought.push({ project: first[0].project, support: best, tie: first.length > 1, next: others.length ? max(others) : [0n, 1n] });
    [held, scale] = pay(first[0], held, scale);
    rest = prices.filter((each) => each !== first[0]).map(({ project, backers: people }) => ({ project, backers: people }));
  }
}

const backers = ({ groups }, { id }) => groups.flatMap(({ marks, count }, group) =>
  marks.filter(([name]) => name === id).map(([, points]) => ({ group, count, points })));

/** The least payment per point at which an item's backers cover its cost; null when they cannot. */
function price({ project, backers: people }, held, scale) {
  const cost = project.cost * scale;
  if (sum(people.map(({ group, count }) => held[group] * count)) < cost) return null;
  let [over, under, before] = [cost, sum(people.map(({ count, points }) => count * points)), 0];
  for (;;) {
    const poor = people.filter(({ group, points }) => held[group] * under < over * points);
    if (poor.length === before) break;
    before = poor.length;
    const rich = people.filter((each) => !poor.includes(each));
    over = cost - sum(poor.map(({ group, count }) => held[group] * count));
    under = sum(rich.map(({ count, points }) => count * points));
  }
  return { project, backers: people, over, under, support: [project.cost * under * scale, over] };
}

function pay({ backers: people, over, under }, held, scale) {
  const common = gcd(over, under);
  const [top, bottom] = [over / common, under / common];
  const after = held.map((amount) => amount * bottom);
  for (const { group, points } of people) {
    const left = after[group] - top * points;
    after[group] = left > 0n ? left : 0n;
  }
  return [after, scale * bottom];
}

const costOf = (bought) => sum(bought.map(({ project }) => project.cost));
const sameRound = (low, high) => low.project.id === high.project.id && !(high.tie && !(low.support && same(low.support, high.support)))
  && (low.support === null || less(high.next, low.support));
const sameBetween = (low, high) => low.length === high.length && low.every((round, place) => sameRound(round, high[place]));

/** Raise every share step by step until the pot breaks; several steps at once where nothing changes between. */
function addOne(election, { options, pot }, exhaustive) {
  const budget = BigInt(pot);
  const supported = election.projects.filter(({ votes }) => votes);
  const total = sum(supported.map(({ cost }) => cost));
  if (total <= budget) return { bought: buy(election, [total, 1n]) };
  const memory = new Map();
  const at = (share) => {
    if (!memory.has(share)) memory.set(share, buy(election, [share, 1n]));
    return memory.get(share);
  };
  const full = (bought) => {
    const won = new Set(bought.map(({ project }) => project.id));
    return supported.every(({ id, cost }) => won.has(id) || cost > budget - costOf(bought));
  };
  let [share, leap] = [budget / election.voters, 1n];
  while (!exhaustive || !full(at(share))) {
    const next = share + leap * BigInt(options.step);
    if (leap > 1n && !sameBetween(at(share), at(next))) { leap /= 2n; continue; }
    if (costOf(at(next)) > budget) break;
    share = next;
    leap *= 2n;
  }
  return { bought: at(share) };
}

function equalShares(election, round, parts) {
  const compared = parts.at(-1) === "comparison";
  const [completion, , until] = compared ? parts.slice(0, -1) : parts;
  const { bought } = completion ? addOne(election, round, until === "exhaustive")
    : { bought: buy(election, [BigInt(round.pot), election.voters || 1n]) };
  let won = bought.map(({ project }) => project);
  if (completion === "add1u") won = fill(election, round, won);
  return compared ? better(election, won, fund(election, round, false)) : won;
}

/** Spend what is left greedily on the rest. */
function fill(election, { options, pot }, won) {
  const ids = new Set(won.map(({ id }) => id));
  const rest = { projects: election.projects.filter(({ id }) => !ids.has(id)) };
  return [...won, ...fund(rest, { options, pot: BigInt(pot) - sum(won.map(({ cost }) => cost)) }, false)];
}

/** Keep Equal Shares unless more voters chose more winners under greedy. */
function better(election, shares, greedy) {
  const chosen = (marks, won) => marks.filter(([id]) => won.some((project) => project.id === id)).length;
  const gains = election.groups.map(({ marks, count }) => [count, chosen(marks, shares) - chosen(marks, greedy)]);
  const prefer = (sign) => sum(gains.filter(([, gain]) => gain * sign > 0).map(([count]) => count));
  return prefer(-1) > prefer(1) ? greedy : shares;
}

/** Count by a rule string; return the winners' ids in order, null when the rule is not known here. */
export function count(rule, election, round) {
  const [method, ...parts] = rule.split("/");
  if (method === "equal_shares") return equalShares(election, round, parts).map(({ id }) => id);
  return RULES[method]?.(election, round).map(({ id }) => id) ?? null;
}

/** Count what `result.json` and `ballots.csv` say. */
export async function recount(result, text) {
  const projects = result.items.map(({ project_id: id, cost }) => ({ id: String(id), cost }));
  const ballots = readBallots(text, result.ballot_kind, result.max_choices);
  const election = await layOut({ projects, ballots, seed: result.seed });
  const winners = count(result.rule, election, { options: result.options, eligible: result.eligible, pot: result.pot });
  return { winners, ballots: ballots.length, projects: projects.length };
}

const put = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

async function show(panel) {
  const [verdict, hashes] = [panel.querySelector("#verdict"), panel.querySelector("#hashes")];
  const say = (state, values = {}) => {
    verdict.dataset.verdict = state;
    verdict.textContent = put(panel.dataset[state], values);
  };
  say("working");
  hashes.textContent = "";
  const began = performance.now();
  try {
    const [ballots, told] = await Promise.all([panel.dataset.ballots, panel.dataset.result].map(take));
    const result = JSON.parse(new TextDecoder().decode(told));
    const [received, seed] = [await sha256(ballots), await sha256(result.seed)];
    if (!received) return say("unhashed");
    if (received !== panel.dataset.hash || received !== result.ballots_hash) {
      return say("tampered", { announced: panel.dataset.hash, received });
    }
    if (seed !== result.seed_commitment) return say("tampered", { announced: result.seed_commitment, received: seed });
    hashes.textContent = panel.dataset.hashed;
    const found = await recount(result, new TextDecoder().decode(ballots));
    if (found.winners === null) return say("unknown", { rule: result.rule });
    list(panel, found.winners);
    const numbers = (ids) => ids.map((id) => result.items.find(({ project_id: name }) => String(name) === id)?.number).join(", ") || "–";
    const equal = found.winners.join() === result.outcome.winners.join();
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    return equal ? say("same", { ...found, winners: found.winners.length, seconds })
      : say("differs", { here: numbers(found.winners), there: numbers(result.outcome.winners) });
  } catch (problem) {
    return say("broken", { problem: problem.message });
  }
}

async function take(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${address} ${answer.status}`);
  return answer.arrayBuffer();
}

/** Show the winners' titles in the order of this count. */
function list(panel, winners) {
  const place = panel.querySelector("#winners");
  const rows = new Map([...place.children].map((row) => [row.dataset.project, row]));
  for (const row of rows.values()) row.hidden = true;
  for (const id of winners) {
    const row = rows.get(id);
    if (row) { row.hidden = false; place.append(row); }
  }
  place.hidden = !winners.length;
}

const panel = globalThis.document?.querySelector("#recount");
if (panel) {
  panel.querySelector("#again").addEventListener("click", () => show(panel));
  show(panel);
}
