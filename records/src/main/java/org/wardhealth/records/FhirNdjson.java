package org.wardhealth.records;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;

/**
 * FHIR R4 and R5 as NDJSON, the form of bulk data: one resource in a line. A line that cannot be
 * read is left out and told to the tally by its number; a line may have about 64 MB.
 */
final class FhirNdjson implements RecordFormat {
  /** The types of resources that describe patients, as they stand in a line, and an escape. */
  private static final List<String> DESCRIBING = List.of("\"Patient\"", "\"RelatedPerson\"", "\\u");

  @Override
  public String name() {
    return "fhir-ndjson";
  }

  @Override
  public boolean recognises(byte[] head, String fileName) {
    String text = new String(head, StandardCharsets.UTF_8).stripLeading();
    return FhirReader.object(text) && text.contains("\"resourceType\"") && lines(text, fileName);
  }

  @Override
  public boolean lines() {
    return true;
  }

  /** Whether a text that is FHIR has a resource in each line. */
  static boolean lines(String text, String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (name.endsWith(".ndjson") || name.endsWith(".jsonl")) {
      return true;
    }
    int end = text.indexOf('\n');
    String next = end < 0 ? "" : text.substring(end).stripLeading();
    return end > 0 && text.substring(0, end).stripTrailing().endsWith("}") && next.startsWith("{");
  }

  /**
   * Whether the line says {@code "Patient"} or {@code "RelatedPerson"} anywhere, or could say it in
   * another way: with escapes, or in an encoding of more than one byte for each letter.
   */
  @Override
  public boolean mayDescribe(byte[] line, int length) {
    // A letter for each byte: Java looks for a text quicker than a loop over bytes does.
    String bytes = new String(line, 0, length, StandardCharsets.ISO_8859_1);
    return bytes.indexOf('\0') >= 0 || DESCRIBING.stream().anyMatch(bytes::contains);
  }

  @Override
  public void index(InputStream in, PatientIndex patients) throws IOException {
    FhirTokens tokens = new FhirTokens();
    Lines lines = new Lines(in);
    while (lines.next()) {
      if (lines.tooLong() || !mayDescribe(lines.bytes(), lines.length())) {
        continue;
      }
      try (JsonParser json = parser(lines)) {
        json.nextToken();
        tokens.clear();
        FhirPatients.index(tokens, tokens.read(json, lines.number()), "", patients);
      } catch (JacksonException | MalformedRecord passedOver) {
        tokens.clear(); // transform reports it
      }
    }
  }

  @Override
  public void transform(InputStream in, OutputStream out, Release release) throws IOException {
    FhirTokens tokens = new FhirTokens();
    ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 14);
    Lines lines = new Lines(in);
    while (lines.next()) {
      if (lines.blank()) {
        continue;
      }
      line.reset();
      try {
        if (lines.tooLong()) {
          throw new MalformedRecord(lines.number(), "the line is longer than Ward reads (64 MB)");
        }
        line(lines, line, tokens, release);
        if (line.size() > 0) {
          line.write('\n');
          line.writeTo(out);
        }
      } catch (MalformedRecord e) {
        release.tally().malformed(e);
      }
    }
    out.flush();
  }

  private static void line(
      Lines lines, ByteArrayOutputStream out, FhirTokens tokens, Release release)
      throws IOException, MalformedRecord {
    try (JsonParser json = parser(lines);
        JsonGenerator generator =
            FhirReader.JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.nextToken();
      tokens.clear();
      int at = tokens.read(json, lines.number());
      FhirReader.end(json);
      FhirReader.type(tokens, at, lines.number());
      if (!new FhirRecord(tokens, new FhirOut(generator), release).resource("", at)) {
        throw new MalformedRecord(lines.number(), FhirReader.NO_TYPE);
      }
    } catch (JacksonException e) {
      throw FhirReader.problem(e, lines.number());
    }
  }

  private static JsonParser parser(Lines lines) {
    return FhirReader.JSON.createParser(
        ObjectReadContext.empty(), lines.bytes(), 0, lines.length());
  }
}
