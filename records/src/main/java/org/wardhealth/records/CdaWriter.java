package org.wardhealth.records;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Writes elements as XML in UTF-8. The namespaces of HL7 are declared on the root: the default one
 * is {@code urn:hl7-org:v3}, {@code sdtc} and {@code xsi} are what they are everywhere.
 */
final class CdaWriter {
  private final Writer out;

  CdaWriter(OutputStream out) {
    this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
  }

  /** The declaration and the start of the root. */
  void root(CdaElement root) throws IOException {
    out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
    out.write(root.name());
    out.write(
        " xmlns=\"urn:hl7-org:v3\" xmlns:sdtc=\"urn:hl7-org:sdtc\""
            + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
    attributes(root);
    out.write(">\n");
  }

  /** A start tag. */
  void start(CdaElement element) throws IOException {
    out.write('<');
    out.write(element.name());
    attributes(element);
    out.write('>');
  }

  /** An end tag and a line break. */
  void end(CdaElement element) throws IOException {
    out.write("</");
    out.write(element.name());
    out.write(">\n");
  }

  /** An element with what is in it, and a line break. */
  void line(CdaElement element) throws IOException {
    whole(element);
    out.write('\n');
  }

  void flush() throws IOException {
    out.flush();
  }

  private void whole(CdaElement element) throws IOException {
    if (element.nodes().isEmpty()) {
      out.write('<');
      out.write(element.name());
      attributes(element);
      out.write("/>");
      return;
    }
    start(element);
    for (CdaElement.Node node : element.nodes()) {
      switch (node) {
        case CdaElement.Text text -> escaped(text.text(), false);
        case CdaElement.Child child -> whole(child.element());
      }
    }
    out.write("</");
    out.write(element.name());
    out.write('>');
  }

  private void attributes(CdaElement element) throws IOException {
    for (var attribute : element.attributes().entrySet()) {
      out.write(' ');
      out.write(attribute.getKey());
      out.write("=\"");
      escaped(attribute.getValue(), true);
      out.write('"');
    }
  }

  private void escaped(String text, boolean attribute) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.write("&amp;");
        case '<' -> out.write("&lt;");
        case '>' -> out.write("&gt;");
        case '"' -> out.write(attribute ? "&quot;" : "\"");
        case '\r' -> out.write("&#13;");
        case '\n', '\t' -> out.write(attribute ? "&#" + (int) c + ";" : String.valueOf(c));
        default -> out.write(c);
      }
    }
  }
}
