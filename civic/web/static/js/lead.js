/** Keep the lead's page and the wall true: the clock every second, the rest every ten. */

const REFRESH = 10000;

/** Run the clock of the page by the server's time. */
function runClock(root) {
  const clock = root.matches("[data-clock]") ? root : root.querySelector("[data-clock]");
  if (!clock) return () => {};
  const offset = Number(clock.dataset.now) - Date.now();
  const face = clock.querySelector("[data-clock-face]");
  const show = () => {
    const left = Math.ceil((Number(clock.dataset.clock) - Date.now() - offset) / 1000);
    const words = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : clock.dataset.over;
    if (face.textContent !== words) face.textContent = words;
    clock.classList.toggle("last", left > 0 && left <= 120);
    clock.classList.toggle("over", left <= 0);
  };
  show();
  const timer = setInterval(show, 500);
  return () => clearInterval(timer);
}

let live = document.querySelector("[data-live]");
let stop = runClock(live);

/** Take the live part of the page anew, unless somebody is at work in it. */
async function refresh() {
  if (document.hidden || live.contains(document.activeElement)) return;
  const answer = await fetch(location.href, { redirect: "manual" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  if (!fresh) return;
  stop();
  live.replaceWith(fresh);
  live = fresh;
  stop = runClock(live);
}

setInterval(() => refresh().catch(() => {}), REFRESH);
