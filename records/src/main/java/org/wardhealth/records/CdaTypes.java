package org.wardhealth.records;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.records.CdaElement.Child;
import org.wardhealth.records.CdaElement.Text;

/** The data types of C-CDA: each method answers the element that may leave in place of one. */
final class CdaTypes {
  private static final String SSN = "2.16.840.1.113883.4.1";
  private static final String NPI = "2.16.840.1.113883.4.6";
  private static final Pattern TEMPLATE_VERSION =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}|POCD_[A-Z]{2}[0-9]{6}(UV[0-9]{0,2})?");

  private final Values values;
  private final CdaAttributes attributes;

  CdaTypes(Values values, CdaAttributes attributes) {
    this.values = values;
    this.attributes = attributes;
  }

  CdaElement code(CdaElement from) {
    CdaElement to = new CdaElement(from.name());
    attributes.copy(from, to, coded(from));
    children(
        from,
        to,
        (name, child) ->
            switch (name) {
              case "originalText" -> Optional.of(text(child));
              case "translation", "value", "name" -> Optional.of(code(child));
              case "qualifier" -> Optional.of(code(child));
              default -> Optional.empty();
            });
    return to;
  }

  private Map<String, UnaryOperator<String>> coded(CdaElement from) {
    String system = from.attribute("codeSystem");
    Map<String, UnaryOperator<String>> special = new HashMap<>();
    special.put(
        "code",
        code ->
            system.isEmpty() && FhirCodes.language(code)
                ? code
                : values.code(Oids.system(system), code));
    special.put("codeSystem", values::universalId);
    special.put("codeSystemName", values::text);
    special.put("codeSystemVersion", this::version);
    special.put("displayName", values::text);
    special.put("sdtc:valueSet", values::universalId);
    special.put("sdtc:valueSetVersion", this::version);
    special.put("valueSet", values::universalId);
    special.put("valueSetVersion", this::version);
    return special;
  }

  private String version(String version) {
    return FhirCodes.version(version) || Timestamp.read(version).isPresent()
        ? version
        : values.removed(Removal.UNREADABLE_VALUE);
  }

  CdaElement time(CdaElement from) {
    CdaElement to = new CdaElement(from.name());
    attributes.copy(from, to, Map.of("value", values::date));
    children(
        from,
        to,
        (name, child) ->
            switch (name) {
              case "low", "high", "center", "phase", "comp" -> Optional.of(time(child));
              case "width", "period", "offset" -> Optional.of(quantity(child));
              case "event" -> Optional.of(code(child));
              default -> Optional.empty();
            });
    return to;
  }

  CdaElement quantity(CdaElement from) {
    CdaElement to = new CdaElement(from.name());
    boolean years = Hl7Codes.years(from.attribute("unit"));
    Map<String, UnaryOperator<String>> special = coded(from);
    special.put("value", years ? values::age : values::number);
    special.put("unit", values::unit);
    attributes.copy(from, to, special);
    children(
        from,
        to,
        (name, child) ->
            switch (name) {
              case "low",
                  "high",
                  "center",
                  "width",
                  "numerator",
                  "denominator",
                  "origin",
                  "scale",
                  "translation" ->
                  Optional.of(quantity(child));
              case "digits" -> Optional.of(digits(child));
              case "originalText" -> Optional.of(text(child));
              default -> Optional.empty();
            });
    return to;
  }

  private CdaElement digits(CdaElement from) {
    CdaElement to = new CdaElement(from.name());
    StringBuilder out = new StringBuilder();
    for (String number : own(from).strip().split("\\s+")) {
      out.append(out.isEmpty() ? "" : " ").append(values.number(number));
    }
    to.add(out.toString());
    return to;
  }

  /** An age that a code says to be one, in whatever unit. */
  CdaElement age(CdaElement from) {
    CdaElement years = quantity(from);
    boolean known = Hl7Codes.years(from.attribute("unit")) || from.attribute("value").isEmpty();
    if (!known && (from.attribute("unit").isEmpty() || from.attribute("unit").equals("1"))) {
      years.set("value", values.age(from.attribute("value")));
    }
    return years;
  }

  CdaElement id(CdaElement from, IdentifierType kind) {
    String root = from.attribute("root");
    IdentifierType type =
        root.equals(SSN) ? IdentifierType.SSN : root.equals(NPI) ? IdentifierType.LICENSE : kind;
    boolean alone = from.attribute("extension").isBlank();
    CdaElement to = new CdaElement(from.name());
    attributes.copy(
        from,
        to,
        Map.of(
            "extension", extension -> values.identifier(type, extension),
            "root", id -> alone ? instance(type, id) : values.universalId(id),
            "assigningAuthorityName", name -> values.value(IdentifierType.FACILITY, name)));
    return to;
  }

  /** An OID or UUID that names one thing, not a register. */
  private String instance(IdentifierType type, String id) {
    if (id.isBlank()) {
      return id;
    }
    String pseudonym = values.identifier(type, id);
    boolean kept = pseudonym.equals(id) || !Oids.isOid(id);
    return kept ? pseudonym : Oids.of(pseudonym);
  }

  /** The id of a template; nothing when it is one of somebody's own. */
  Optional<CdaElement> template(CdaElement from) {
    if (!Oids.isPublic(from.attribute("root"))) {
      return Optional.empty();
    }
    CdaElement to = new CdaElement(from.name());
    attributes.copy(
        from,
        to,
        Map.of(
            "root",
            root -> root,
            "extension",
            version ->
                TEMPLATE_VERSION.matcher(version).matches()
                    ? version
                    : values.removed(Removal.UNREADABLE_VALUE)));
    return Optional.of(to);
  }

  CdaElement flag(CdaElement from) {
    CdaElement to = new CdaElement(from.name());
    attributes.copy(
        from,
        to,
        Map.of(
            "value",
            value ->
                value.equals("true") || value.equals("false")
                    ? value
                    : values.removed(Removal.UNREADABLE_VALUE)));
    return to;
  }

  /** A link: within the document to the new name of its target, else to nowhere. */
  CdaElement reference(CdaElement from) {
    CdaElement to = new CdaElement(from.name());
    attributes.copy(from, to, Map.of("value", this::link));
    return to;
  }

  private String link(String link) {
    return link.startsWith("#") && link.length() > 1
        ? "#" + attributes.anchor(link.substring(1))
        : values.removed(Removal.LINK);
  }

  /** Text, or data of a media type: what is no text goes. */
  CdaElement text(CdaElement from) {
    CdaElement to = new CdaElement(from.name());
    attributes.copy(from, to, coded(from));
    String mime = FhirCodes.mime(from.attribute("mediaType"));
    boolean plain =
        from.attribute("mediaType").isEmpty()
            || mime.equals("text/plain")
            || from.attribute("mediaType").equals("text/x-hl7-text+xml");
    String content = own(from);
    String safe = "";
    if (!content.isBlank()) {
      boolean base64 = from.attribute("representation").equals("B64");
      Optional<String> read =
          base64 ? PlainText.ofBase64(content) : Optional.of(content).filter(PlainText::isPlain);
      if (!plain || read.isEmpty()) {
        values.removed(Removal.ATTACHMENT);
      } else {
        String text = values.text(read.get());
        safe = base64 ? PlainText.base64(text) : text;
      }
    }
    if (!safe.isEmpty()) {
      to.add(safe);
    }
    for (CdaElement child : from.children()) {
      if (child.name().equals("reference")) {
        to.add(reference(child));
      } else {
        values.removed(Removal.UNKNOWN_ELEMENT);
      }
    }
    return to;
  }

  /** The text in the element itself, not in those in it. */
  private static String own(CdaElement element) {
    StringBuilder own = new StringBuilder();
    for (CdaElement.Node node : element.nodes()) {
      if (node instanceof Text text) {
        own.append(text.text());
      }
    }
    return own.toString();
  }

  CdaElement numberText(CdaElement from) {
    CdaElement to = new CdaElement(from.name());
    attributes.copy(from, to);
    to.add(values.identifier(IdentifierType.OTHER_ID, own(from).strip()));
    return to;
  }

  /**
   * A name.
   *
   * @param whose an identifier type, or {@code TEXT} for what is nobody
   */
  CdaElement name(CdaElement from, String whose) {
    CdaElement to = new CdaElement(from.name());
    attributes.copy(from, to);
    for (CdaElement.Node node : from.nodes()) {
      switch (node) {
        case Text text -> to.add(between(text.text(), words -> named(whose, words)));
        case Child child -> {
          CdaElement part = child.element();
          switch (part.name()) {
            case "family", "given", "prefix", "suffix", "delimiter" ->
                to.add(namePart(part, whose));
            case "validTime" -> to.add(time(part));
            default -> values.removed(Removal.UNKNOWN_ELEMENT);
          }
        }
      }
    }
    return to;
  }

  private CdaElement namePart(CdaElement from, String whose) {
    CdaElement to = new CdaElement(from.name());
    attributes.copy(from, to);
    String words = own(from).strip();
    boolean person = whose.equals("NAME") || whose.equals("CLINICIAN");
    String out =
        switch (from.name()) {
          case "family" ->
              person ? values.family(IdentifierType.valueOf(whose), words) : named(whose, words);
          case "given" ->
              person ? values.given(IdentifierType.valueOf(whose), words) : named(whose, words);
          case "delimiter" -> between(words, ignored -> values.removed(Removal.IDENTIFYING));
          default -> words.isEmpty() ? words : values.honorific(words);
        };
    if (!out.isEmpty()) {
      to.add(out);
    }
    return to;
  }

  private String named(String whose, String words) {
    return whose.equals("TEXT")
        ? values.text(words)
        : values.value(IdentifierType.valueOf(whose), words);
  }

  /** Text between parts: space and commas stay, words are judged. */
  private static String between(String text, UnaryOperator<String> judge) {
    boolean words = text.chars().anyMatch(Character::isLetterOrDigit);
    return words
        ? judge.apply(text.strip().replaceAll("\\s+", " "))
        : text.replaceAll("[^\\s,.;-]", "");
  }

  CdaElement address(CdaElement from) {
    CdaElement to = new CdaElement(from.name());
    attributes.copy(from, to);
    for (CdaElement.Node node : from.nodes()) {
      switch (node) {
        case Text text ->
            to.add(between(text.text(), words -> values.value(IdentifierType.STREET, words)));
        case Child child -> {
          CdaElement part = child.element();
          Optional<String> out = addressPart(part.name(), own(part).strip());
          if (part.name().equals("useablePeriod")) {
            to.add(time(part));
          } else if (out.isPresent()) {
            CdaElement written = new CdaElement(part.name());
            attributes.copy(part, written);
            written.add(out.get());
            to.add(written);
          } else {
            values.removed(Removal.UNKNOWN_ELEMENT);
          }
        }
      }
    }
    return to;
  }

  private Optional<String> addressPart(String part, String words) {
    return switch (part) {
      case "streetAddressLine",
          "streetName",
          "streetNameBase",
          "streetNameType",
          "houseNumber",
          "houseNumberNumeric",
          "buildingNumberSuffix",
          "direction",
          "deliveryAddressLine",
          "additionalLocator",
          "unitID",
          "unitType",
          "deliveryInstallationType",
          "deliveryInstallationArea",
          "deliveryInstallationQualifier",
          "deliveryMode",
          "deliveryModeIdentifier",
          "postBox" ->
          Optional.of(values.value(IdentifierType.STREET, words));
      case "city", "county", "precinct", "censusTract", "postalCode" ->
          Optional.of(values.value(IdentifierType.LOCATION, words));
      case "careOf" -> Optional.of(values.value(IdentifierType.NAME, words));
      case "state" -> Optional.of(values.state(words));
      case "country" -> Optional.of(values.country(words));
      case "delimiter" -> Optional.of(between(words, ignored -> ""));
      default -> Optional.empty();
    };
  }

  CdaElement telecom(CdaElement from) {
    CdaElement to = new CdaElement(from.name());
    attributes.copy(from, to, Map.of("value", this::contact));
    children(
        from,
        to,
        (name, child) ->
            name.equals("useablePeriod") ? Optional.of(time(child)) : Optional.empty());
    return to;
  }

  private String contact(String url) {
    int colon = url.indexOf(':');
    String scheme = colon < 0 ? "" : url.substring(0, colon + 1).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "tel:", "fax:", "mailto:" ->
          scheme
              + values.value(
                  switch (scheme) {
                    case "tel:" -> IdentifierType.PHONE;
                    case "fax:" -> IdentifierType.FAX;
                    default -> IdentifierType.EMAIL;
                  },
                  url.substring(colon + 1));
      case "" ->
          values.value(url.indexOf('@') > 0 ? IdentifierType.EMAIL : IdentifierType.PHONE, url);
      default -> values.value(IdentifierType.URL, url);
    };
  }

  /** Copies the elements for which {@code judge} has one; counts the others, and texts. */
  private void children(
      CdaElement from, CdaElement to, BiFunction<String, CdaElement, Optional<CdaElement>> judge) {
    for (CdaElement.Node node : from.nodes()) {
      switch (node) {
        case Text text -> {
          if (!text.text().isBlank()) {
            values.removed(Removal.UNKNOWN_ELEMENT);
          }
        }
        case Child child -> {
          Optional<CdaElement> out = judge.apply(child.element().local(), child.element());
          if (out.isPresent()) {
            to.add(out.get());
          } else {
            values.removed(Removal.UNKNOWN_ELEMENT);
          }
        }
      }
    }
  }
}
