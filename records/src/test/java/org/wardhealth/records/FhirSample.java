package org.wardhealth.records;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;

/**
 * Resources in which every element that FHIR defines has a value, and every value that is a string
 * has a canary: the patient's name, an address of electronic mail and a number, with the number of
 * its path.
 */
final class FhirSample {
  static final String FAMILY = "Quillfeather";
  static final String MRN = "44711820";

  private static final int DEEPEST = 6;

  private final FhirDefinitions fhir;
  private final List<String> paths = new ArrayList<>();
  private final StringBuilder json = new StringBuilder();
  private final Set<String> above = new HashSet<>();

  FhirSample(FhirDefinitions fhir) {
    this.fhir = fhir;
  }

  /** Where the canary with this number stands. */
  String path(int number) {
    return paths.get(number);
  }

  /** One resource of {@code type}, about the patient. */
  String resource(String type) {
    json.setLength(0);
    json.append("{\"resourceType\":\"").append(type).append('"');
    json.append(",\"subject\":{\"identifier\":{\"type\":{\"coding\":[{\"code\":\"MR\"}]},")
        .append("\"value\":\"" + MRN + "\"}}");
    elements(type, type, 0, true);
    json.append(",\"extension\":[");
    fhir.type("Extension")
        .forEach(
            (name, kinds) -> {
              if (name.startsWith("value")) {
                json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                    .append("{\"url\":\"http://hl7.org/fhir/StructureDefinition/known\",");
                element(type + ".extension", name, kinds, 2);
                json.append('}');
              }
            });
    return json.append("]}").toString();
  }

  private void elements(String type, String path, int depth, boolean root) {
    Map<String, NavigableSet<String>> elements = fhir.type(type);
    boolean first = !root;
    for (Map.Entry<String, NavigableSet<String>> element : elements.entrySet()) {
      String name = element.getKey();
      if (root && (name.equals("extension") || name.equals("subject"))) {
        continue;
      }
      int before = json.length();
      json.append(first ? "" : ",");
      int start = json.length();
      element(path, name, element.getValue(), depth + 1);
      if (json.length() == start) {
        json.setLength(before);
      } else {
        first = false;
      }
    }
  }

  private void element(String path, String name, Set<String> kinds, int depth) {
    String here = path + "." + name;
    for (String kind : kinds) {
      String type = kind.split(":", 2)[0];
      if (type.equals("!")) {
        continue;
      }
      if (type.equals("Extension")) {
        json.append('"')
            .append(name)
            .append("\":[{\"url\":\"")
            .append(canary(here + ".url"))
            .append("\",\"valueString\":\"")
            .append(canary(here))
            .append("\"},{\"url\":\"http://hl7.org/fhir/StructureDefinition/known\"")
            .append(",\"valueString\":\"")
            .append(canary(here))
            .append("\"}]");
      } else if (type.equals("Resource")) {
        json.append('"')
            .append(name)
            .append("\":{\"resourceType\":\"Basic\",\"id\":\"")
            .append(canary(here))
            .append("\"}");
      } else if (!fhir.types.containsKey(type)) {
        json.append('"').append(name).append("\":\"").append(leaf(type, here)).append('"');
        json.append(",\"_").append(name).append("\":{\"id\":\"").append(canary(here)).append("\"}");
      } else if (depth < DEEPEST && above.add(type)) {
        json.append('"').append(name).append("\":{");
        elements(type, here, depth, false);
        json.append('}');
        above.remove(type);
      }
      return;
    }
  }

  private String leaf(String type, String path) {
    return switch (type) {
      case "xhtml" -> "<div><p>" + canary(path) + "</p><img alt='" + canary(path) + "'/></div>";
      case "base64Binary" ->
          Base64.getEncoder().encodeToString(canary(path).getBytes(StandardCharsets.UTF_8));
      default -> canary(path);
    };
  }

  private String canary(String path) {
    paths.add(path);
    return FAMILY + " zq" + (paths.size() - 1) + "@leak.example.org " + MRN;
  }
}
