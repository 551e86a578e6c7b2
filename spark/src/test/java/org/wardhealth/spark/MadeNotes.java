package org.wardhealth.spark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.wardhealth.testkit.SyntheticPatient;
import org.wardhealth.testkit.SyntheticPatients;
import tools.jackson.databind.json.JsonMapper;

/**
 * Notes of 3,000 characters, as many as are asked for, from a seed: the prose of {@link Prose},
 * with an invented patient's name and numbers where it marks one.
 */
final class MadeNotes {
  /** No note is longer. */
  static final int LENGTH = 3_000;

  /** A patient has so many, and they do not stand together. */
  static final int EACH = 20;

  /** The file of those formats that describe patients. */
  static final String PATIENTS = "patients.ndjson";

  private static final int SEED = 1;

  /** What notes are made of. */
  enum Prose {
    /**
     * The written notes of {@code deid/notes/en}: denser with identifiers, and with names that
     * could be Spanish, than a hospital's notes are.
     */
    WRITTEN("deid/notes/en"),

    /** The letters, summaries and reports of {@code docs/examples}; few, so they come again. */
    EXAMPLES("docs/examples");

    private final String folder;

    Prose(String folder) {
      this.folder = folder;
    }

    private List<String> read(Path root) throws IOException {
      List<String> notes = new ArrayList<>();
      try (Stream<Path> files = Files.list(root.resolve(folder))) {
        for (Path file : files.filter(file -> file.toString().endsWith(".txt")).sorted().toList()) {
          String text = Files.readString(file);
          switch (this) {
            case WRITTEN ->
                Stream.of(("\n" + text).split("\n#### [^\n]*\n", -1))
                    .map(String::strip)
                    .filter(note -> !note.isEmpty())
                    .forEach(notes::add);
            case EXAMPLES -> notes.add(text.strip());
          }
        }
      }
      return notes;
    }
  }

  private final List<String> prose;
  private final List<SyntheticPatient> patients;
  private final Random random = new Random(SEED);
  private final int notes;
  private int made;

  /**
   * One note.
   *
   * @param id of the note
   */
  record Note(String id, SyntheticPatient patient, String text) {
    /** As a line of {@code notes-jsonl}. */
    String line() {
      Map<String, String> note = new LinkedHashMap<>();
      note.put("id", id);
      note.put("patient", patient.mrn());
      note.put("text", text);
      return JsonMapper.shared().writeValueAsString(note);
    }

    /** As a line of {@code fhir-ndjson}. */
    String document() {
      return "{\"resourceType\":\"DocumentReference\",\"id\":\""
          + id
          + "\",\"status\":\"current\",\"subject\":{\"reference\":\"Patient/"
          + patient.id()
          + "\"},\"date\":\"2024-05-03T11:24:52Z\",\"content\":[{\"attachment\":{\"contentType\":"
          + "\"text/plain; charset=utf-8\",\"data\":\""
          + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
          + "\"}}]}";
    }
  }

  /**
   * From the notes of a checkout.
   *
   * @param root the folder of the checkout
   */
  MadeNotes(Path root, Prose prose, int notes) throws IOException {
    this.prose = prose.read(root);
    this.patients = SyntheticPatients.seeded(SEED).next(Math.max(1, notes / EACH));
    this.notes = notes;
  }

  boolean hasNext() {
    return made < notes;
  }

  /** The next note; its patient is any of them. */
  Note next() {
    SyntheticPatient patient = patients.get(random.nextInt(patients.size()));
    StringBuilder text = new StringBuilder(2 * LENGTH);
    while (text.length() < LENGTH) {
      text.append(filled(prose.get(random.nextInt(prose.size())), patient)).append("\n\n");
    }
    int end = text.lastIndexOf(" ", LENGTH);
    return new Note("note-" + made++, patient, text.substring(0, end));
  }

  /** The patients as lines of {@code fhir-ndjson}. */
  List<String> patients() {
    return patients.stream().map(patient -> patient.fhir().replaceAll("\\s*\n\\s*", "")).toList();
  }

  /**
   * Writes all that are left into files of equal length, and the patients into one of their own
   * where the format has them.
   *
   * @return how many characters the texts have
   */
  long write(Path folder, String format, int files) throws IOException {
    boolean fhir = format.equals("fhir-ndjson");
    if (fhir) {
      Files.write(folder.resolve(PATIENTS), patients());
    }
    long characters = 0;
    for (int file = 0; file < files; file++) {
      int last = (int) ((long) notes * (file + 1) / files);
      try (BufferedWriter out =
          Files.newBufferedWriter(folder.resolve("notes-%04d.ndjson".formatted(file)))) {
        while (made < last) {
          Note note = next();
          characters += note.text().length();
          out.append(fhir ? note.document() : note.line()).append('\n');
        }
      }
    }
    return characters;
  }

  /** One of them with this patient's name and numbers in place of the marked ones. */
  private String filled(String marked, SyntheticPatient patient) {
    StringBuilder text = new StringBuilder(marked.length());
    int done = 0;
    for (int at = marked.indexOf("[["); at >= 0; at = marked.indexOf("[[", done)) {
      int blank = marked.indexOf(' ', at);
      int end = marked.indexOf("]]", at);
      text.append(marked, done, at);
      text.append(
          switch (marked.substring(at + 2, blank)) {
            case "NAME" ->
                switch (random.nextInt(3)) {
                  case 0 -> patient.name();
                  case 1 -> patient.family();
                  default -> patient.given().getFirst();
                };
            case "MRN" -> patient.mrn();
            case "PHONE" -> patient.phones().getFirst();
            case "SSN" -> patient.ssn();
            case "EMAIL" -> patient.email();
            default -> marked.substring(blank + 1, end);
          });
      done = end + 2;
    }
    return text.append(marked, done, marked.length()).toString();
  }
}
