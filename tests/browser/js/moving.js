/** Return what moves or would move. */
() => [
  ...document.getAnimations().map((each) => `an animation runs: ${each.animationName ?? each.transitionProperty}`),
  ...[document.documentElement, ...document.querySelectorAll("*")].flatMap((node) => {
    const style = getComputedStyle(node);
    const still = style.animationName === "none" && !/[1-9]/.test(style.transitionDuration) && style.scrollBehavior === "auto";
    return still ? [] : [`<${node.tagName.toLowerCase()} class="${node.getAttribute("class") ?? ""}"> would move`];
  }),
]
