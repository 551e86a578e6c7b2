package org.wardhealth.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The text of a set of policies: a schema, and one policy per file in the folder of its {@link
 * Layer}. Nothing is checked here; {@link Policies#load} does.
 *
 * @param policies {@code layer/id.cedar} to text
 */
public record PolicySource(String schema, SortedMap<String, String> policies) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ENDING = ".cedar";

  public PolicySource(String schema, Map<String, String> policies) {
    this(schema, new TreeMap<>(policies));
  }

  public PolicySource {
    policies = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(policies));
  }

  /** The set that Ward ships. */
  public static PolicySource shipped() {
    SortedMap<String, String> policies = new TreeMap<>();
    resource("index").lines().forEach(file -> policies.put(file, resource(file)));
    return new PolicySource(shippedSchema(), policies);
  }

  /** The schema of the questions that Ward asks. */
  public static String shippedSchema() {
    return resource("ward.cedarschema");
  }

  /**
   * The policies under a folder, with the schema that Ward ships: files that end in {@code .cedar}.
   *
   * @throws IOException if a file cannot be read, or is no UTF-8
   */
  public static PolicySource folder(Path folder) throws IOException {
    SortedMap<String, String> policies = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (name.endsWith(ENDING)) {
          policies.put(name, Files.readString(file));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new PolicySource(shippedSchema(), policies);
  }

  /** This set with one policy added or changed. */
  public PolicySource with(String file, String text) {
    SortedMap<String, String> changed = new TreeMap<>(policies);
    changed.put(file, text);
    return new PolicySource(schema, changed);
  }

  /** This set without one policy. */
  public PolicySource without(String file) {
    SortedMap<String, String> changed = new TreeMap<>(policies);
    changed.remove(file);
    return new PolicySource(schema, changed);
  }

  /** All of it as one text, the same for the same set: {@link #parse} reads it. */
  public String text() {
    ObjectNode text = JSON.createObjectNode();
    text.put("schema", schema);
    ObjectNode files = text.putObject("policies");
    policies.forEach(files::put);
    return text.toString();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if it is not such a text
   */
  public static PolicySource parse(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      if (json.path("schema").isString() && json.path("policies").isObject()) {
        SortedMap<String, String> policies = new TreeMap<>();
        json.path("policies")
            .properties()
            .forEach(file -> policies.put(file.getKey(), file.getValue().stringValue()));
        return new PolicySource(json.path("schema").stringValue(), policies);
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("This is not the text of a set of policies.", e);
    }
    throw new IllegalArgumentException(
        "The text of a set of policies is an object with 'schema' and 'policies'.");
  }

  /** SHA-256 of {@link #text}, in lower-case hex. */
  public String digest() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** The files' names. */
  public List<String> files() {
    return List.copyOf(policies.keySet());
  }

  private static String resource(String name) {
    try (InputStream in = PolicySource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The jar lacks " + name + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("This file of the jar cannot be read: " + name, e);
    }
  }
}
