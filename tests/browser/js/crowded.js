/** Return where text is cut off, bursts out of its box or lies on other text, as the page stands now. */
() => {
  const found = [];
  const name = (node) => `<${node.tagName.toLowerCase()} class="${node.getAttribute("class") ?? ""}">`;
  const short = (text) => `「${text.trim().replace(/\s+/g, " ").slice(0, 40)}」`;
  const hushed = (node) => {
    for (let at = node; at; at = at.parentElement) {
      if (at.matches(".hush, .skip, .reflow thead, option") || getComputedStyle(at).clipPath === "inset(50%)") return true;
    }
    return false;
  };
  const cuts = (value) => value === "hidden" || value === "clip";
  const afloat = (node) => {
    for (let each = node; each; each = each.parentElement) {
      if (["fixed", "sticky"].includes(getComputedStyle(each).position)) return each;
    }
    return null;
  };
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const parent = text.parentElement;
    if (!text.data.trim() || hushed(parent) || !parent.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const style = getComputedStyle(parent);
    const size = parseFloat(style.fontSize);
    const floor = afloat(parent);
    for (const rect of range.getClientRects()) {
      if (rect.width < 2 || rect.height < 2) continue;
      const slack = Math.max(0, rect.height - size) / 2;
      lines.push({ parent, floor, text: text.data, left: rect.left, right: rect.right, top: rect.top + slack, bottom: rect.bottom - slack });
      for (let box = parent; box && box !== document.body; box = box.parentElement) {
        const own = getComputedStyle(box);
        if (own.display === "inline" || own.display === "contents" || box instanceof SVGElement) continue;
        const edge = box.getBoundingClientRect();
        const wide = Math.max(edge.left - rect.left, rect.right - edge.right);
        const tall = Math.max(edge.top - (rect.top + slack), rect.bottom - slack - edge.bottom);
        if (cuts(own.overflowX) && wide > 1) found.push(`${short(text.data)} is cut off at the side by ${name(box)}`);
        if (cuts(own.overflowY) && tall > 1) found.push(`${short(text.data)} is cut off above or below by ${name(box)}`);
        if (["auto", "scroll"].includes(own.overflowX)) break;
        if (wide > 2 || tall > size / 4) {
          found.push(`${short(text.data)} bursts out of ${name(box)} by ${Math.round(Math.max(wide, tall))} px`);
          break;
        }
      }
    }
  }
  lines.sort((a, b) => a.top - b.top);
  for (let i = 0; i < lines.length; i += 1) {
    const one = lines[i];
    for (let j = i + 1; j < lines.length && lines[j].top < one.bottom - 2; j += 1) {
      const two = lines[j];
      const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      if (across > 2 && one.floor === two.floor) found.push(`${short(one.text)} lies on ${short(two.text)}`);
    }
  }
  return [...new Set(found)];
}
