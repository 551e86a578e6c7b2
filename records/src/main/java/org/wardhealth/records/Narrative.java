package org.wardhealth.records;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * XHTML as FHIR and C-CDA narratives have it: every text goes through the text engine, the tags of
 * the permitted subset stay; attributes (but the spans of table cells), scripts, comments and other
 * tags go.
 *
 * <p>The texts are joined before the engine sees them, so that a name that is cut by tags is found
 * and a label in one cell says what stands in the next. Where a surrogate swallows a tag, the tags
 * of the whole narrative go: no text is ever shown that the engine did not read in its place.
 *
 * <p>Not a browser: a page that is not well-formed enough to be read is refused, never passed.
 */
final class Narrative {
  /** Stands between two texts while the engine reads them. */
  private static final char CUT = '\u241E';

  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "acronym", "b", "big", "cite", "code", "dfn", "em", "i", "kbd", "q", "samp",
          "small", "span", "strong", "sub", "sup", "tt", "var");

  private static final Set<String> BLOCK =
      Set.of(
          "address",
          "blockquote",
          "br",
          "caption",
          "col",
          "colgroup",
          "dd",
          "div",
          "dl",
          "dt",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "hr",
          "li",
          "ol",
          "p",
          "pre",
          "table",
          "tbody",
          "td",
          "tfoot",
          "th",
          "thead",
          "tr",
          "ul");

  private static final Set<String> EMPTY = Set.of("br", "col", "hr");

  /** Elements whose content is no text. */
  private static final Set<String> SILENT =
      Set.of("script", "style", "object", "iframe", "head", "title", "svg");

  /** The entities of HTML 4 for the characters from 160 to 255, in their order. */
  private static final String LATIN_1 =
      "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn"
          + " sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest"
          + " Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave"
          + " Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave"
          + " Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig"
          + " ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute"
          + " ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

  private static final Map<String, String> ENTITIES = entities();

  private static final Pattern SPAN =
      Pattern.compile("\\s(colspan|rowspan)\\s?=\\s?[\"']([0-9]{1,3})[\"']");

  /** Attributes with words in them. */
  private static final Pattern SPOKEN = Pattern.compile("\\s(alt|title|summary|label)\\s?=");

  private static final int DEEPEST = 200;

  private final String source;
  private final Tally tally;

  /** Markup and texts by turns, beginning and ending with markup. */
  private final List<String> markup = new ArrayList<>();

  private final List<String> texts = new ArrayList<>();
  private final StringBuilder tags = new StringBuilder();
  private final List<String> open = new ArrayList<>();
  private boolean block = true;

  private Narrative(String source, Tally tally) {
    this.source = source;
    this.tally = tally;
  }

  private static Map<String, String> entities() {
    Map<String, String> entities =
        new HashMap<>(
            Map.of(
                "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "ndash", "\u2013",
                "mdash", "\u2014", "bull", "\u2022", "hellip", "\u2026"));
    entities.putAll(
        Map.of("lsquo", "\u2018", "rsquo", "\u2019", "ldquo", "\u201C", "rdquo", "\u201D"));
    char next = 160;
    for (String name : LATIN_1.split(" ")) {
      entities.put(name, String.valueOf(next++));
    }
    return Map.copyOf(entities);
  }

  /**
   * The narrative that may leave.
   *
   * @param source one element with its content
   * @param engine what is done with text
   * @return the empty string when it cannot be read
   */
  static String of(String source, UnaryOperator<String> engine, Tally tally) {
    Narrative narrative = new Narrative(source.strip(), tally);
    return narrative.read() ? narrative.write(engine) : "";
  }

  private boolean read() {
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      int end;
      if (c != '<') {
        end = source.indexOf('<', at);
        end = end < 0 ? source.length() : end;
        if (!text(source.substring(at, end))) {
          return false;
        }
      } else if (source.startsWith("<!--", at)) {
        end = behind("-->", at);
        tally.removed(Removal.MARKUP);
      } else if (source.startsWith("<![CDATA[", at)) {
        end = behind("]]>", at);
        if (end > 0 && !add(source.substring(at + 9, end - 3))) {
          return false;
        }
      } else if (source.startsWith("<!", at) || source.startsWith("<?", at)) {
        end = behind(">", at);
        tally.removed(Removal.MARKUP);
      } else {
        end = tag(at);
      }
      if (end <= at) {
        return false;
      }
      at = end;
    }
    return open.isEmpty() && !markup.isEmpty();
  }

  private int behind(String end, int from) {
    int at = source.indexOf(end, from);
    return at < 0 ? -1 : at + end.length();
  }

  /** Reads the tag at {@code at}; answers the place behind it, -1 when it is none. */
  private int tag(int at) {
    int end = at + 1;
    char quote = 0;
    while (end < source.length() && (quote != 0 || source.charAt(end) != '>')) {
      char c = source.charAt(end);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '<') {
        return -1;
      }
      end++;
    }
    if (end == source.length()) {
      return -1;
    }
    boolean closing = source.charAt(at + 1) == '/';
    boolean empty = source.charAt(end - 1) == '/';
    String inside = source.substring(at + (closing ? 2 : 1), empty ? end - 1 : end).strip();
    int space = 0;
    while (space < inside.length() && !Character.isWhitespace(inside.charAt(space))) {
      space++;
    }
    String name = inside.substring(0, space).toLowerCase(Locale.ROOT);
    if (name.isEmpty()) {
      return -1;
    }
    if (closing) {
      return close(name) ? end + 1 : -1;
    }
    if (SILENT.contains(name)) {
      tally.removed(Removal.MARKUP);
      return empty ? end + 1 : behind("</" + name + ">", end);
    }
    open(name, inside.substring(space), empty || EMPTY.contains(name));
    return open.size() > DEEPEST ? -1 : end + 1;
  }

  private void open(String name, String attributes, boolean empty) {
    boolean kept = INLINE.contains(name) || BLOCK.contains(name);
    block |= !INLINE.contains(name);
    if (kept) {
      tags.append('<').append(name);
      if (open.isEmpty() && name.equals("div")) {
        tags.append(" xmlns=\"http://www.w3.org/1999/xhtml\"");
      }
      Matcher span = SPAN.matcher(attributes);
      while (span.find()) {
        tags.append(' ').append(span.group(1)).append("=\"").append(span.group(2)).append('"');
      }
      tags.append(empty ? "/>" : ">");
    } else {
      tally.removed(Removal.MARKUP);
    }
    if (SPOKEN.matcher(attributes).find()) {
      tally.removed(Removal.MARKUP);
    }
    if (!empty) {
      open.add(kept ? name : "!" + name);
    }
  }

  private boolean close(String name) {
    if (open.isEmpty()) {
      return false;
    }
    String last = open.removeLast();
    block |= !INLINE.contains(name);
    if (last.equals(name)) {
      tags.append("</").append(name).append('>');
      return true;
    }
    return last.equals("!" + name);
  }

  /** Adds a text with its entities resolved; answers false for an entity that is unknown. */
  private boolean text(String raw) {
    if (raw.indexOf('&') < 0) {
      return add(raw);
    }
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (at < raw.length()) {
      char c = raw.charAt(at);
      int end = c == '&' ? raw.indexOf(';', at) : -1;
      if (c != '&') {
        plain.append(c);
        at++;
        continue;
      }
      if (end < 0 || end - at > 12) {
        plain.append('&');
        at++;
        continue;
      }
      String name = raw.substring(at + 1, end);
      String value = name.startsWith("#") ? character(name) : ENTITIES.getOrDefault(name, "");
      if (value.isEmpty()) {
        return false;
      }
      plain.append(value);
      at = end + 1;
    }
    return add(plain.toString());
  }

  private static String character(String reference) {
    try {
      int code =
          reference.startsWith("#x") || reference.startsWith("#X")
              ? Integer.parseInt(reference, 2, reference.length(), 16)
              : Integer.parseInt(reference, 1, reference.length(), 10);
      boolean legal = code == 9 || code == 10 || code == 13 || code >= 32;
      return legal && Character.isValidCodePoint(code) ? Character.toString(code) : "";
    } catch (NumberFormatException e) {
      return "";
    }
  }

  /** Adds a text; answers false when it stands outside of all elements and is not space. */
  private boolean add(String text) {
    if (open.isEmpty()) {
      return text.isBlank();
    }
    markup.add(tags.toString());
    tags.setLength(0);
    texts.add((block && !texts.isEmpty() ? "\n" : "") + text.replace(CUT, ' '));
    block = false;
    return true;
  }

  private String write(UnaryOperator<String> engine) {
    String all = String.join(String.valueOf(CUT), texts);
    String safe = engine.apply(all);
    String[] parts = safe.split(String.valueOf(CUT), -1);
    StringBuilder out = new StringBuilder();
    if (parts.length != texts.size()) {
      tally.removed(Removal.MARKUP);
      out.append("<div xmlns=\"http://www.w3.org/1999/xhtml\"><pre>");
      escape(safe.replace(CUT, ' '), out);
      return out.append("</pre></div>").toString();
    }
    for (int i = 0; i < parts.length; i++) {
      out.append(markup.get(i));
      boolean broken = texts.get(i).startsWith("\n") && i > 0 && parts[i].startsWith("\n");
      escape(broken ? parts[i].substring(1) : parts[i], out);
    }
    return out.append(tags).toString();
  }

  private static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        default -> out.append(c);
      }
    }
  }
}
