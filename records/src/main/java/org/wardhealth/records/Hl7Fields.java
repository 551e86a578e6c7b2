package org.wardhealth.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wardhealth.deid.Action;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.records.Hl7Rule.Extended;
import org.wardhealth.records.Hl7Rule.Link;
import org.wardhealth.records.Hl7Rule.Parts;
import org.wardhealth.records.Hl7Rule.Plain;
import org.wardhealth.records.Hl7Rule.Special;
import org.wardhealth.records.Hl7Rule.Value;

/**
 * Applies the rules of the keep-list to fields, in the separators of their message. What is not
 * changed stays as it was written, escape sequences included.
 *
 * @param encoding of the message
 * @param values of the patient
 */
record Hl7Fields(Hl7Encoding encoding, Values values) {
  /** Says that what is stored is to be deleted; no content. */
  private static final String DELETE = "\"\"";

  /** The field {@code raw} with all its repetitions. */
  String field(Hl7Rule rule, String raw) {
    if (rule == Plain.TX) {
      return texts(raw, new Passage());
    }
    List<String> out = new ArrayList<>();
    for (String one : Hl7Encoding.split(raw, encoding.repetition())) {
      out.add(part(rule, one, 1));
    }
    return join(out, 0);
  }

  /** The repetitions of a text, read as one, behind what {@code passage} already holds. */
  String texts(String raw, Passage passage) {
    List<String> raws = Hl7Encoding.split(raw, encoding.repetition());
    for (int i = 0; i < raws.size(); i++) {
      if (i > 0) {
        passage.aside("\n");
      }
      passage.piece(decoded(raws.get(i)));
    }
    return join(written(raws, passage.through(values::text)), 0);
  }

