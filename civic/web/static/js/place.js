/** Pick a place on the district's map; the field below it holds latitude and longitude and works without this. */

const round = (degrees) => degrees.toFixed(5);

function pickPlaces(box) {
  const { place, village, north, west, south, east } = box.dataset;
  const frame = { north: Number(north), west: Number(west), south: Number(south), east: Number(east) };
  const field = document.getElementById(place);
  const select = village ? document.getElementById(village) : null;
  const svg = box.querySelector("svg");
  const pin = svg.querySelector("[data-pin]");
  const said = box.querySelector("[data-said]");
  const clear = box.querySelector("[data-clear]");
  const { width, height } = svg.viewBox.baseVal;

  const show = () => {
    const [lat, lng] = field.value.split(/[,，]/).map(Number);
    const known = Number.isFinite(lat) && Number.isFinite(lng) && field.value.trim() !== "";
    pin.setAttribute("visibility", known ? "visible" : "hidden");
    clear.hidden = !known;
    if (!known) return;
    pin.setAttribute("cx", ((lng - frame.west) / (frame.east - frame.west)) * width);
    pin.setAttribute("cy", ((frame.north - lat) / (frame.north - frame.south)) * height);
  };
  const write = (text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const choose = (x, y, path) => {
    const lat = frame.north - (y / height) * (frame.north - frame.south);
    const lng = frame.west + (x / width) * (frame.east - frame.west);
    write(`${round(lat)}, ${round(lng)}`);
    said.textContent = path ? path.querySelector("title").textContent : "";
    if (!path || !select) return;
    select.value = path.dataset.code;
    select.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const underPoint = (lat, lng) => {
    const at = svg.createSVGPoint();
    at.x = ((lng - frame.west) / (frame.east - frame.west)) * width;
    at.y = ((frame.north - lat) / (frame.north - frame.south)) * height;
    return { x: at.x, y: at.y, path: [...svg.querySelectorAll("path")].find((path) => path.isPointInFill(at)) };
  };

  svg.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const path = event.target.closest("path");
    if (path) choose(at.x, at.y, path);
  });
  box.querySelector("[data-here]").addEventListener("click", ({ currentTarget: button }) => {
    const lost = () => { said.textContent = button.dataset.lost; };
    if (!navigator.geolocation) return lost();
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const found = underPoint(coords.latitude, coords.longitude);
      if (found.path) choose(found.x, found.y, found.path);
      else said.textContent = button.dataset.far;
    }, lost);
  });
  clear.addEventListener("click", () => { said.textContent = ""; write(""); field.focus(); });
  field.addEventListener("input", show);
  show();
}

document.querySelectorAll("[data-place]").forEach(pickPlaces);
