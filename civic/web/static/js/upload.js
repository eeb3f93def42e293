/** Show how far a file has travelled; without this the browser sends the form as ever. */

function followUpload(form) {
  const bar = form.querySelector("[data-upload-bar]");
  const said = form.querySelector("[data-upload-said]");
  const { sending, reading, failed } = form.dataset;

  form.addEventListener("submit", (event) => {
    if (![...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const request = new XMLHttpRequest();
    const buttons = [...form.querySelectorAll("button")];
    const lock = (locked) => buttons.forEach((button) => { button.disabled = locked; });
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const percent = total ? Math.floor((100 * loaded) / total) : 0;
      bar.value = percent;
      said.textContent = percent < 100 ? sending.replace("{n}", String(percent)) : reading;
    });
    request.addEventListener("load", () => {
      document.open();
      document.write(request.responseText);
      document.close();
      history.replaceState(null, "", request.responseURL);
    });
    request.addEventListener("error", () => { lock(false); bar.value = 0; said.textContent = failed; });
    request.open("POST", form.action);
    request.send(body);
    lock(true);
    bar.parentElement.hidden = false;
    said.textContent = sending.replace("{n}", "0");
  });
}

document.querySelectorAll("form[data-upload]").forEach(followUpload);
