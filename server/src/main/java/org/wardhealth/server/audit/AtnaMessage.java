package org.wardhealth.server.audit;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * An entry as IHE ITI-20 sends it: an RFC 5424 message, facility 10 (security), severity 5, message
 * id {@code IHE+DICOM}, whose text is an audit message of DICOM PS3.15, A.5.
 */
final class AtnaMessage {
  private static final int PRIORITY = 10 * 8 + 5;
  private static final char BOM = '\uFEFF'; // RFC 5424, 6.4: what follows is UTF-8
  private static final int LONGEST_HOST = 255;

  private final PublishedEntry from;
  private final AuditKind kind;
  private final XMLStreamWriter xml;

  private AtnaMessage(PublishedEntry from, XMLStreamWriter xml) {
    this.from = from;
    this.kind = AuditKind.of(from);
    this.xml = xml;
  }

  static String of(PublishedEntry entry) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      new AtnaMessage(entry, xml).write();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("an entry could not be written as XML", e);
    }
    String host = entry.host().replaceAll("[^!-~]", "");
    return "<"
        + PRIORITY
        + ">1 "
        + entry.at().truncatedTo(ChronoUnit.MICROS)
        + " "
        + (host.isEmpty() ? "-" : host.substring(0, Math.min(LONGEST_HOST, host.length())))
        + " ward - IHE+DICOM - "
        + BOM
        + text;
  }

  private void write() throws XMLStreamException {
    xml.writeStartElement("AuditMessage");
    event();
    if (from.actor().isPresent()) {
      PublishedEntry.Actor actor = from.actor().get();
      participant(actor.id(), actor.name(), true, role(true));
    }
    if (from.brokeGlass().isPresent()) {
      PublishedEntry.Actor person = from.brokeGlass().get();
      participant(person.id(), person.name(), true, role(true));
    }
    participant(from.head().origin(), "Ward", false, role(false));
    if (kind == AuditKind.DISCLOSE && from.basis("provider").isPresent()) {
      String provider = from.basis("provider").get();
      participant(provider, provider, false, new AuditKind.Dicom("110152", "Destination Role ID"));
    }
    xml.writeStartElement("AuditSourceIdentification");
    xml.writeAttribute("AuditSourceID", from.head().origin());
    xml.writeEmptyElement("AuditSourceTypeCode");
    xml.writeAttribute("csd-code", "4");
    xml.writeEndElement();
    objects();
    xml.writeEndElement();
  }

  private void event() throws XMLStreamException {
    xml.writeStartElement("EventIdentification");
    xml.writeAttribute("EventActionCode", kind.action());
    xml.writeAttribute("EventDateTime", from.at().toString());
    xml.writeAttribute(
        "EventOutcomeIndicator",
        switch (from.outcome()) {
          case SUCCESS -> "0";
          case DENIED -> "4";
          case FAILED -> "8";
        });
    code("EventID", kind.dicom(), "DCM");
    if (kind.dicomSubtype().isPresent()) {
      code("EventTypeCode", kind.dicomSubtype().get(), "DCM");
    }
    code("EventTypeCode", new AuditKind.Dicom(from.type(), from.type()), "Ward");
    if (from.reason().isPresent()) {
      xml.writeStartElement("EventOutcomeDescription");
      xml.writeCharacters(from.reason().get());
      xml.writeEndElement();
    }
    if (from.basis("purpose").isPresent()) {
      String purpose = from.basis("purpose").get();
      code("PurposeOfUse", new AuditKind.Dicom(purpose, purpose), "v3-ActReason");
    }
    xml.writeEndElement();
  }

  /** As in BALP: who reads is the destination, who writes is the source. */
  private AuditKind.Dicom role(boolean application) {
    AuditKind.Dicom source = new AuditKind.Dicom("110153", "Source Role ID");
    AuditKind.Dicom destination = new AuditKind.Dicom("110152", "Destination Role ID");
    return switch (kind) {
      case READ -> application ? destination : source;
      case UPDATE -> application ? source : destination;
      case DISCLOSE ->
          !application
              ? source
              : from.basis("provider").isPresent()
                  ? new AuditKind.Dicom("110150", "Application")
                  : destination;
      case DELETE,
          EXECUTE,
          START,
          STOP,
          LOGIN,
          LOGOUT,
          SEARCH,
          ACCESS,
          SECURITY,
          SOFTWARE,
          EMERGENCY,
          EMERGENCY_OVER,
          RECORD,
          OTHER ->
          new AuditKind.Dicom("110150", "Application");
    };
  }

  private void participant(String id, String name, boolean requestor, AuditKind.Dicom role)
      throws XMLStreamException {
    xml.writeStartElement("ActiveParticipant");
    xml.writeAttribute("UserID", id);
    xml.writeAttribute("UserName", name);
    xml.writeAttribute("UserIsRequestor", Boolean.toString(requestor));
    code("RoleIDCode", role, "DCM");
    xml.writeEndElement();
  }

  private void objects() throws XMLStreamException {
    if (from.patient().isPresent()) {
      object(
          from.patient().get(), "1", "1", new AuditKind.Dicom("2", "Patient Number"), "RFC-3881");
      xml.writeEndElement();
    }
    for (String field :
        new String[] {"exchange", "erasure", "client", "consent", "person", "session"}) {
      if (from.text(field).isPresent()) {
        object(from.text(field).get(), "2", "20", new AuditKind.Dicom(field, field), "Ward");
        xml.writeEndElement();
      }
    }
    if (from.basis("model").isPresent()) {
      object(from.basis("model").get(), "2", "20", new AuditKind.Dicom("model", "model"), "Ward");
      xml.writeEndElement();
    }
    object(from.id(), "2", "13", new AuditKind.Dicom("ledger-entry", "ledger entry"), "Ward");
    detail("leaf", from.leaf().toString());
    detail("size", Long.toString(from.head().size()));
    detail("root", from.head().root().toString());
    for (String rule : from.rules()) {
      detail("rule", rule);
    }
    xml.writeEndElement();
  }

  /** Begins an object; its end is left to the caller. */
  private void object(String id, String type, String role, AuditKind.Dicom idType, String system)
      throws XMLStreamException {
    xml.writeStartElement("ParticipantObjectIdentification");
    xml.writeAttribute("ParticipantObjectID", id);
    xml.writeAttribute("ParticipantObjectTypeCode", type);
    xml.writeAttribute("ParticipantObjectTypeCodeRole", role);
    code("ParticipantObjectIDTypeCode", idType, system);
  }

  private void detail(String type, String value) throws XMLStreamException {
    xml.writeEmptyElement("ParticipantObjectDetail");
    xml.writeAttribute("type", type);
    xml.writeAttribute(
        "value", Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
  }

  private void code(String element, AuditKind.Dicom code, String system) throws XMLStreamException {
    xml.writeEmptyElement(element);
    xml.writeAttribute("csd-code", code.code());
    xml.writeAttribute("codeSystemName", system);
    xml.writeAttribute("originalText", code.text());
  }
}
