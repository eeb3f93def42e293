/** Return when the largest part was painted (ms), how far the layout shifted and what moved, the longest task (ms). */
() => new Promise((done) => {
  const figures = { painted: 0, shifted: 0, longest: 0, moved: [] };
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => { figures.painted = Math.max(figures.painted, entry.startTime); });
  watch("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    figures.shifted += entry.value;
    figures.moved.push(...entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.textContent));
  });
  watch("longtask", (entry) => { figures.longest = Math.max(figures.longest, entry.duration); });
  setTimeout(() => done(figures), 600);
})
