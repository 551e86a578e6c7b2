package org.wardhealth.server.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How an entry is written for those who collect audit events. The same entry, the same bytes. */
public enum ExportForm {
  /** FHIR R4 AuditEvent, by the profiles of IHE BALP where one fits. */
  FHIR("application/fhir+ndjson") {
    @Override
    public byte[] write(PublishedEntry entry) {
      return utf8(FhirAuditEvent.of(entry).toString());
    }
  },
  /** JSON in the classes of the Open Cybersecurity Schema Framework. */
  OCSF("application/x-ndjson") {
    @Override
    public byte[] write(PublishedEntry entry) {
      return utf8(OcsfEvent.of(entry).toString());
    }
  },
  /** IHE ATNA (ITI-20): an RFC 5424 message that holds a DICOM audit message. */
  SYSLOG("text/plain;charset=utf-8") {
    @Override
    public byte[] write(PublishedEntry entry) {
      return utf8(AtnaMessage.of(entry));
    }
  };

  private final String mediaType;

  ExportForm(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The form of this name, in small letters. */
  public static Optional<ExportForm> parse(String name) {
    return Arrays.stream(values()).filter(form -> form.code().equals(name)).findFirst();
  }

  /** The names of all forms, for people. */
  public static String codes() {
    return String.join(", ", Arrays.stream(values()).map(ExportForm::code).toList());
  }

  /** The name, in small letters. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The media type of many, one a line. */
  public String mediaType() {
    return mediaType;
  }

  /** The entry in this form: one line, without its end. */
  public abstract byte[] write(PublishedEntry entry);

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
