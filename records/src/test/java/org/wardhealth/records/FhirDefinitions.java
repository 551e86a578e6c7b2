package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * FHIR's own definitions of R4 and R5, read from the files that HAPI ships: every element of every
 * type, and every code of the code systems that FHIR defines.
 */
final class FhirDefinitions {
  private static final String R4 = "/org/hl7/fhir/r4/model/";
  private static final String R5 = "/org/hl7/fhir/r5/packages/hl7.fhir.r5.core-5.0.0.tgz";

  /** By type, then by element as JSON names it: its types, {@code !} when it must be there. */
  final Map<String, Map<String, NavigableSet<String>>> types = new TreeMap<>();

  /** Types that stand on their own. */
  final TreeSet<String> resources = new TreeSet<>();

  final TreeSet<String> codes = new TreeSet<>();

  /** One element of a definition, in whatever notation it was read. */
  private static final class Element {
    private String path = "";
    private String content = "";
    private int min;
    private final List<String> types = new ArrayList<>();
    private final List<String> targets = new ArrayList<>();
  }

  static FhirDefinitions read() {
    FhirDefinitions all = new FhirDefinitions();
    try {
      for (String file : List.of("profile/profiles-types.xml", "profile/profiles-resources.xml")) {
        all.definitions4(stream(R4 + file));
      }
      for (String file : List.of("valuesets.xml", "v2-tables.xml", "v3-codesystems.xml")) {
        all.codes4(stream(R4 + "valueset/" + file));
      }
      all.package5(stream(R5));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }

  /** The elements of a type. */
  Map<String, NavigableSet<String>> type(String name) {
    return Objects.requireNonNull(types.get(name), name);
  }

  /** The lines of {@code fhir-elements.txt}. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    types.forEach(
        (type, elements) -> {
          lines.add((resources.contains(type) ? "resource " : "type ") + type);
          elements.forEach((name, kinds) -> lines.add(" " + name + " " + String.join(" ", kinds)));
        });
    return lines;
  }

  private static InputStream stream(String name) {
    return Objects.requireNonNull(FhirDefinitions.class.getResourceAsStream(name), name);
  }

  private void definitions4(InputStream in) throws XMLStreamException {
    XMLStreamReader xml = XMLInputFactory.newFactory().createXMLStreamReader(in);
    List<String> path = new ArrayList<>();
    String kind = "";
    String derivation = "";
    Element element = new Element();
    List<Element> elements = new ArrayList<>();
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        path.add(xml.getLocalName());
        String value = Objects.requireNonNullElse(xml.getAttributeValue(null, "value"), "");
        switch (end(path, 3)) {
          case "resource/StructureDefinition/kind" -> kind = value;
          case "resource/StructureDefinition/derivation" -> derivation = value;
          case "StructureDefinition/snapshot/element" -> {
            element = new Element();
            elements.add(element);
          }
          case "snapshot/element/path" -> element.path = value;
          case "snapshot/element/min" -> element.min = Integer.parseInt(value);
          case "snapshot/element/contentReference" -> element.content = value;
          case "element/type/code" -> {
            if (path.contains("snapshot")) {
              element.types.add(value);
            }
          }
          case "element/type/targetProfile" -> {
            if (path.contains("snapshot")) {
              element.targets.add(value);
            }
          }
          default -> {}
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        if (end(path, 2).equals("resource/StructureDefinition")) {
          add(kind, derivation, elements);
          elements = new ArrayList<>();
          derivation = "";
        }
        path.removeLast();
      }
    }
  }

  private void codes4(InputStream in) throws XMLStreamException {
    XMLStreamReader xml = XMLInputFactory.newFactory().createXMLStreamReader(in);
    List<String> path = new ArrayList<>();
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        path.add(xml.getLocalName());
        if (end(path, 2).equals("concept/code") && path.contains("CodeSystem")) {
          code(xml.getAttributeValue(null, "value"));
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        path.removeLast();
      }
    }
  }

  private static String end(List<String> path, int length) {
    return String.join("/", path.subList(Math.max(0, path.size() - length), path.size()));
  }

  private void code(String code) {
    if (code.length() <= 60 && code.chars().allMatch(c -> c > ' ' && c < 127)) {
      codes.add(code);
    }
  }

  private void package5(InputStream in) throws IOException {
    try (InputStream tar = new GZIPInputStream(in)) {
      byte[] header = tar.readNBytes(512);
      while (header.length == 512 && header[0] != 0) {
        String name = new String(header, 0, 100, StandardCharsets.UTF_8).split("\0", 2)[0];
        int size =
            Integer.parseInt(new String(header, 124, 11, StandardCharsets.US_ASCII).strip(), 8);
        byte[] body = tar.readNBytes(size);
        tar.skipNBytes((512 - size % 512) % 512);
        if (name.startsWith("package/StructureDefinition-")) {
          definition5(body);
        } else if (name.startsWith("package/CodeSystem-")) {
          codes5(body);
        }
        header = tar.readNBytes(512);
      }
    }
  }

  private void definition5(byte[] body) {
    List<String> path = new ArrayList<>();
    String kind = "";
    String derivation = "";
    Element element = new Element();
    List<Element> elements = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          path.add(Objects.requireNonNullElse(json.currentName(), name(json)));
          if (path.equals(List.of("", "snapshot", "element"))) {
            element = new Element();
            elements.add(element);
          }
        } else if (token == JsonToken.END_OBJECT) {
          path.removeLast();
        } else if (token.isScalarValue()) {
          String value = json.getString();
          switch (String.join("/", path) + "/" + name(json)) {
            case "/kind" -> kind = value;
            case "/derivation" -> derivation = value;
            case "/snapshot/element/path" -> element.path = value;
            case "/snapshot/element/min" -> element.min = Integer.parseInt(value);
            case "/snapshot/element/contentReference" -> element.content = value;
            case "/snapshot/element/type/code" -> element.types.add(value);
            case "/snapshot/element/type/targetProfile" -> element.targets.add(value);
            default -> {}
          }
        }
      }
    }
    add(kind, derivation, elements);
  }

  private void codes5(byte[] body) {
    List<String> path = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          path.add(name(json));
        } else if (token == JsonToken.END_OBJECT) {
          path.removeLast();
        } else if (token == JsonToken.VALUE_STRING
            && name(json).equals("code")
            && path.getLast().equals("concept")) {
          code(json.getString());
        }
      }
    }
  }

  /** The name of the field that the parser is in, through arrays; empty for the whole. */
  private static String name(JsonParser json) {
    var context = json.streamReadContext();
    while (context != null && context.currentName() == null) {
      context = context.getParent();
    }
    return context == null ? "" : context.currentName();
  }

  private void add(String kind, String derivation, List<Element> elements) {
    boolean base = !elements.isEmpty() && elements.getFirst().path.equals("Element");
    if (elements.isEmpty()
        || derivation.equals("constraint")
        || !(kind.equals("resource") || kind.equals("complex-type") || base)) {
      return;
    }
    String root = elements.getFirst().path;
    if (kind.equals("resource")) {
      resources.add(root);
    }
    types.computeIfAbsent(root, type -> new TreeMap<>());
    for (Element element : elements.subList(1, elements.size())) {
      int dot = element.path.lastIndexOf('.');
      String parent = element.path.substring(0, dot);
      String name = element.path.substring(dot + 1);
      Map<String, NavigableSet<String>> siblings =
          types.computeIfAbsent(parent, type -> new TreeMap<>());
      if (!element.content.isEmpty()) {
        String target = element.content.substring(element.content.indexOf('#') + 1);
        siblings.computeIfAbsent(name, n -> new TreeSet<>()).add(target);
        continue;
      }
      for (String code : new TreeSet<>(element.types)) {
        String type = code.substring(code.lastIndexOf('/') + 1).replace("System.", "");
        boolean inner =
            type.equals("BackboneElement")
                || (type.equals("Element") && !parent.equals("Element"))
                || type.equals("BackboneType");
        if (inner) {
          type = element.path;
        }
        String json =
            name.endsWith("[x]")
                ? name.substring(0, name.length() - 3)
                    + Character.toUpperCase(type.charAt(0))
                    + type.substring(1)
                : name;
        NavigableSet<String> kinds = siblings.computeIfAbsent(json, n -> new TreeSet<>());
        kinds.add(type.endsWith("Reference") ? type + targets(element.targets) : type);
        if (element.min > 0) {
          kinds.add("!");
        }
      }
    }
  }

  /** Whom a reference may be to: p patients and other persons, c clinicians, o organisations. */
  private static String targets(List<String> profiles) {
    TreeSet<String> letters = new TreeSet<>();
    for (String profile : profiles) {
      switch (profile.substring(profile.lastIndexOf('/') + 1)) {
        case "Patient", "RelatedPerson", "Person", "Resource" -> letters.add("p");
        case "Practitioner", "PractitionerRole", "CareTeam" -> letters.add("c");
        case "Organization", "Location", "HealthcareService" -> letters.add("o");
        default -> {}
      }
    }
    if (profiles.isEmpty()) {
      letters.add("p");
    }
    return letters.isEmpty() ? "" : ":" + String.join("", letters);
  }
}
