package org.wardhealth.server.console;

import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.vault.Pseudonym;

/**
 * Records that a person reads the record, before they see any of it.
 *
 * <p>Guarantee: when a method returns, the entry is durable. It names the person, by what they
 * proved who they are, and what was asked for by name, never by value.
 */
final class Readings {
  private final Audit audit;
  private final Clock clock;

  Readings(Audit audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Somebody sees so many entries.
   *
   * @throws AuditUnavailable if that cannot be recorded: then nothing may be shown
   */
  void searched(Viewer viewer, SortedSet<String> filters, Optional<String> patient, int found) {
    audit.record(
        new Entry.AuditSearched(
            viewer.id(), Optional.of(person(viewer)), filters, patient, found, clock.instant()));
  }

  /**
   * Somebody takes so many entries with them.
   *
   * @throws AuditUnavailable if that cannot be recorded: then nothing may be given out
   */
  void exported(
      Viewer viewer,
      String format,
      SortedSet<String> filters,
      Optional<String> patient,
      int found) {
    audit.record(
        new Entry.AuditExported(
            viewer.id(),
            Optional.of(person(viewer)),
            format,
            filters,
            patient,
            found,
            clock.instant()));
  }

  /**
   * Somebody sees something of a patient.
   *
   * @throws AuditUnavailable if that cannot be recorded: then nothing may be shown
   */
  void patient(Viewer viewer, Pseudonym patient) {
    audit.record(new Entry.PatientTouched("read", patient.value(), viewer.who(), clock.instant()));
  }

  /**
   * Somebody sees what the model was sent in an exchange.
   *
   * @throws AuditUnavailable if that cannot be recorded: then nothing may be shown
   */
  void sent(
      Viewer viewer,
      String exchange,
      Pseudonym patient,
      SentForm.Reason reason,
      Optional<String> reference) {
    audit.record(
        new Entry.ContentRead(
            exchange,
            "sent",
            patient.value(),
            reason.name(),
            reference,
            viewer.who(),
            clock.instant()));
  }

  /**
   * Somebody sees how many patients permit each purpose.
   *
   * @throws AuditUnavailable if that cannot be recorded: then nothing may be shown
   */
  void cohorts(Viewer viewer, List<Consents.Counted> counted) {
    audit.record(
        counted.stream()
            .map(
                one ->
                    new Entry.CohortAsked(
                        viewer.id(),
                        one.purpose(),
                        Collections.emptySortedSet(),
                        false,
                        one.permit(),
                        clock.instant()))
            .toList());
  }

  private static Entry.Person person(Viewer viewer) {
    return new Entry.Person(viewer.name(), viewer.factors(), viewer.aal());
  }
}
