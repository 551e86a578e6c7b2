package org.wardhealth.server.audit;

import java.util.Optional;

/**
 * What sort of event an entry is, in the words of DICOM PS3.16 (CID 400, 401) and FHIR: the one
 * place where kinds of entries are sorted, for all forms of export.
 */
enum AuditKind {
  /** Data about a patient went to somebody else. */
  DISCLOSE("R", "", "110106", "Export"),
  READ("R", "read", "110110", "Patient Record"),
  UPDATE("U", "update", "110110", "Patient Record"),
  DELETE("D", "delete", "110110", "Patient Record"),
  /** An exchange, or its end. */
  EXECUTE("E", "operation", "110100", "Application Activity"),
  START("E", "", "110100", "Application Activity"),
  STOP("E", "", "110100", "Application Activity"),
  /** A person proved who they are, or could not. */
  LOGIN("E", "", "110114", "User Authentication"),
  /** What a person proved holds no more. */
  LOGOUT("E", "", "110114", "User Authentication"),
  /** Somebody searched the record itself. */
  SEARCH("R", "", "110101", "Audit Log Used"),
  /** What an application or a person may do, or proves who they are by, has changed. */
  ACCESS("E", "", "110113", "Security Alert"),
  /** Keys were turned, moved or destroyed; or the policies are being changed. */
  SECURITY("E", "", "110113", "Security Alert"),
  SOFTWARE("E", "", "110113", "Security Alert"),
  /** Somebody broke the glass. */
  EMERGENCY("E", "", "110113", "Security Alert"),
  /** A broken glass is whole again. */
  EMERGENCY_OVER("E", "", "110113", "Security Alert"),
  /** Something was asked or decided about a patient's record. */
  RECORD("E", "", "110110", "Patient Record"),
  /** A kind of entry that is younger than this list. */
  OTHER("E", "", "110100", "Application Activity");

  /** A code of DICOM's, and what it means. */
  record Dicom(String code, String text) {}

  private final String action;
  private final String interaction;
  private final String code;
  private final String text;

  AuditKind(String action, String interaction, String code, String text) {
    this.action = action;
    this.interaction = interaction;
    this.code = code;
    this.text = text;
  }

  static AuditKind of(PublishedEntry entry) {
    if (entry.discloses()) {
      return DISCLOSE;
    }
    return switch (entry.type()) {
      case "exchange.admit",
          "exchange.result",
          "exchange.refuse",
          "exchange.deidentified",
          "access.evaluated" ->
          EXECUTE;
      case "patient.read", "patient.reidentified", "content.read" -> READ;
      case "patient.written" -> UPDATE;
      case "patient.deleted", "patient.erased" -> DELETE;
      case "erasure.requested", "erasure.refused" -> RECORD;
      case "consent.recorded", "consent.withdrawn", "consent.cohort" -> RECORD;
      case "audit.searched", "audit.exported" -> SEARCH;
      case "session.began", "session.stepup", "session.failed" -> LOGIN;
      case "session.ended" -> LOGOUT;
      case "client.added",
          "client.revoked",
          "person.added",
          "person.linked",
          "person.enrolled",
          "person.enabled",
          "person.disabled",
          "grant.changed",
          "factor.added",
          "factor.removed" ->
          ACCESS;
      case "model.suspended", "model.resumed" -> SECURITY;
      case "key.rotated",
          "key.rewrapped",
          "key.destroyed",
          "key.moved",
          "ledger.ended",
          "ledger.began",
          "ledger.pruned" ->
          SECURITY;
      case "policy.drafted",
          "policy.proposed",
          "policy.approved",
          "policy.refused",
          "policy.withdrawn" ->
          SECURITY;
      case "glass.broken" -> EMERGENCY;
      case "glass.ended" -> EMERGENCY_OVER;
      case "glass.reviewed" -> RECORD;
      case "ward.started" -> START;
      case "ward.stopped" -> STOP;
      case "ward.restored" -> SOFTWARE;
      case "backup.taken" -> SECURITY;
      default -> OTHER;
    };
  }

  /** C, R, U, D or E. */
  String action() {
    return action;
  }

  /** Of FHIR's RESTful interactions; empty if it is none. */
  String interaction() {
    return interaction;
  }

  Dicom dicom() {
    return new Dicom(code, text);
  }

  Optional<Dicom> dicomSubtype() {
    return switch (this) {
      case START -> Optional.of(new Dicom("110120", "Application Start"));
      case STOP -> Optional.of(new Dicom("110121", "Application Stop"));
      case LOGIN -> Optional.of(new Dicom("110122", "Login"));
      case LOGOUT -> Optional.of(new Dicom("110123", "Logout"));
      case ACCESS -> Optional.of(new Dicom("110137", "User security Attributes Changed"));
      case SECURITY -> Optional.of(new Dicom("110129", "Security Configuration"));
      case SOFTWARE -> Optional.of(new Dicom("110131", "Software Configuration"));
      case EMERGENCY -> Optional.of(new Dicom("110127", "Emergency Override Started"));
      case EMERGENCY_OVER -> Optional.of(new Dicom("110138", "Emergency Override Stopped"));
      case DISCLOSE, READ, UPDATE, DELETE, EXECUTE, SEARCH, RECORD, OTHER -> Optional.empty();
    };
  }

  /** The name of the profile of IHE BALP that such an event follows, when it succeeded. */
  Optional<String> profile() {
    return switch (this) {
      case DISCLOSE -> Optional.of("PrivacyDisclosure.Source");
      case READ -> Optional.of("PatientRead");
      case UPDATE -> Optional.of("PatientUpdate");
      case DELETE -> Optional.of("PatientDelete");
      case EXECUTE,
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
          Optional.empty();
    };
  }
}
