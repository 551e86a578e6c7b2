package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;

/**
 * FHIR R4 and R5 as JSON: one resource in a file. A Bundle that begins with its {@code
 * resourceType} is read entry by entry and may be of any length; any other resource, and each
 * entry, has a limit of about 64 MB.
 */
final class FhirJson implements RecordFormat {
  @Override
  public String name() {
    return "fhir-json";
  }

  @Override
  public boolean recognises(byte[] head, String fileName) {
    String text = FhirReader.text(head).stripLeading();
    return FhirReader.object(text)
        && text.contains("\"resourceType\"")
        && !FhirNdjson.lines(text, fileName);
  }

  @Override
  public void index(InputStream in, PatientIndex patients) throws IOException, MalformedRecord {
    FhirTokens tokens = new FhirTokens();
    try (JsonParser json = FhirReader.parser(in)) {
      if (!FhirReader.bundle(json, tokens)) {
        FhirPatients.index(tokens, 0, "", patients);
        return;
      }
      long record = 0;
      while (json.currentToken() == JsonToken.PROPERTY_NAME) {
        boolean entries = json.currentName().equals("entry");
        boolean array = json.nextToken() == JsonToken.START_ARRAY;
        if (!entries) {
          json.skipChildren();
        } else if (!array) {
          entry(json, tokens, ++record, patients);
        } else {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            entry(json, tokens, ++record, patients);
          }
        }
        json.nextToken();
      }
    } catch (JacksonException e) {
      throw FhirReader.problem(e, 0);
    }
  }

  private static void entry(JsonParser json, FhirTokens tokens, long record, PatientIndex patients)
      throws IOException, MalformedRecord {
    tokens.clear();
    int entry = tokens.read(json, record);
    int resource = tokens.field(entry, "resource");
    if (resource >= 0) {
      FhirPatients.index(tokens, resource, tokens.text(entry, "fullUrl"), patients);
    }
  }

  @Override
  public void transform(InputStream in, OutputStream out, Release release)
      throws IOException, MalformedRecord {
    FhirTokens tokens = new FhirTokens();
    long record = 0;
    try (JsonParser json = FhirReader.parser(in);
        JsonGenerator generator =
            FhirReader.JSON.createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
      FhirOut written = new FhirOut(generator);
      FhirRecord walk = new FhirRecord(tokens, written, release);
      if (!FhirReader.bundle(json, tokens)) {
        FhirReader.type(tokens, 0, 1);
        if (!walk.resource("", 0)) {
          throw new MalformedRecord(1, FhirReader.NO_TYPE);
        }
        FhirReader.end(json);
        return;
      }
      FhirType type = FhirElements.ALL.type("Bundle");
      FhirType entryType = FhirElements.ALL.type("Bundle.entry");
      release.tally().record("Bundle");
      written.object("");
      written.string("resourceType", "Bundle");
      while (json.currentToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken token = json.nextToken();
        if (!name.equals("entry") || token != JsonToken.START_ARRAY) {
          tokens.clear();
          walk.member(name, tokens.read(json, record), type);
        } else {
          written.array("entry");
          while (json.nextToken() != JsonToken.END_ARRAY) {
            tokens.clear();
            int entry = tokens.read(json, ++record);
            try {
              walk.entry(entry, entryType, record);
            } catch (MalformedRecord e) {
              release.tally().malformed(e);
            }
          }
          written.end();
        }
        json.nextToken();
      }
      written.end();
      FhirReader.end(json);
    } catch (JacksonException e) {
      throw FhirReader.problem(e, record);
    }
  }
}
