package org.wardhealth.records;

import java.util.Optional;
import java.util.Set;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.records.CdaElement.Child;
import org.wardhealth.records.CdaElement.Text;

/** The elements of one document on their way out, by the keep-list. */
final class CdaRewrite {
  private static final Set<String> CODED = Set.of("CD", "CE", "CV", "CO", "CS", "CR");
  private static final Set<String> TIMES =
      Set.of("TS", "IVL_TS", "PIVL_TS", "EIVL_TS", "SXCM_TS", "SXPR_TS");
  private static final Set<String> NUMBERS =
      Set.of(
          "PQ",
          "IVL_PQ",
          "INT",
          "IVL_INT",
          "REAL",
          "IVL_REAL",
          "MO",
          "IVL_MO",
          "RTO",
          "PQR",
          "RTO_PQ_PQ",
          "RTO_QTY_QTY",
          "SLIST_PQ");

  private final Values values;
  private final CdaAttributes attributes;
  private final CdaTypes types;

  CdaRewrite(Values values) {
    this.values = values;
    this.attributes = new CdaAttributes(values);
    this.types = new CdaTypes(values, attributes);
  }

  /** The start of an element that is read part by part. */
  CdaElement start(CdaElement from) {
    CdaElement to = new CdaElement(from.name());
    attributes.copy(from, to);
    return to;
  }

  /**
   * An element with all that is in it.
   *
   * @param parent the local name of the element around it
   * @return nothing when it is not on the keep-list
   */
  Optional<CdaElement> element(CdaElement from, String parent) {
    return element(from, parent, "NAME");
  }

  private Optional<CdaElement> element(CdaElement from, String parent, String whose) {
    Optional<CdaElements.Rule> rule =
        from.name().equals(CdaElement.FOREIGN)
            ? Optional.empty()
            : CdaElements.ALL.rule(from.local());
    if (rule.isEmpty()) {
      values.removed(Removal.UNKNOWN_ELEMENT);
      return Optional.empty();
    }
    return switch (rule.get()) {
      case PARTS -> Optional.of(parts(from, whose));
      case CODE -> Optional.of(types.code(from));
      case TIME -> Optional.of(types.time(from));
      case QUANTITY -> Optional.of(types.quantity(from));
      case ID -> Optional.of(types.id(from, identifier(parent)));
      case TEMPLATE -> {
        Optional<CdaElement> template = types.template(from);
        if (template.isEmpty()) {
          values.removed(Removal.UNKNOWN_ELEMENT);
        }
        yield template;
      }
      case FLAG -> Optional.of(types.flag(from));
      case TEXT ->
          Optional.of(
              parent.equals("section") && from.local().equals("text")
                  ? CdaNarrative.of(from, values, attributes)
                  : types.text(from));
      case VALUE -> value(from, parent);
      case NUMBER_TEXT -> Optional.of(types.numberText(from));
      case NAME -> Optional.of(types.name(from, whose));
      case ADDR -> Optional.of(types.address(from));
      case TELECOM -> Optional.of(types.telecom(from));
      case REFERENCE ->
          Optional.of(
              from.attribute("typeCode").isEmpty() ? types.reference(from) : parts(from, whose));
      case REMOVE -> {
        values.removed(Removal.SIGNATURE);
        yield Optional.empty();
      }
    };
  }

  private CdaElement parts(CdaElement from, String outer) {
    String whose =
        from.local().equals("participantRole")
            ? role(from.attribute("classCode"))
            : CdaElements.ALL.person(from.local(), outer);
    CdaElement to = start(from);
    boolean age =
        from.child("code").map(code -> Hl7Codes.age(code.attribute("code"))).orElse(false);
    for (CdaElement.Node node : from.nodes()) {
      switch (node) {
        case Text text -> {
          if (text.text().isBlank()) {
            to.add(text.text());
          } else {
            values.removed(Removal.UNKNOWN_ELEMENT);
          }
        }
        case Child child -> {
          CdaElement part = child.element();
          if (age && part.name().equals("value")) {
            to.add(types.age(part));
          } else {
            element(part, from.local(), whose).ifPresent(to::add);
          }
        }
      }
    }
    return to;
  }

  /** Whose the name in a role is: of a place, of a thing, or of somebody. */
  private static String role(String classCode) {
    return switch (classCode) {
      case "SDLOC", "ISDLOC", "DSDLOC" -> "FACILITY";
      case "MANU", "INST", "MNT" -> "TEXT";
      default -> "NAME";
    };
  }

  private static IdentifierType identifier(String parent) {
    return switch (parent) {
      case "patientRole", "patient", "relatedSubject" -> IdentifierType.MRN;
      case "assignedAuthor", "assignedEntity", "intendedRecipient" -> IdentifierType.LICENSE;
      case "encompassingEncounter", "encounter", "specimenRole" -> IdentifierType.ENCOUNTER;
      case "playingDevice", "assignedAuthoringDevice" -> IdentifierType.DEVICE;
      default -> IdentifierType.OTHER_ID;
    };
  }

  private Optional<CdaElement> value(CdaElement from, String parent) {
    String said = from.attribute("xsi:type");
    String type = CdaAttributes.type(said);
    if (CODED.contains(type)) {
      return Optional.of(types.code(from));
    }
    if (TIMES.contains(type)) {
      return Optional.of(types.time(from));
    }
    if (NUMBERS.contains(type) || parent.equals("regionOfInterest")) {
      return Optional.of(types.quantity(from));
    }
    return switch (type) {
      case "ST", "SC", "ED" -> Optional.of(types.text(from));
      case "BL" -> Optional.of(types.flag(from));
      case "II" -> Optional.of(types.id(from, IdentifierType.OTHER_ID));
      case "TEL" -> Optional.of(types.telecom(from));
      case "AD" -> Optional.of(types.address(from));
      case "EN", "PN" -> Optional.of(types.name(from, "NAME"));
      case "ON" -> Optional.of(types.name(from, "FACILITY"));
      default -> {
        if (said.isEmpty()) {
          yield Optional.of(
              from.attributes().containsKey("code") ? types.code(from) : types.text(from));
        }
        values.removed(Removal.UNREADABLE_VALUE);
        yield Optional.empty();
      }
    };
  }
}
