// Makes everything the browser gets, in static/dist/portaal/, without a bundler:
// - portaal.css: the imports of vendor.css, theme.css and portal.css in one file; tokens that nothing refers to are
//   dropped, and so are comments (also sourceMappingURL, which the manifest storage would look for) and white space;
// - the fonts that theme.css names; icons.svg: one sprite of the icons in icons.txt; htmx and portaal.js.
// Usage: npm run build (from the top folder)
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const packages = resolve(here, "../../node_modules");
const out = resolve(here, "../dist/portaal");
mkdirSync(out, { recursive: true });

const read = (file) => readFileSync(file, "utf8");
const minify = (css) =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/@charset [^;]+;/g, "")
    .replace(/\s+/g, " ")
    .replace(/\s*([{};,])\s*/g, "$1")
    .replace(/;}/g, "}")
    .trim();

// 1. The imported files, in order.
const imports = [...read(join(here, "vendor.css")).matchAll(/@import url\("([^"]+)"\)/g)].map((m) => join(here, m[1]));
const tokenFile = imports.find((file) => file.includes("voorbeeld-design-tokens"));
const components = imports.filter((file) => file !== tokenFile).map((file) => minify(read(file)));

// 2. Our own files; fonts are copied.
const own = ["theme.css", "portal.css"].map((name) =>
  minify(
    read(join(here, name)).replace(/url\("((?:\.{1,2}\/)+node_modules\/[^"]+\.woff2)"\)/g, (_, file) => {
      copyFileSync(join(here, file), join(out, basename(file)));
      return `url("./${basename(file)}")`;
    }),
  ),
);

// 3. Only the tokens that are used, directly or through another token.
const declarations = new Map();
for (const [, name, value] of minify(read(tokenFile)).matchAll(/(--[\w-]+):([^;}]+)/g)) declarations.set(name, value.trim());
const refs = (css) => [...css.matchAll(/var\(\s*(--[\w-]+)/g)].map((m) => m[1]);
const used = new Set();
const queue = refs([...components, ...own].join("\n"));
while (queue.length) {
  const name = queue.pop();
  if (used.has(name) || !declarations.has(name)) continue;
  used.add(name);
  queue.push(...refs(declarations.get(name)));
}
const tokens = `.voorbeeld-theme{${[...declarations].filter(([name]) => used.has(name)).map(([n, v]) => `${n}:${v}`).join(";")}}`;
const licence = "/*! Bevat componenten en tokens van NL Design System (EUPL-1.2) en Source Sans 3 (OFL-1.1). */\n";
const css = `${licence}${[tokens, ...components, ...own].join("\n")}\n`;
writeFileSync(join(out, "portaal.css"), css);

// 4. The icons, as symbols of one sprite.
const symbol = (name) => {
  const source = read(join(packages, `@tabler/icons/icons/outline/${name}.svg`));
  const shapes = [...source.matchAll(/<(?:path|circle|rect|line|polyline)\b[^>]*\/>/g)]
    .map(([shape]) => shape.replace(/\s+/g, " ").replace(" />", "/>"))
    .filter((shape) => !shape.includes('stroke="none"'));
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.join("")}</symbol>`;
};
const names = read(join(here, "icons.txt")).split("\n").filter(Boolean);
const credit = "<!-- Tabler Icons, MIT licence, Copyright (c) Pawel Kuna -->";
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${credit}\n${names.map(symbol).join("\n")}\n</svg>\n`);

// 5. Scripts.
copyFileSync(join(packages, "htmx.org/dist/htmx.min.js"), join(out, "htmx.min.js"));
for (const name of ["portaal.js", "volgorde.js"]) copyFileSync(join(here, name), join(out, name));
copyFileSync(join(here, "merk.svg"), join(out, "merk.svg"));

const kb = (name) => `${name} ${(gzipSync(readFileSync(join(out, name)), { level: 9 }).length / 1024).toFixed(1)} kB`;
console.log(`gzip: ${["portaal.css", "icons.svg", "htmx.min.js", "portaal.js", "volgorde.js"].map(kb).join(", ")}; ${used.size} tokens, ${names.length} icons`);
