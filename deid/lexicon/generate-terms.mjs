// Writes the words of medicine of the English pack that no other list has: terms.txt.
//
//   node generate-terms.mjs RXNORM ICD10CM FOICLASS
//
// RXNORM    folder of JSON made from NLM's RxNorm Current Prescribable Content of 2025-10-06: ingredients ("TTY": "IN", "PIN", "MIN")
//           and brands ("BN") with their "Name", at any depth; web/data of github.com/davidanderson3/rxnorm-ingredients at a8fcf13,
//           of which the file for the letter A could not be had
// ICD10CM   lines CODE,"description" of ICD-10-CM; categories.csv of github.com/k4m1113/ICD-10-CSV at 013f079
// FOICLASS  FDA's list of product codes of devices, foiclass.txt; of github.com/ccwoolfolk/marketsize at 0810cf7
//
// What is a given name, a family name, a place or an ordinary word in the other lists is left out: a term that may be somebody's
// name says nothing. Needs node >= 20; run it behind generate.mjs, whose lists it reads. Provenance and licences: NOTICE.txt.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const pack = join(here, "../src/main/resources/org/wardhealth/deid/en");
const [rxnorm, icd, foiclass] = process.argv.slice(2);
if (!foiclass) {
  console.error("usage: node generate-terms.mjs RXNORM ICD10CM FOICLASS");
  process.exit(64);
}

const fold = (s) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const known = new Set();
for (const list of ["given-names.txt", "family-names.txt", "places.txt", "words.txt"]) {
  for (const entry of readFileSync(join(pack, list), "utf8").split("\n")) {
    entry.split(/[ -]/).forEach((word) => known.add(word.replaceAll("'", "")));
  }
}

const terms = new Set();
const add = (name) => {
  for (const word of fold(name).replace(/['\u2019]s?\b/g, "").split(/[^a-z]+/)) {
    if (word.length > 3 && !known.has(word)) {
      terms.add(word);
    }
  }
};

const walk = (node) => {
  if (Array.isArray(node)) {
    node.forEach(walk);
  } else if (node && typeof node === "object") {
    if (["IN", "PIN", "MIN", "BN"].includes(node.TTY)) {
      add(node.Name);
    }
    Object.values(node).forEach(walk);
  }
};
for (const file of readdirSync(rxnorm).filter((name) => name.endsWith(".json"))) {
  walk(JSON.parse(readFileSync(join(rxnorm, file), "utf8")));
}
for (const line of readFileSync(icd, "utf8").split("\n")) {
  add(line.slice(line.indexOf(",") + 1));
}
for (const line of readFileSync(foiclass, "latin1").split("\n").slice(1)) {
  add(line.split("|")[3] ?? "");
}

writeFileSync(join(pack, "terms.txt"), [...terms].sort().join("\n") + "\n");
console.log("terms.txt", terms.size);
