/** Send a form that no page shows: to an address, with these values. */
([address, values]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  for (const [name, value] of Object.entries(values)) {
    const box = document.createElement("input");
    Object.assign(box, { type: "hidden", name, value });
    form.append(box);
  }
  document.body.append(form);
  form.submit();
}
