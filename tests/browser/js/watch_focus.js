/** Mark what Tab must reach, remember how it looks, and note how each looks once the focus is there. */
() => {
  const reachable = "a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex='0']";
  const look = (node) => [null, "::after"].flatMap((part) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(node, part);
    const ring = outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 ? [outlineStyle, outlineWidth, outlineColor].join(" ") : "";
    return [ring, boxShadow === "none" ? "" : boxShadow];
  }).join("");
  const seen = (node) => node.checkVisibility({ visibilityProperty: true });
  const nodes = [...document.querySelectorAll(reachable)].filter(seen);
  const groups = new Map();
  const wanted = nodes.filter((node) => {
    if (node.type !== "radio") return true;
    const key = `${node.form?.action} ${node.name}`;
    const first = groups.get(key);
    if (!first) groups.set(key, node);
    return !first;
  });
  const key = (node) => (node.type === "radio" ? groups.get(`${node.form?.action} ${node.name}`) : node);
  document.activeElement?.blur(); // a field that has the focus from the start looks the same before and after
  const before = new Map(nodes.map((node) => [node, look(node)]));
  const name = (node) => node.outerHTML.slice(0, 120);
  const covered = (node) => {
    const box = [...node.getClientRects()].find((rect) => rect.width > 0) ?? node.getBoundingClientRect();
    const parts = node instanceof SVGElement ? [...Array(81).keys()].map((n) => [(n % 9 + 1) / 10, (Math.floor(n / 9) + 1) / 10]) : [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8]];
    const points = parts.map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
    const inside = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
    if (!inside.length) return "is outside the window";
    const hit = inside.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && (node.contains(top) || top.contains(node) || top.closest("label")?.control === node);
    });
    return hit ? "" : "is covered";
  };
  window.focused = { count: nodes.length, reached: new Set(), problems: [] };
  document.addEventListener("focusin", ({ target }) => {
    window.focused.reached.add(key(target));
    if (before.has(target) && ["", before.get(target)].includes(look(target))) window.focused.problems.push(`no mark of the focus on ${name(target)}`);
    const hidden = covered(target);
    if (hidden) window.focused.problems.push(`the focus ${hidden} on ${name(target)}`);
  });
  window.focused.report = () => [
    ...wanted.filter((node) => !window.focused.reached.has(node)).map((node) => `Tab does not reach ${name(node)}`),
    ...window.focused.problems,
  ];
  return nodes.length;
}
