package org.wardhealth.records;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads XML as elements, one at a time, with no document type declaration, no entity of its own and
 * nothing from elsewhere. Comments and processing instructions are counted and passed over.
 */
final class CdaReader {
  private static final String V3 = "urn:hl7-org:v3";
  private static final String SDTC = "urn:hl7-org:sdtc";

  /** So deep may elements be nested. */
  static final int DEEPEST = 200;

  /** So many characters may one element of a section or of the header have. */
  private static final long LONGEST = 64L << 20;

  /** What an element costs beside its characters. */
  private static final int ELEMENT = 100;

  private final Watched in;
  private final XMLStreamReader xml;
  private long markup;
  private long weight;
  private int depth;

  /** Remembers whether reading failed: that is no fault of the document. */
  private static final class Watched extends FilterInputStream {
    private Optional<IOException> failure = Optional.empty();

    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        failure = Optional.of(e);
        throw e;
      }
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      try {
        return super.read(bytes, from, length);
      } catch (IOException e) {
        failure = Optional.of(e);
        throw e;
      }
    }

    /** The parser closes what it has read to its end; whoever opened it reads its hash yet. */
    @Override
    public void close() {}
  }

  CdaReader(InputStream in) throws IOException, MalformedRecord {
    this.in = new Watched(in);
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    factory.setXMLReporter((message, type, information, location) -> {}); // it shows content
    factory.setXMLResolver(
        (id, system, base, namespace) -> {
          throw new XMLStreamException("nothing is read from elsewhere");
        });
    try {
      xml = factory.createXMLStreamReader(this.in);
    } catch (XMLStreamException | RuntimeException e) {
      throw malformed(e);
    }
  }

  /** Reads to the start of the root; answers it without what is in it. */
  CdaElement root() throws IOException, MalformedRecord {
    Optional<CdaElement> root = child();
    if (root.isEmpty() || !root.get().name().equals("ClinicalDocument")) {
      throw new MalformedRecord(0, "the root is no ClinicalDocument of urn:hl7-org:v3");
    }
    return root.get();
  }

  /**
   * Reads to the start of the next child of the element that is open; answers it without what is in
   * it. When there is none, the element is closed.
   */
  Optional<CdaElement> child() throws IOException, MalformedRecord {
    while (true) {
      int event = next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        return Optional.of(start());
      }
      if (event == XMLStreamConstants.END_ELEMENT || event == XMLStreamConstants.END_DOCUMENT) {
        depth--;
        return Optional.empty();
      }
    }
  }

  /** Says that what was read is no longer held. */
  void forget() {
    weight = 0;
  }

  /** Reads what is in {@code element}, which was just started, to its end. */
  void fill(CdaElement element) throws IOException, MalformedRecord {
    while (true) {
      int event = next();
      switch (event) {
        case XMLStreamConstants.START_ELEMENT -> {
          CdaElement child = start();
          fill(child);
          element.add(child);
        }
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          return;
        }
        case XMLStreamConstants.END_DOCUMENT ->
            throw new MalformedRecord(0, "the document ends in the middle");
        default -> element.add(xml.getText());
      }
    }
  }

  /** Reads to the end of the document. */
  void end() throws IOException, MalformedRecord {
    int event = XMLStreamConstants.SPACE;
    while (event != XMLStreamConstants.END_DOCUMENT) {
      event = next();
      weight = 0;
    }
  }

  /** How many comments and processing instructions were passed over since this was asked. */
  long markup() {
    long passed = markup;
    markup = 0;
    return passed;
  }

  private CdaElement start() throws MalformedRecord {
    if (++depth > DEEPEST) {
      throw new MalformedRecord(0, "elements are nested deeper than " + DEEPEST);
    }
    CdaElement element = new CdaElement(name(xml.getNamespaceURI(), xml.getLocalName(), true));
    weigh(ELEMENT);
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String value = xml.getAttributeValue(i);
      weigh(value.length());
      element.set(name(xml.getAttributeNamespace(i), xml.getAttributeLocalName(i), false), value);
    }
    return element;
  }

  private static String name(String namespace, String local, boolean element) {
    boolean none = namespace == null || namespace.isEmpty();
    if (none ? !element : element && namespace.equals(V3)) {
      return local;
    }
    if (!none && namespace.equals(SDTC)) {
      return CdaElement.SDTC + local;
    }
    boolean xsi = !none && namespace.equals(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI);
    return xsi && !element ? "xsi:" + local : CdaElement.FOREIGN;
  }

  /** The next event that is an element's start or end, a text, or the end. */
  private int next() throws IOException, MalformedRecord {
    try {
      while (xml.hasNext()) {
        int event = xml.next();
        switch (event) {
          case XMLStreamConstants.START_ELEMENT,
              XMLStreamConstants.END_ELEMENT,
              XMLStreamConstants.END_DOCUMENT -> {
            return event;
          }
          case XMLStreamConstants.CHARACTERS,
              XMLStreamConstants.CDATA,
              XMLStreamConstants.SPACE -> {
            weigh(xml.getTextLength());
            return XMLStreamConstants.CHARACTERS;
          }
          case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> markup++;
          case XMLStreamConstants.DTD ->
              throw new MalformedRecord(0, "it has a document type declaration");
          default -> throw new MalformedRecord(0, "it uses an entity that XML does not define");
        }
      }
      return XMLStreamConstants.END_DOCUMENT;
    } catch (XMLStreamException | RuntimeException e) {
      throw malformed(e);
    }
  }

  private void weigh(int characters) throws MalformedRecord {
    weight += characters;
    if (weight > LONGEST) {
      throw new MalformedRecord(0, "one element is longer than Ward reads (about 64 MB)");
    }
  }

  /** The parser's words show content: nobody hears them. */
  private MalformedRecord malformed(Exception cause) throws IOException {
    if (in.failure.isPresent()) {
      throw in.failure.get();
    }
    if (cause instanceof XMLStreamException || cause instanceof java.io.CharConversionException) {
      return new MalformedRecord(0, "this is no well-formed XML");
    }
    return new MalformedRecord(0, "this is no XML that can be read");
  }
}
