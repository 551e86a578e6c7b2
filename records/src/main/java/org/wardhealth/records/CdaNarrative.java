package org.wardhealth.records;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.wardhealth.records.CdaElement.Child;
import org.wardhealth.records.CdaElement.Text;

/**
 * The narrative of a section: tables, lists, paragraphs. The engine reads all of its text at once,
 * with the heads of columns before their cells, so that a name that is cut by tags is found and a
 * label says what stands beside it. Tags and the links into them stay.
 */
final class CdaNarrative {
  private static final Set<String> INLINE =
      Set.of("content", "sub", "sup", "linkHtml", "footnote", "footnoteRef");

  private static final Set<String> BLOCK =
      Set.of(
          "paragraph",
          "list",
          "item",
          "caption",
          "table",
          "thead",
          "tbody",
          "tfoot",
          "tr",
          "th",
          "td",
          "col",
          "colgroup",
          "br",
          "renderMultiMedia");

  private static final Pattern SIZE =
      Pattern.compile("[0-9]{1,5}(\\.[0-9]{1,3})?(%|px|em|pt)?|\\*");

  private static final Set<String> SIZES =
      Set.of(
          "border", "width", "cellspacing", "cellpadding", "colspan", "rowspan", "span", "charoff");

  /** Of align, valign, listType, frame, rules, scope, revised. */
  private static final Set<String> LAYOUT =
      Set.of(
          "left",
          "center",
          "right",
          "justify",
          "char",
          "top",
          "middle",
          "bottom",
          "baseline",
          "ordered",
          "unordered",
          "all",
          "none",
          "rows",
          "cols",
          "groups",
          "void",
          "above",
          "below",
          "hsides",
          "vsides",
          "lhs",
          "rhs",
          "box",
          "border",
          "row",
          "col",
          "rowgroup",
          "colgroup",
          "insert",
          "delete",
          "footnote");

  /** Styles that CDA release 2, section 4.3.5.11, defines. */
  private static final Pattern STYLE =
      Pattern.compile(
          "(Bold|Underline|Italics|Emphasis|Lrule|Rrule|Toprule|Botrule|Arabic|LittleRoman|BigRoman"
              + "|LittleAlpha|BigAlpha|Disc|Circle|Square|xSectionRecord|normal|toprule|lrule|rrule"
              + "|botrule|bold|italics|underline)");

  private final Values values;
  private final CdaAttributes attributes;
  private final Passage passage = new Passage();
  private final List<Text> slots = new ArrayList<>();
  private final List<String> originals = new ArrayList<>();

  private CdaNarrative(Values values, CdaAttributes attributes) {
    this.values = values;
    this.attributes = attributes;
  }

  /** The {@code text} of a section as it may leave. */
  static CdaElement of(CdaElement text, Values values, CdaAttributes attributes) {
    CdaNarrative narrative = new CdaNarrative(values, attributes);
    CdaElement out = new CdaElement(text.name());
    attributes.copy(text, out, narrative.special());
    narrative.copy(text, out, List.of());
    narrative.read();
    return out;
  }

  private void read() {
    if (passage.isBlank()) {
      return;
    }
    List<String> safe = passage.through(values::text);
    for (int i = 0; i < slots.size(); i++) {
      boolean same = safe.get(i).equals(plain(originals.get(i)));
      slots.get(i).set(same ? originals.get(i) : safe.get(i));
    }
  }

