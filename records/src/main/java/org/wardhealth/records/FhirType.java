package org.wardhealth.records;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.deid.IdentifierType;

/** A type that FHIR defines, with its elements. Immutable once {@link FhirElements} has read it. */
final class FhirType {
  /** How the value of an element is judged. */
  enum Kind {
    /** true or false: stays. */
    FLAG,
    /** A number: stays, digit for digit. */
    NUMBER,
    /** A code: stays when FHIR defines it. */
    CODE,
    /** A language tag. */
    LANGUAGE,
    /** A media type. */
    MIME,
    /** Free text. */
    TEXT,
    /** A whole value of one identifier type. */
    VALUE,
    /** Part of a person's name. */
    PERSON,
    /** Mr, MD, Jr. */
    HONORIFIC,
    /** A URI: of a public vocabulary, or a pseudonym. */
    URI,
    /** The absolute address of a resource, to which references lead. */
    FULL_URL,
    /** The address of a request: as a reference. */
    REQUEST_URL,
    /** A date or a date with time, of any precision. */
    DATE,
    /** The date of a birth: its year tells an age over 89. */
    BIRTH_DATE,
    /** A point in time, always whole. */
    INSTANT,
    /** A time of day. */
    TIME,
    /** A logical id. */
    ID,
    /** Numbers in a string. */
    SERIES,
    /** Goes, whatever it holds. */
    REMOVE,
    /** An object of its own type. */
    OBJECT,
    /** A contained resource, or one in a Bundle or in Parameters. */
    RESOURCE,
    /** The narrative. */
    NARRATIVE,
    /** An extension. */
    EXTENSION,
    /** A business identifier. */
    IDENTIFIER,
    /** A phone number or the like. */
    CONTACT_POINT,
    /** A reference to another resource. */
    REFERENCE,
    /** A code with its system. */
    CODING,
    /** A measured amount, perhaps an age. */
    QUANTITY,
    /** Content of another format. */
    ATTACHMENT,
    /** A signature: goes. */
    SIGNATURE
  }

  /**
   * One element.
   *
   * @param name as JSON has it
   * @param kinds how a value is judged; more than one where R4 and R5 differ
   * @param value what a value of {@link Kind#VALUE} is
   * @param types of an object; more than one where R4 and R5 differ
   * @param targets of a reference: p for persons, c for clinicians, o for organisations
   * @param required whether the resource is not valid without it
   */
  record Element(
      String name,
      Set<Kind> kinds,
      Optional<IdentifierType> value,
      List<FhirType> types,
      String targets,
      boolean required) {
    /** The kind that a JSON string is judged by: the most careful one. */
    Kind ofString() {
      for (Kind kind : CAREFUL) {
        if (kinds.contains(kind)) {
          return kind;
        }
      }
      return Kind.REMOVE;
    }

    /** The kind that a JSON object is judged by. */
    Kind ofObject() {
      for (Kind kind : OBJECTS) {
        if (kinds.contains(kind)) {
          return kind;
        }
      }
      return Kind.REMOVE;
    }
  }

  private static final List<Kind> CAREFUL =
      List.of(
          Kind.REMOVE,
          Kind.VALUE,
          Kind.PERSON,
          Kind.HONORIFIC,
          Kind.FULL_URL,
          Kind.REQUEST_URL,
          Kind.MIME,
          Kind.LANGUAGE,
          Kind.BIRTH_DATE,
          Kind.SERIES,
          Kind.TEXT,
          Kind.CODE,
          Kind.URI,
          Kind.ID,
          Kind.INSTANT,
          Kind.DATE,
          Kind.TIME,
          Kind.NUMBER);

  private static final List<Kind> OBJECTS =
      List.of(
          Kind.REMOVE,
          Kind.SIGNATURE,
          Kind.RESOURCE,
          Kind.NARRATIVE,
          Kind.EXTENSION,
          Kind.IDENTIFIER,
          Kind.CONTACT_POINT,
          Kind.REFERENCE,
          Kind.QUANTITY,
          Kind.ATTACHMENT,
          Kind.OBJECT,
          Kind.CODING);

  private final String name;
  private final Map<String, Element> elements = new HashMap<>();
  private boolean resource;

  FhirType(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  boolean resource() {
    return resource;
  }

  void standsAlone() {
    resource = true;
  }

  void add(Element element) {
    elements.put(element.name(), element);
  }

  Map<String, Element> elements() {
    return elements;
  }

  /** The element called {@code name}, if FHIR defines it. */
  Optional<Element> element(String element) {
    return Optional.ofNullable(elements.get(element));
  }

  static Set<Kind> kinds() {
    return EnumSet.noneOf(Kind.class);
  }

  @Override
  public String toString() {
    return name;
  }
}
