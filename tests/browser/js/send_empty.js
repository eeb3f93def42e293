/** Send a form of the page as if nothing had been filled in. */
(form) => {
  for (const box of form.elements) {
    if (box.type !== "hidden" && box.tagName !== "FIELDSET") box.disabled = true;
  }
  form.noValidate = true;
  HTMLFormElement.prototype.submit.call(form);
}
