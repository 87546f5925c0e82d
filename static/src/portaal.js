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
