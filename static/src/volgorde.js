// Dragging on the page with the order of an agenda. It only presses the form that the buttons press too:
// without this script the page does everything.
(() => {
  for (const list of document.querySelectorAll("[data-order]")) {
    const form = document.getElementById(list.dataset.order);
    let dragged = null;
    const itemOf = (event) => event.target.closest("[data-item]");
    const clear = () => {
      for (const item of list.querySelectorAll(".cd-agenda__item--target")) item.classList.remove("cd-agenda__item--target");
    };
    for (const item of list.querySelectorAll("[data-item]")) item.draggable = true;
    list.addEventListener("dragstart", (event) => {
      dragged = itemOf(event);
      dragged.classList.add("cd-agenda__item--dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.dataset.item);
    });
    list.addEventListener("dragover", (event) => {
      const target = itemOf(event);
      if (!dragged || !target || target === dragged) return;
      event.preventDefault();
      clear();
      target.classList.add("cd-agenda__item--target");
    });
    list.addEventListener("dragend", () => {
      clear();
      if (dragged) dragged.classList.remove("cd-agenda__item--dragged");
      dragged = null;
    });
    list.addEventListener("drop", (event) => {
      const target = itemOf(event);
      if (!dragged || !target || target === dragged) return;
      event.preventDefault();
      const items = [...list.querySelectorAll("[data-item]")];
      // Dropped on the first one from below: to the very top.
      const first = items.indexOf(target) === 0 && event.offsetY < target.offsetHeight / 2;
      const step = document.createElement("input");
      step.type = "hidden";
      step.name = "step";
      step.value = `after-${dragged.dataset.item}-${first ? 0 : target.dataset.item}`;
      form.append(step);
      form.submit();
    });
  }
})();
