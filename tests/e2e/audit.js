// What looks at a page: axe, and checks of our own that axe does not make. It is put into every page before the
// page's own scripts: bringing it over at each look would take longer than most looks. Each check gives sentences
// about what is wrong, none when all is well.
window.audit = (() => {
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const hiddenForEyes = (element) => {
    for (let part = element; part; part = part.parentElement)
      if (getComputedStyle(part).clipPath === "inset(50%)") return true;
    return false;
  };
  const describe = (element) => {
    const words = (element.textContent || element.name || "").trim().replace(/\s+/g, " ").slice(0, 40);
    const classes = [...element.classList].map((name) => `.${name}`).join("");
    return `<${element.localName}${element.id ? `#${element.id}` : ""}${classes}> "${words}"`;
  };
  const fold = (open) => document.querySelectorAll("details").forEach((more) => (more.open = open));
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);

  const insideSentence = (link) => {
    if (link.localName !== "a" || getComputedStyle(link).display !== "inline") return false;
    let block = link.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const around = block.cloneNode(true);
    around.querySelectorAll("a, .cd-hidden").forEach((part) => part.remove());
    return /\p{L}/u.test(around.textContent);
  };
  const box = (element) => {
    const label = element.labels?.[0];
    const boxes = [element, label].filter(Boolean).flatMap((part) => [...part.getClientRects()]);
    return {
      width: Math.max(...boxes.map((rect) => rect.width)),
      height: Math.max(...boxes.map((rect) => rect.height)),
    };
  };

  const checks = {
    frame() {
      const found = [];
      if (document.documentElement.lang !== "nl") found.push("the language of the page is not nl");
      const headings = document.querySelectorAll("h1").length;
      if (headings !== 1) found.push(`${headings} h1`);
      if (!/\S.* – \S/.test(document.title)) found.push(`title "${document.title}"`);
      const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
      const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
      if (twice.length) found.push(`id more than once: ${twice.join(", ")}`);
      for (const link of document.querySelectorAll("a[href^='#']"))
        if (!document.getElementById(decodeURIComponent(link.hash.slice(1))))
          found.push(`link to nothing: ${link.getAttribute("href")}`);
      for (const element of document.querySelectorAll("[style]:not(svg *)"))
        if (!element.closest("svg")) found.push(`style attribute on ${describe(element)}`);
      return found;
    },
    sideways() {
      const width = document.documentElement.clientWidth;
      const sticksOut = all(".cd-panel > *, .cd-card > *").filter((element) => {
        const panel = element.parentElement.getBoundingClientRect();
        return element.getBoundingClientRect().right > panel.right + 1 && !hiddenForEyes(element);
      });
      if (sticksOut.length) return sticksOut.map((element) => `sticks out of its panel: ${describe(element)}`);
      if (document.documentElement.scrollWidth <= width) return [];
      const wide = all("body *").filter(
        (element) => element.getBoundingClientRect().right > width + 1 && !hiddenForEyes(element),
      );
      return [`scrolls sideways: ${wide.slice(0, 3).map(describe).join(", ")}`];
    },
    targets() {
      const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
      return all(controls)
        .filter((element) => !element.matches(".nl-skip-link") && !insideSentence(element))
        .filter((element) => box(element).width < 24 || box(element).height < 24)
        .map((element) => {
          const { width, height } = box(element);
          return `target of ${Math.round(width)} × ${Math.round(height)}: ${describe(element)}`;
        });
    },
    clipped() {
      const cut = (element) => {
        const style = getComputedStyle(element);
        const tight = (value) => value === "hidden" || value === "clip";
        const holder = element.matches("button, .nl-button, .cd-status, .nl-data-badge, .cd-nav__link");
        return (
          (element.scrollWidth > element.clientWidth + 1 && (holder || tight(style.overflowX))) ||
          (element.scrollHeight > element.clientHeight + 3 && (holder || tight(style.overflowY)))
        );
      };
      return all("body *")
        .filter((element) => element instanceof HTMLElement && element.clientWidth && cut(element))
        .filter((element) => /\S/.test(element.innerText) && !hiddenForEyes(element))
        .map((element) => `text is cut off: ${describe(element)}`);
    },
    statuses() {
      return all(".cd-status")
        .filter((status) => !/\p{L}/u.test(status.innerText) || !status.querySelector("svg")?.getClientRects().length)
        .map((status) => `status without word or shape: ${describe(status)}`);
    },
    paper() {
      // Paper shows what is folded; nobody opens it first.
      fold(false);
      // A dashboard is two pages on paper: its long lists and tables stay folded there.
      const closed = [...document.querySelectorAll("details > :not(summary)")].filter(
        (part) => !shown(part) && !part.closest(".cd-board"),
      );
      return [
        ...all("nav, .cd-header__tools, .nl-button, button, .nl-skip-link, .cd-filter").map(
          (element) => `printed: ${describe(element)}`,
        ),
        ...closed.map((element) => `stays folded: ${describe(element)}`),
      ];
    },
    wide_text() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }" +
          "p { margin-block-end: 2em !important; }",
      );
      document.adoptedStyleSheets = [sheet];
      return [...checks.sideways(), ...checks.clipped()].map((fault) => `with wide text: ${fault}`);
    },
    normal_text() {
      document.adoptedStyleSheets = [];
      return [];
    },
  };
  const own = (...wanted) => wanted.flatMap((check) => checks[check]());

  const why = (node) => [...node.any, ...node.all, ...node.none].map((check) => check.message).join(", ");
  const axe = async (part, options) => {
    if (!window.axe) audit.startAxe();
    const { violations } = await window.axe.run(part, options);
    return violations.map(({ id, impact, help, nodes }) => {
      const where = nodes.slice(0, 3).map((node) => `${node.target} ${why(node)}`);
      return `${id} (${impact}): ${help}: ${where.join("; ")}`;
    });
  };

  // Everything at the width that the window has: the whole page, and its header with the menu open where it has one.
  const look = async (options) => {
    fold(true);
    const faults = async (part) => [...(await axe(part, options)), ...own("sideways", "targets", "clipped")];
    const found = [await faults(document)];
    const menu = document.querySelector(".cd-header__menu");
    if (menu && shown(menu)) {
      menu.click();
      found.push(await faults("header"));
      menu.click();
    }
    return found;
  };

  return { own, look };
})();
