/** At the tablet's door: take the code a QR card carries behind the #, and warn of what another table left unsent. */

import { current, openStore } from "./tablet-store.js";

const box = document.getElementById("code");
const code = location.hash.slice(1);
if (/^\d{6}$/.test(code)) {
  box.value = code;
  history.replaceState(null, "", location.pathname);
}

const place = current();
if (place) {
  const store = await openStore(place);
  const kept = [...(await store.all("outbox")), ...(await store.all("photos"))];
  document.querySelector("[data-unsent]").hidden = !kept.length;
}
