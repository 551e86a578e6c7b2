package org.wardhealth.records;

import java.util.ArrayList;
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

  private static final Map<String, String> ENTITIES =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", "\u00A0"),
          Map.entry("ndash", "\u2013"),
          Map.entry("mdash", "\u2014"),
          Map.entry("deg", "\u00B0"),
          Map.entry("micro", "\u00B5"),
          Map.entry("middot", "\u00B7"),
          Map.entry("bull", "\u2022"),
          Map.entry("hellip", "\u2026"),
          Map.entry("lsquo", "\u2018"),
          Map.entry("rsquo", "\u2019"),
          Map.entry("ldquo", "\u201C"),
          Map.entry("rdquo", "\u201D"),
          Map.entry("copy", "\u00A9"),
          Map.entry("reg", "\u00AE"));

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
        if (end > 0) {
          add(source.substring(at + 9, end - 3));
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
      add(raw);
      return true;
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
    add(plain.toString());
    return true;
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

  private void add(String text) {
    if (open.isEmpty()) {
      return; // outside of the one element stands nothing but space
    }
    markup.add(tags.toString());
    tags.setLength(0);
    texts.add((block && !texts.isEmpty() ? "\n" : "") + text.replace(CUT, ' '));
    block = false;
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
