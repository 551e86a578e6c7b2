package org.wardhealth.records;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.records.FhirType.Element;
import org.wardhealth.records.FhirType.Kind;

/**
 * The keep-list of FHIR: every element of every type of R4 and R5, as FHIR's own definitions have
 * them ({@code fhir-elements.txt}, made from them by a test), with the rules that a person wrote
 * ({@code fhir-rules.txt}), and every code that FHIR defines ({@code fhir-codes.txt}). What stands
 * in none of them does not pass. Immutable, thread-safe.
 */
final class FhirElements {
  /** The one instance: some megabytes, read in some tens of milliseconds on first use. */
  static final FhirElements ALL = new FhirElements();

  private final Map<String, FhirType> types = new HashMap<>();
  private final Set<String> codes;

  private FhirElements() {
    codes = new HashSet<>(lines("fhir-codes.txt"));
    Map<String, String> rules = new HashMap<>();
    for (String line : lines("fhir-rules.txt")) {
      if (!line.isBlank() && !line.startsWith("#")) {
        rules.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
      }
    }
    List<String> lines = lines("fhir-elements.txt");
    for (String line : lines) {
      if (!line.startsWith(" ")) {
        String name = line.substring(line.indexOf(' ') + 1);
        FhirType type = new FhirType(name);
        types.put(name, type);
        if (line.startsWith("resource ")) {
          type.standsAlone();
        }
      }
    }
    FhirType type = new FhirType("");
    for (String line : lines) {
      if (line.startsWith(" ")) {
        element(type, line.strip().split(" "), rules);
      } else {
        type = Objects.requireNonNull(types.get(line.substring(line.indexOf(' ') + 1)));
      }
    }
    if (!rules.isEmpty()) {
      throw new IllegalStateException("fhir-rules.txt names what FHIR lacks: " + rules.keySet());
    }
  }

  /** The resource type called {@code name}, if FHIR defines it. */
  Optional<FhirType> resource(String name) {
    return Optional.ofNullable(types.get(name)).filter(FhirType::resource);
  }

  /** The data type called {@code name}, which must be one that FHIR defines. */
  FhirType type(String name) {
    return Objects.requireNonNull(types.get(name), name);
  }

  /** Whether any code system of FHIR, or of HL7 v2 and v3 as FHIR publishes them, has this code. */
  boolean code(String code) {
    return codes.contains(code);
  }

  private void element(FhirType type, String[] words, Map<String, String> rules) {
    String name = words[0];
    Set<Kind> kinds = FhirType.kinds();
    List<FhirType> objects = new ArrayList<>();
    String targets = "";
    boolean required = false;
    for (int i = 1; i < words.length; i++) {
      String word = words[i];
      int colon = word.indexOf(':');
      if (colon > 0) {
        targets = word.substring(colon + 1);
        word = word.substring(0, colon);
      }
      if (word.equals("!")) {
        required = true;
        continue;
      }
      kinds.add(kind(type, name, word));
      FhirType object = types.get(word);
      if (object != null) {
        objects.add(object);
      }
    }
    Optional<IdentifierType> value = Optional.empty();
    String rule = rules.remove(type.name() + "." + name);
    if (rule == null && name.equals("language") && kinds.contains(Kind.CODE)) {
      rule = "LANGUAGE";
    }
    if (rule != null) {
      kinds.clear();
      Optional<Kind> named = kind(rule);
      kinds.add(named.orElse(Kind.VALUE));
      if (named.isEmpty()) {
        value = Optional.of(IdentifierType.valueOf(rule));
      }
    }
    type.add(new Element(name, Set.copyOf(kinds), value, List.copyOf(objects), targets, required));
  }

  private static Optional<Kind> kind(String name) {
    for (Kind kind : Kind.values()) {
      if (kind.name().equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private static Kind kind(FhirType type, String name, String of) {
    return switch (of) {
      case "boolean" -> Kind.FLAG;
      case "decimal", "integer", "integer64", "positiveInt", "unsignedInt" -> Kind.NUMBER;
      case "code" -> Kind.CODE;
      case "string", "markdown" -> Kind.TEXT;
      case "uri", "url", "oid", "uuid", "canonical" -> Kind.URI;
      case "date", "dateTime" -> Kind.DATE;
      case "instant" -> Kind.INSTANT;
      case "time" -> Kind.TIME;
      case "id" -> Kind.ID;
      // The id of a resource is one; that of an element is of no use to anybody outside.
      case "String" -> type.resource() && name.equals("id") ? Kind.ID : Kind.REMOVE;
      case "base64Binary", "xhtml" -> Kind.REMOVE;
      case "Resource" -> Kind.RESOURCE;
      case "Narrative" -> Kind.NARRATIVE;
      case "Extension" -> Kind.EXTENSION;
      case "Identifier" -> Kind.IDENTIFIER;
      case "ContactPoint" -> Kind.CONTACT_POINT;
      case "Reference" -> Kind.REFERENCE;
      case "Coding" -> Kind.CODING;
      case "Quantity", "Age", "Duration", "Count", "Distance", "SimpleQuantity", "MoneyQuantity" ->
          Kind.QUANTITY;
      case "Attachment" -> Kind.ATTACHMENT;
      case "Signature" -> Kind.SIGNATURE;
      default -> Kind.OBJECT;
    };
  }

  private static List<String> lines(String file) {
    InputStream in = Objects.requireNonNull(FhirElements.class.getResourceAsStream(file), file);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + " of Ward's own jar", e);
    }
  }
}
