package org.wardhealth.records;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An element of a document with what is in it. Names are local names of the namespaces of HL7; one
 * of any other namespace has a name that no list has.
 */
final class CdaElement {
  /** What an element or attribute of a foreign namespace is called. */
  static final String FOREIGN = "*";

  /** Before the names of the namespace of extensions. */
  static final String SDTC = "sdtc:";

  /** Text, or an element. */
  sealed interface Node {}

  /** A text, without entities. */
  static final class Text implements Node {
    private String text;

    Text(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    void set(String to) {
      text = to;
    }
  }

  /** An element among others. */
  record Child(CdaElement element) implements Node {}

  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  /** {@code name} with {@link #SDTC} before it, where it is of that namespace. */
  CdaElement(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** The name without namespace. */
  String local() {
    return name.startsWith(SDTC) ? name.substring(SDTC.length()) : name;
  }

  Map<String, String> attributes() {
    return attributes;
  }

  /** The attribute called {@code attribute}; the empty string when there is none. */
  String attribute(String attribute) {
    return attributes.getOrDefault(attribute, "");
  }

  void set(String attribute, String value) {
    attributes.put(attribute, value);
  }

  List<Node> nodes() {
    return nodes;
  }

  void add(CdaElement child) {
    nodes.add(new Child(child));
  }

  Text add(String text) {
    Text node = new Text(text);
    nodes.add(node);
    return node;
  }

  /** The elements in it. */
  List<CdaElement> children() {
    List<CdaElement> children = new ArrayList<>();
    for (Node node : nodes) {
      if (node instanceof Child child) {
        children.add(child.element());
      }
    }
    return children;
  }

  /** The elements in it whose local name is {@code local}. */
  List<CdaElement> children(String local) {
    return children().stream().filter(child -> child.local().equals(local)).toList();
  }

  /** The first element in it whose local name is {@code local}. */
  Optional<CdaElement> child(String local) {
    return children().stream().filter(child -> child.local().equals(local)).findFirst();
  }

  /** All text in it, in order. */
  String text() {
    StringBuilder all = new StringBuilder();
    text(all);
    return all.toString();
  }

  private void text(StringBuilder all) {
    for (Node node : nodes) {
      switch (node) {
        case Text text -> all.append(text.text());
        case Child child -> child.element().text(all);
      }
    }
  }
}
