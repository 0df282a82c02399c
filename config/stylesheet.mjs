// One style sheet of what the pages use: Bootstrap, then the theme, without the rules that no page names.
// Called by `make install` as: node config/stylesheet.mjs OUTPUT FOLDER…, each FOLDER a package whose markup counts too.
// A word anywhere in a template, a script or our code keeps its rules, so a class put together by a condition stays.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { PurgeCSS } from "purgecss";

const top = fileURLToPath(new URL("..", import.meta.url));
const [output, ...packages] = process.argv.slice(2);
const apps = "{config,station,announcements,registration,sessions,exams,certificates}";
const sheets = ["node_modules/bootstrap/dist/css/bootstrap.min.css", "static/css/theme.css"];

const purged = await new PurgeCSS().purge({
  content: [
    `${top}templates/**/*.html`,
    `${top}static/js/*.js`,
    `${top}${apps}/**/*.py`,
    ...packages.map((folder) => `${folder}/**/*.{html,py}`),
  ],
  css: sheets.map((name) => ({ raw: readFileSync(top + name, "utf8") })),
  // Of every element; and completed by a tag: class="tone-{{ tone }}", class="btn btn-{{ tone }}".
  safelist: [":focus-visible", /^tone-/, /^btn-(primary|quiet|seal|link|sm)$/],
  keyframes: true,
});
const text = purged.map((sheet) => sheet.css.replace(/\/\*(?!!)[\s\S]*?\*\//g, "").replace(/\n\s*\n+/g, "\n"));
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, `@charset "UTF-8";\n${text.map((sheet) => sheet.replace('@charset "UTF-8";', "")).join("\n")}`);