  /** Each of {@code raws} as it is, or, when the engine changed what it says, as it says now. */
  List<String> written(List<String> raws, List<String> texts) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < raws.size(); i++) {
      Hl7Encoding.Decoded before = encoding.decode(raws.get(i));
      for (int n = before.unknown(); n > 0; n--) {
        values.removed(Removal.MARKUP);
      }
      boolean same = before.unknown() == 0 && before.text().equals(texts.get(i));
      out.add(same ? raws.get(i) : encoding.encode(texts.get(i)));
    }
    return out;
  }

  String decoded(String raw) {
    return encoding.decode(raw).text();
  }

  /** One repetition ({@code depth} 1), component (2) or subcomponent (3). */
  String part(Hl7Rule rule, String raw, int depth) {
    if (raw.isEmpty() || raw.equals(DELETE)) {
      return raw;
    }
    return switch (rule) {
      case Parts parts -> parts(parts.rules(), raw, depth);
      case Extended extended -> identifier(extended.type(), raw, depth);
      case Special special ->
          switch (special) {
            case CWE -> coded(raw, depth, false);
            case UNIT -> coded(raw, depth, true);
            case XTN -> telecom(raw, depth);
            case HD -> designator(raw, depth);
            case OBX5 -> values.removed(Removal.UNREADABLE_VALUE);
          };
      case Plain plain -> plain == Plain.TX ? text(raw) : leaves(rule, raw, depth);
      case Link ignored -> leaves(rule, raw, depth);
      case Value ignored -> leaves(rule, raw, depth);
      case Hl7Rule.Name ignored -> leaves(rule, raw, depth);
    };
  }

  private String parts(List<Hl7Rule> rules, String raw, int depth) {
    if (depth > 2) {
      return part(rules.getFirst(), raw, depth);
    }
    List<String> out = new ArrayList<>();
    List<String> parts = split(raw, depth);
    for (int i = 0; i < parts.size(); i++) {
      out.add(
          i < rules.size() ? part(rules.get(i), parts.get(i), depth + 1) : unlisted(parts.get(i)));
    }
    return join(out, depth);
  }

  /** A rule of one value where there are parts: each of them is such a value. */
  private String leaves(Hl7Rule rule, String raw, int depth) {
    if (depth <= 2) {
      List<String> parts = split(raw, depth);
      if (parts.size() > 1 || depth == 1) {
        return join(parts.stream().map(part -> leaves(rule, part, depth + 1)).toList(), depth);
      }
    }
    return leaf(rule, raw);
  }

  private String leaf(Hl7Rule rule, String raw) {
    if (raw.isEmpty() || raw.equals(DELETE)) {
      return raw;
    }
    Hl7Encoding.Decoded read = encoding.decode(raw);
    String text = read.text();
    String out =
        switch (rule) {
          case Plain plain ->
              switch (plain) {
                case X -> values.removed(Removal.IDENTIFYING);
                case C -> Hl7Codes.word(text) ? text : values.code("", text);
                case NM -> values.number(text.strip());
                case DT -> values.date(text.strip());
                case TM -> values.time(text.strip());
                case TX -> values.text(text);
                case HON -> values.honorific(text);
                case STATE -> values.state(text);
                case COUNTRY -> values.country(text);
                case OID -> values.universalId(text);
              };
          case Link id -> values.identifier(id.type(), text);
          case Value value -> values.value(value.type(), text);
          case Hl7Rule.Name name ->
              name.family() ? values.family(name.type(), text) : values.given(name.type(), text);
          case Parts ignored -> values.removed(Removal.UNREADABLE_VALUE);
          case Extended ignored -> values.removed(Removal.UNREADABLE_VALUE);
          case Special ignored -> values.removed(Removal.UNREADABLE_VALUE);
        };
    return out.equals(text) && read.unknown() == 0 ? raw : encoding.encode(out);
  }

  private String text(String raw) {
    return written(List.of(raw), List.of(values.text(decoded(raw)))).getFirst();
  }

  /** CE, CWE, CNE: code, text, system; the same again; versions; original text; once more; OIDs. */
  private String coded(String raw, int depth, boolean unit) {
    List<String> parts = split(raw, depth);
    List<String> out = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      out.add(
          switch (i) {
            case 0 -> code(part, at(parts, 2), depth, unit);
            case 3 -> code(part, at(parts, 5), depth, unit);
            case 9 -> code(part, at(parts, 11), depth, unit);
            case 1, 4, 8, 10 -> part(Plain.TX, part, depth + 1);
            case 13, 14, 16, 17, 19, 20 -> part(Plain.OID, part, depth + 1);
            case 2, 5, 11 -> part(Plain.C, part, depth + 1);
            case 6, 7, 12, 15, 18, 21 ->
                FhirCodes.version(part) ? part : part(Plain.C, part, depth + 1);
            default -> unlisted(part);
          });
    }
    return join(out, depth);
  }

  private String code(String raw, String system, int depth, boolean unit) {
    if (raw.isEmpty() || raw.equals(DELETE)) {
      return raw;
    }
    String text = decoded(raw);
    if (split(raw, depth + 1).size() > 1) {
      return leaves(Plain.C, raw, depth + 1);
    }
    if (text.indexOf(' ') >= 0) {
      return text(raw); // words in the place of a code
    }
    String code = unit ? values.unit(text) : values.code(Hl7Codes.system(decoded(system)), text);
    return code.equals(text) && encoding.decode(raw).unknown() == 0 ? raw : encoding.encode(code);
  }

  private String identifier(IdentifierType type, String raw, int depth) {
    List<String> parts = split(raw, depth);
    IdentifierType told = Hl7Codes.identifier(decoded(at(parts, 4)), type);
    List<String> out = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      boolean changed = i > 0 && !out.getFirst().equals(parts.getFirst());
      out.add(
          switch (i) {
            case 0 -> part(new Link(told), part, depth + 1);
            case 1 -> changed ? "" : part(Plain.NM, part, depth + 1);
            case 2, 4 -> part(Plain.C, part, depth + 1);
            case 3, 5 -> part(Special.HD, part, depth + 1);
            case 6, 7 -> part(Plain.DT, part, depth + 1);
            case 8, 9 -> part(Special.CWE, part, depth + 1);
            default -> unlisted(part);
          });
    }
    return join(out, depth);
  }

  private String telecom(String raw, int depth) {
    List<String> parts = split(raw, depth);
    String equipment = decoded(at(parts, 2)).toUpperCase(Locale.ROOT);
    IdentifierType type = equipment.equals("FX") ? IdentifierType.FAX : IdentifierType.PHONE;
    IdentifierType first =
        at(parts, 0).indexOf('@') >= 0 || equipment.equals("INTERNET")
            ? IdentifierType.EMAIL
            : type;
    boolean kept = values.release().profile().action(type) == Action.KEEP;
    List<String> out = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      out.add(
          switch (i) {
            case 0 -> part(new Value(first), part, depth + 1);
            case 1, 2, 14, 15 -> part(Plain.C, part, depth + 1);
            case 3 -> part(new Value(IdentifierType.EMAIL), part, depth + 1);
            case 4, 5, 6, 7, 9, 10 -> part(kept ? Plain.NM : Plain.X, part, depth + 1);
            case 8, 11 -> part(new Value(type), part, depth + 1);
            case 12, 13 -> part(Plain.DT, part, depth + 1);
            default -> unlisted(part);
          });
    }
    return join(out, depth);
  }

  private String designator(String raw, int depth) {
    return parts(List.of(new Value(IdentifierType.FACILITY), Plain.OID, Plain.C), raw, depth);
  }

  /** Data of another format (ED): text goes through the engine, the rest goes. */
  String encapsulated(String raw) {
    if (raw.isEmpty() || raw.equals(DELETE)) {
      return raw;
    }
    List<String> parts = split(raw, 1);
    List<String> out = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      out.add(
          switch (i) {
            case 0 -> part(Special.HD, part, 2);
            case 1, 2, 3 -> part(Plain.C, part, 2);
            case 4 -> data(part, decoded(at(parts, 1)) + "/" + decoded(at(parts, 2)), at(parts, 3));
            default -> unlisted(part);
          });
    }
    return join(out, 1);
  }

  private String data(String raw, String type, String transfer) {
    if (raw.isEmpty()) {
      return raw;
    }
    boolean text =
        switch (type.toUpperCase(Locale.ROOT)) {
          case "TEXT/",
              "TX/",
              "FT/",
              "TEXT/PLAIN",
              "TEXT/TXT",
              "TEXT/TEXT",
              "TX/PLAIN",
              "TEXT/PLAIN/",
              "/PLAIN",
              "/TXT",
              "/TEXT",
              "TEXT/PLAIN/PLAIN",
              "FT/PLAIN" ->
              true;
          default -> false;
        };
    boolean base64 = transfer.equalsIgnoreCase("Base64");
    boolean plain = transfer.isEmpty() || transfer.equalsIgnoreCase("A");
    Optional<String> content =
        base64
            ? PlainText.ofBase64(decoded(raw))
            : plain ? Optional.of(decoded(raw)).filter(PlainText::isPlain) : Optional.empty();
    if (!text || content.isEmpty()) {
      return values.removed(Removal.ATTACHMENT);
    }
    String safe = values.text(content.get());
    if (base64) {
      return encoding.encode(PlainText.base64(safe));
    }
    return written(List.of(raw), List.of(safe)).getFirst();
  }

  private String unlisted(String raw) {
    return raw.isEmpty() || raw.equals(DELETE) ? raw : values.removed(Removal.UNKNOWN_ELEMENT);
  }

  List<String> split(String raw, int depth) {
    return depth > 2 ? List.of(raw) : Hl7Encoding.split(raw, encoding.separator(depth));
  }

  private String join(List<String> parts, int depth) {
    return parts.size() == 1
        ? parts.getFirst()
        : String.join(String.valueOf(encoding.separator(depth)), parts);
  }

  private static String at(List<String> parts, int i) {
    return i < parts.size() ? parts.get(i) : "";
  }
}
