// The only script of our own: it says so when htmx could not reach the portal.
// Pages work without JavaScript; what failed can always be sent again as an ordinary form.
(() => {
  const say = () => {
    const place = document.getElementById("melding");
    const template = document.getElementById("melding-mislukt");
    if (place && template) place.replaceChildren(template.content.cloneNode(true));
  };
  document.addEventListener("htmx:responseError", say);
  document.addEventListener("htmx:sendError", say);
})();

// What is typed in a form with data-draft stays on this device until the portal has received it: a phone
// loses its connection. The form carries a key; the page that shows what was received names those keys.
(() => {
  const PREFIX = "portaal-concept:";
  const KEPT = 7 * 24 * 60 * 60 * 1000;
  const DRAFTS = "form[data-draft]";

  // Storage may be forbidden or full; the form works without it.
  const safely = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  const read = (name) => safely(() => JSON.parse(localStorage.getItem(PREFIX + name)));
  const forget = (name) => safely(() => localStorage.removeItem(PREFIX + name));
  const names = () =>
    safely(() => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length))) || [];

  const show = (id) => {
    const place = document.getElementById("melding");
    const template = document.getElementById(id);
    if (place && template) place.replaceChildren(template.content.cloneNode(true));
    return Boolean(place && template);
  };

  const keep = (form) => {
    const values = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
    safely(() => localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: Date.now(), values })));
  };

  const restore = (form, draft) => {
    for (const field of form.elements) {
      if (!field.name || field.name === "csrfmiddlewaretoken") continue;
      const typed = draft.values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = typed.includes(field.value);
      else if (typed.length) field.value = typed[0];
    }
  };

  const received = new Set(
    [...document.querySelectorAll("[data-received]")].flatMap((place) => place.dataset.received.split(" ")),
  );
  for (const name of names()) {
    const draft = read(name);
    const key = draft?.values?.find(([field]) => field === "key")?.[1];
    if (!draft?.values || Date.now() - draft.at > KEPT || received.has(key)) forget(name);
  }
  for (const form of document.querySelectorAll(DRAFTS)) {
    const draft = read(form.dataset.draft);
    // What the server sent back with its errors is newer than what was kept.
    if (!draft || "draftTyped" in form.dataset) continue;
    restore(form, draft);
    show("concept-bewaard");
  }

  const changed = (event) => {
    const form = event.target.closest?.(DRAFTS);
    if (form) keep(form);
  };
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-draft-forget]")) return;
    for (const form of document.querySelectorAll(DRAFTS)) forget(form.dataset.draft);
    location.reload();
  });
  document.addEventListener("submit", (event) => {
    // Who logs out leaves nothing behind on a device that others use too.
    if (event.target.action.endsWith("/logout/")) names().forEach(forget);
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (event.target.closest?.(DRAFTS)) show("concept-zonder-verbinding");
  });
  window.addEventListener("online", () => {
    if (names().length && document.querySelector(DRAFTS)) show("concept-weer-verbinding");
  });
})();
