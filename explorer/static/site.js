// Opens the trace of a figure beside the table instead of on a page of its own. Without it the links are plain links.
"use strict";

const drawer = document.createElement("dialog");
drawer.className = "drawer";

async function show(link) {
  const answer = await fetch(`${link.href}?part=1`).catch(() => null);
  if (!answer?.ok) {
    location.assign(link.href);
    return;
  }
  drawer.innerHTML = `<form method="dialog"><button class="close">×</button></form>`;
  drawer.querySelector(".close").setAttribute("aria-label", document.body.dataset.close);
  const body = document.createElement("div");
  body.innerHTML = await answer.text();
  drawer.append(body);
  const title = body.querySelector("h2");
  if (title) {
    title.id = "drawer-title";
    drawer.setAttribute("aria-labelledby", title.id);
  }
  if (!drawer.isConnected) document.body.append(drawer);
  if (!drawer.open) drawer.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-trace]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(link);
});

drawer.addEventListener("click", (event) => {
  if (event.target === drawer) drawer.close();
});