  /** Space as the engine is to see it: a line break in a paragraph is none. */
  private static String plain(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
      if (!space) {
        out.append(c);
      } else if (out.isEmpty() || out.charAt(out.length() - 1) != ' ') {
        out.append(' ');
      }
    }
    return out.toString();
  }

  private void copy(CdaElement from, CdaElement to, List<String> heads) {
    List<String> columns = from.name().equals("table") ? heads(from) : heads;
    boolean row = from.name().equals("tr");
    long cells = row ? from.children().stream().filter(CdaNarrative::isCell).count() : 0;
    int column = 0;
    for (CdaElement.Node node : from.nodes()) {
      switch (node) {
        case Text text -> {
          slots.add(to.add(text.text()));
          originals.add(text.text());
          apart(text.text());
          passage.piece(plain(text.text()));
        }
        case Child child -> {
          CdaElement element = child.element();
          if (row && isCell(element)) {
            passage.aside(label(columns, column, cells, element));
            column++;
          }
          child(element, to, columns);
          if (row) {
            passage.aside(" ");
          }
        }
      }
    }
  }

  private void child(CdaElement from, CdaElement to, List<String> heads) {
    boolean block = BLOCK.contains(from.name());
    if (!block && !INLINE.contains(from.name())) {
      values.removed(Removal.MARKUP);
      return;
    }
    boolean cell = isCell(from);
    CdaElement out = new CdaElement(from.name());
    attributes.copy(from, out, special());
    to.add(out);
    if (block && !cell) {
      passage.aside("\n");
    }
    copy(from, out, heads);
    if (block && !cell) {
      passage.aside("\n");
    }
  }

  /**
   * Two texts that touch are one word when the engine sees something in it; else a space stands
   * between them for the engine, that neither hides the other.
   */
  private void apart(String next) {
    String before = passage.lastWord();
    int end = 0;
    while (end < next.length() && Character.isLetterOrDigit(next.charAt(end))) {
      end++;
    }
    if (before.isEmpty() || end == 0) {
      return;
    }
    String word = before + next.substring(0, end);
    boolean apart = !values.text(before).equals(before);
    if (apart || values.text(word).equals(word)) {
      passage.aside(" ");
    }
  }

  private static boolean isCell(CdaElement element) {
    return element.name().equals("td") || element.name().equals("th");
  }

  /** What stands before a cell: the head of its column, or what divides it from the one before. */
  private static String label(List<String> heads, int column, long cells, CdaElement cell) {
    String divided = column == 0 ? "\n" : cells == 2 ? ": " : "; ";
    boolean labelled = column < heads.size() && cell.name().equals("td");
    String head = labelled ? heads.get(column) : "";
    return head.isBlank() ? divided : (column == 0 ? "\n" : "; ") + head + ": ";
  }

  private static List<String> heads(CdaElement table) {
    List<String> heads = new ArrayList<>();
    for (CdaElement thead : table.children("thead")) {
      for (CdaElement row : thead.children("tr")) {
        for (CdaElement cell : row.children()) {
          heads.add(plain(cell.text()).strip());
        }
      }
    }
    return heads;
  }

  private Map<String, UnaryOperator<String>> special() {
    Map<String, UnaryOperator<String>> special = new HashMap<>();
    SIZES.forEach(name -> special.put(name, value -> form(SIZE.matcher(value).matches(), value)));
    for (String name :
        List.of("align", "valign", "listType", "frame", "rules", "scope", "revised")) {
      special.put(name, value -> form(LAYOUT.contains(value), value));
    }
    special.put("styleCode", this::styles);
    for (String name : List.of("IDREF", "referencedObject")) {
      special.put(name, this::anchors);
    }
    special.put("href", this::link);
    return special;
  }

  private String form(boolean known, String value) {
    return known ? value : values.removed(Removal.MARKUP);
  }

  private String styles(String value) {
    StringBuilder out = new StringBuilder();
    for (String style : value.strip().split("\\s+")) {
      if (form(STYLE.matcher(style).matches(), style).equals(style)) {
        out.append(out.isEmpty() ? "" : " ").append(style);
      }
    }
    return out.toString();
  }

  private String anchors(String value) {
    StringBuilder out = new StringBuilder();
    for (String id : value.strip().split("\\s+")) {
      out.append(out.isEmpty() ? "" : " ").append(attributes.anchor(id));
    }
    return out.toString();
  }

  private String link(String value) {
    return value.startsWith("#") && value.length() > 1
        ? "#" + attributes.anchor(value.substring(1))
        : values.removed(Removal.LINK);
  }
}
