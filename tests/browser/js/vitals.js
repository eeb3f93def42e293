/** Return when the largest part was painted (ms), how far the layout shifted, the longest task (ms). */
() => new Promise((done) => {
  const figures = { painted: 0, shifted: 0, longest: 0 };
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => { figures.painted = Math.max(figures.painted, entry.startTime); });
  watch("layout-shift", (entry) => { figures.shifted += entry.hadRecentInput ? 0 : entry.value; });
  watch("longtask", (entry) => { figures.longest = Math.max(figures.longest, entry.duration); });
  setTimeout(() => done(figures), 600);
})
