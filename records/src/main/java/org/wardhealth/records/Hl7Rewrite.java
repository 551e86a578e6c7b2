package org.wardhealth.records;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.records.Hl7Message.Segment;
import org.wardhealth.records.Hl7Rule.Extended;
import org.wardhealth.records.Hl7Rule.Plain;
import org.wardhealth.records.Hl7Rule.Special;

/**
 * One message on its way out. What stands before the first patient is of that patient; what stands
 * behind a PID segment is of its patient. Lines of a report that stand in one OBX or NTE segment
 * each are read as one text.
 */
final class Hl7Rewrite {
  private static final int NOTE = 3;
  private static final int VALUE_TYPE = 2;
  private static final int CODE = 3;
  private static final int VALUE = 5;
  private static final int UNIT = 6;
  private static final int CHARACTER_SET = 18;

  private final Hl7Message message;
  private final Release release;

  /** The fields that are read together with others, by the number of their segment. */
  private final Map<Integer, String> texts = new HashMap<>();

  private Hl7Rewrite(Hl7Message message, Release release) {
    this.message = message;
    this.release = release;
  }

  /** The segments that may leave, each with its terminator. */
  static String of(Hl7Message message, Release release) {
    return new Hl7Rewrite(message, release).write();
  }

  private String write() {
    List<PatientKey> keys = Hl7Patients.keys(message);
    List<Segment> segments = message.segments();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      Hl7Fields fields = new Hl7Fields(message.encoding(), new Values(release, keys.get(i)));
      Optional<Map<Integer, Hl7Rule>> rules = Hl7Segments.ALL.segment(segment.name());
      if (rules.isEmpty()) {
        release.tally().removed(Removal.UNKNOWN_ELEMENT);
        continue;
      }
      if (segment.name().equals("PID")) {
        release.tally().patient();
      }
      together(i, keys, fields);
      out.append(segment.name());
      int first = segment.header() ? 2 : 1;
      for (int n = 0; n < segment.fields().size(); n++) {
        out.append(message.encoding().field());
        out.append(field(i, segment, first + n, rules.get(), fields));
      }
      out.append(message.terminator().isEmpty() ? "\r" : message.terminator());
    }
    return out.toString();
  }

  private String field(
      int at, Segment segment, int number, Map<Integer, Hl7Rule> rules, Hl7Fields fields) {
    String raw = segment.field(number);
    boolean separators = segment.header() && number == 2;
    boolean characters = segment.name().equals("MSH") && number == CHARACTER_SET;
    if (raw.isEmpty() || separators || characters) {
      return raw; // the reader accepts nothing but separators and three names here
    }
    Hl7Rule rule = rules.get(number);
    if (rule == null) {
      release.tally().removed(Removal.UNKNOWN_ELEMENT);
      return "";
    }
    if (number == textField(segment) && texts.containsKey(at)) {
      return texts.getOrDefault(at, "");
    }
    return rule == Special.OBX5 ? observation(segment, raw, fields) : fields.field(rule, raw);
  }

  /** Reads the text of segment {@code at} with those behind it that go on with it. */
  private void together(int at, List<PatientKey> keys, Hl7Fields fields) {
    List<Segment> segments = message.segments();
    Segment first = segments.get(at);
    boolean note = first.name().equals("NTE");
    if (texts.containsKey(at) || !(note || isText(first))) {
      return;
    }
    int number = textField(first);
    Passage passage = new Passage();
    if (!note) {
      String label = label(first, fields);
      passage.aside(label.isBlank() ? "" : label + ": ");
    }
    List<String> raws = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int i = at; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      boolean goesOn =
          segment.name().equals(first.name())
              && keys.get(i).equals(keys.get(at))
              && (note || (isText(segment) && segment.field(CODE).equals(first.field(CODE))));
      if (!goesOn) {
        break;
      }
      List<String> parts =
          Hl7Encoding.split(segment.field(number), message.encoding().repetition());
      for (String part : parts) {
        if (!raws.isEmpty()) {
          passage.aside("\n");
        }
        raws.add(part);
        passage.piece(fields.decoded(part));
      }
      sizes.add(parts.size());
    }
    List<String> written = fields.written(raws, passage.through(fields.values()::text));
    int from = 0;
    for (int i = 0; i < sizes.size(); i++) {
      int to = from + sizes.get(i);
      String repetition = String.valueOf(message.encoding().repetition());
      texts.put(at + i, String.join(repetition, written.subList(from, to)));
      from = to;
    }
  }

  private static int textField(Segment segment) {
    return segment.name().equals("NTE") ? NOTE : VALUE;
  }

  private static boolean isText(Segment segment) {
    return segment.name().equals("OBX")
        && switch (segment.field(VALUE_TYPE)) {
          case "TX", "FT", "ST", "" -> true;
          default -> false;
        };
  }

  /** What the observation is called: it says what its value is. */
  private String label(Segment segment, Hl7Fields fields) {
    List<String> code = fields.split(segment.field(CODE), 1);
    return fields.decoded(code.size() > 1 ? code.get(1) : code.getFirst());
  }

  /** OBX-5 by what OBX-2 says of it. */
  private String observation(Segment segment, String raw, Hl7Fields fields) {
    Hl7Segments all = Hl7Segments.ALL;
    return switch (segment.field(VALUE_TYPE)) {
      case "NM", "SI" -> number(segment, raw, fields);
      case "SN" -> years(segment, fields) ? ages(raw, fields) : fields.field(all.type("SN"), raw);
      case "NA" -> fields.field(Plain.NM, raw);
      case "CE", "CWE", "CNE", "CF" -> fields.field(Special.CWE, raw);
      case "DT", "TS", "DTM" -> fields.field(Plain.DT, raw);
      case "TM" -> fields.field(Plain.TM, raw);
      case "ID", "IS" -> fields.field(Plain.C, raw);
      case "CX", "CK" -> fields.field(new Extended(IdentifierType.MRN), raw);
      case "EI" -> fields.field(all.type("EI:OTHER_ID"), raw);
      case "XPN", "PN" -> fields.field(all.type("XPN:NAME"), raw);
      case "XCN", "CN" -> fields.field(all.type("XCN:NAME"), raw);
      case "XAD", "AD" -> fields.field(all.type("XAD"), raw);
      case "XTN", "TN" -> fields.field(Special.XTN, raw);
      case "XON" -> fields.field(all.type("XON:FACILITY"), raw);
      case "HD" -> fields.field(Special.HD, raw);
      case "PL", "CP", "MO", "NR", "CQ", "DR", "JCC", "RP" ->
          fields.field(all.type(segment.field(VALUE_TYPE)), raw);
      case "ED" -> {
        List<String> out = new ArrayList<>();
        for (String one : Hl7Encoding.split(raw, message.encoding().repetition())) {
          out.add(fields.encapsulated(one));
        }
        yield String.join(String.valueOf(message.encoding().repetition()), out);
      }
      default -> fields.field(Special.OBX5, raw);
    };
  }

  private String number(Segment segment, String raw, Hl7Fields fields) {
    return years(segment, fields) ? ages(raw, fields) : fields.field(Plain.NM, raw);
  }

  private boolean years(Segment segment, Hl7Fields fields) {
    String code = fields.split(segment.field(CODE), 1).getFirst();
    String unit = fields.split(segment.field(UNIT), 1).getFirst();
    return Hl7Codes.age(code) || Hl7Codes.years(unit);
  }

  /** Numbers that are ages, whatever they are separated by. */
  private String ages(String raw, Hl7Fields fields) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int i = 0; i <= raw.length(); i++) {
      boolean digit =
          i < raw.length() && (Character.isDigit(raw.charAt(i)) || raw.charAt(i) == '.');
      if (!digit) {
        out.append(fields.values().age(raw.substring(from, i)));
        from = i + 1;
        char c = i < raw.length() ? raw.charAt(i) : '\0';
        boolean mark = "<>=+-/:".indexOf(c) >= 0 || separates(c);
        if (c != '\0' && mark) {
          out.append(c);
        }
      }
    }
    return out.toString();
  }

  private boolean separates(char c) {
    Hl7Encoding e = message.encoding();
    return c != '\0' && (c == e.component() || c == e.repetition() || c == e.subcomponent());
  }
}
