package org.wardhealth.records;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.wardhealth.deid.Language;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * A file of notes, one JSON object a line: {@code {"id","text"[,"patient","lang"]}}.
 *
 * <p>{@code text} goes through the text engine; {@code id} and {@code patient} become pseudonyms;
 * {@code lang} stays; every other key is removed and counted. {@code patient} is a record number,
 * or a reference {@code Patient/17}: it ties the note to what other files know of this patient. A
 * note without it is a subject of its own.
 */
final class NoteLines implements RecordFormat {
  /** The longest line, in bytes. */
  private static final int LIMIT = 16 * 1024 * 1024;

  private static final String REFERENCE = "Patient/";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNumberLength(200)
                  .maxNameLength(1_000)
                  .maxStringLength(LIMIT)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  /** The values of the known keys of one line, and how many others it has. */
  private record Note(Map<String, String> values, int others) {}

  @Override
  public String name() {
    return "notes-jsonl";
  }

  @Override
  public boolean recognises(byte[] head, String fileName) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), head)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        if (key.equals("text")) {
          return value == JsonToken.VALUE_STRING;
        }
        if (key.equals("resourceType")) {
          return false;
        }
        parser.skipChildren();
      }
    } catch (JacksonException e) {
      return false;
    }
    return false;
  }

  @Override
  public boolean lines() {
    return true;
  }

  @Override
  public boolean describesPatients() {
    return false;
  }

  @Override
  public void index(InputStream in, PatientIndex patients) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  @Override
  public void transform(InputStream in, OutputStream out, Release release) throws IOException {
    Lines lines = new Lines(in);
    while (lines.next()) {
      if (lines.blank()) {
        continue;
      }
      try {
        if (lines.tooLong() || lines.length() > LIMIT) {
          throw new MalformedRecord(lines.number(), "a line longer than " + (LIMIT >> 20) + " MB");
        }
        out.write(transform(read(lines), lines.number(), release));
      } catch (MalformedRecord malformed) {
        release.tally().malformed(malformed);
      }
    }
    out.flush();
  }

  private static Note read(Lines line) throws MalformedRecord {
    long number = line.number();
    Map<String, String> values = new LinkedHashMap<>();
    int others = 0;
    try (JsonParser parser =
        JSON.createParser(ObjectReadContext.empty(), line.bytes(), 0, line.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedRecord(number, "not a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (key) {
          case "id", "text", "patient", "lang" -> {
            boolean mayBeNumber = key.equals("id") || key.equals("patient");
            if (value != JsonToken.VALUE_STRING
                && !(mayBeNumber && value == JsonToken.VALUE_NUMBER_INT)) {
              throw new MalformedRecord(number, "\"" + key + "\" is not a string");
            }
            values.put(key, parser.getString());
          }
          default -> {
            others++;
            parser.skipChildren();
          }
        }
      }
      if (parser.nextToken() != null) {
        throw new MalformedRecord(number, "something stands behind the object");
      }
    } catch (JacksonException e) {
      throw new MalformedRecord(number, "not JSON, or a key is there twice");
    }
    return new Note(values, others);
  }

  private static byte[] transform(Note note, long number, Release release) throws MalformedRecord {
    String id = note.values().getOrDefault("id", "");
    String patient = note.values().getOrDefault("patient", "");
    String text = note.values().get("text");
    if (id.isEmpty() || text == null) {
      throw new MalformedRecord(number, "needs \"id\" and \"text\"");
    }
    Optional<Language> language = language(note, number);
    PatientKey key =
        PatientKey.names(patient)
            ? patient(patient, release.patients())
            : PatientKey.ofRecord("note", id);
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 256);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("id", release.pseudonym(id));
      if (!patient.isEmpty()) {
        json.writeStringProperty(
            "patient",
            patient.startsWith(REFERENCE)
                ? REFERENCE + release.pseudonym(patient.substring(REFERENCE.length()))
                : release.pseudonym(patient));
      }
      language.ifPresent(known -> json.writeStringProperty("lang", known.code()));
      json.writeStringProperty(
          "text",
          language.isPresent() ? release.text(key, text, language.get()) : release.text(key, text));
      json.writeEndObject();
    }
    out.write('\n');
    for (int i = 0; i < note.others(); i++) {
      release.tally().removed(Removal.UNKNOWN_ELEMENT);
    }
    release.tally().record("note");
    return out.toByteArray();
  }

  private static Optional<Language> language(Note note, long number) throws MalformedRecord {
    String tag = note.values().get("lang");
    if (tag == null) {
      return Optional.empty();
    }
    Optional<Language> language = Language.of(tag);
    if (language.isEmpty()) {
      throw new MalformedRecord(number, "in a language that Ward has no pack for");
    }
    return language;
  }

  /** The key of a patient by reference, record number or id, whichever the index knows. */
  private static PatientKey patient(String value, PatientIndex patients) {
    if (value.startsWith(REFERENCE)) {
      return PatientKey.ofId(value.substring(REFERENCE.length()));
    }
    PatientKey number = PatientKey.ofRecordNumber(value);
    PatientKey id = PatientKey.ofId(value);
    return patients.knows(number) || !patients.knows(id) ? number : id;
  }
}
