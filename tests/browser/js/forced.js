/** Return what cannot be made out when the system forces its own colours. */
() => {
  const found = [];
  const name = (node) => node.outerHTML.slice(0, 110);
  const shown = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".hush, .skip");
  const ground = (node) => {
    for (let each = node; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (!/, 0\)$|^transparent$/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const bordered = (node) => {
    const style = getComputedStyle(node);
    return style.borderBlockEndStyle !== "none" && parseFloat(style.borderBlockEndWidth) >= 1 && style.borderBlockEndColor !== ground(node.parentElement);
  };
  const boxes = ".btn, .input, .card, .panel, .pick, .tag, .note-box, .error-sum, progress, .strip, .bullet";
  for (const node of document.querySelectorAll(boxes)) {
    if (shown(node) && !bordered(node)) found.push(`no border around ${name(node)}`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(node) || node.closest("svg")) continue;
    if (getComputedStyle(node).color === ground(node)) found.push(`text as dark as its ground in ${name(node)}`);
  }
  for (const node of document.querySelectorAll("main :is(svg.icon, .light svg)")) {
    const style = getComputedStyle(node);
    if (shown(node) && [style.fill, style.stroke].every((paint) => paint === "none" || paint === ground(node))) found.push(`an icon without colour: ${name(node)}`);
  }
  return [...new Set(found)];
}
