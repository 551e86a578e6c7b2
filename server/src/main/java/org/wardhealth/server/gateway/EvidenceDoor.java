package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.ExportForm;
import org.wardhealth.server.audit.PublishedEntry;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Right;

/**
 * {@code /audit/proofs} and {@code /audit/events}: what an auditor takes away from Ward, for
 * applications with the right {@code audit}. Whoever takes it is in the ledger before they have any
 * of it, like who searches; so each look finds at least the look before.
 */
@RestController
@RequestMapping("/audit")
final class EvidenceDoor {

  private static final int PAGE = 1_024;
  private static final String PROOF = "tlog-proof";
  private static final Set<String> BOUNDS = Set.of("from", "to");

  private final Identify identify;
  private final Audit audit;
  private final Clock clock;

  EvidenceDoor(Identify identify, Audit audit, Clock clock) {
    this.identify = identify;
    this.audit = audit;
    this.clock = clock;
  }

  /** The C2SP tlog-proof of the entry with this number, with the entry in it. */
  @GetMapping("/proofs/{index}")
  void proof(
      @PathVariable("index") String index, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response,
        () -> {
          Client reader = identify.require(Credential.of(request), Right.AUDIT).client();
          long number = index(index, "index");
          requireKept(number);
          byte[] proof =
              audit
                  .logs()
                  .proof(number)
                  .orElseThrow(
                      () ->
                          new Refusal(
                              ErrorCode.NOT_FOUND,
                              "The ledger has no published entry at this index; a new one is"
                                  + " published within a second."));
          recordTaken(reader, PROOF, Set.of("index"), 1);
          response.setStatus(200);
          response.setContentType("text/plain;charset=utf-8");
          response.setHeader("Cache-Control", "no-store");
          response.setContentLength(proof.length);
          response.getOutputStream().write(proof);
          response.flushBuffer();
        });
  }

  /**
   * Entries in a form for collectors, one a line, from the number {@code from} to {@code to}; at
   * most {@value #PAGE} at once. The header {@code Link} leads to the next ones, for as long as
   * there are any. Entries that were pruned are passed over.
   */
  @GetMapping("/events")
  void events(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          Client reader = identify.require(Credential.of(request), Right.AUDIT).client();
          ExportForm form = form(request);
          long from = bound(request, "from").orElse(0);
          long last = bound(request, "to").orElse(Long.MAX_VALUE - 1);
          ByteArrayOutputStream lines = new ByteArrayOutputStream();
          int taken = 0;
          long next = audit.logs().kept(from);
          List<PublishedEntry> entries = audit.logs().exported(next);
          while (!entries.isEmpty() && next <= last && taken < PAGE) {
            for (PublishedEntry entry : entries) {
              if (next <= last && taken < PAGE) {
                lines.writeBytes(form.write(entry));
                lines.write('\n');
                next++;
                taken++;
              }
            }
            next = audit.logs().kept(next);
            entries = audit.logs().exported(next);
          }
          if (!entries.isEmpty() && next <= last) {
            String link = "/audit/events?form=" + form.code() + "&from=" + next;
            response.setHeader(
                "Link",
                "<" + link + (last < Long.MAX_VALUE - 1 ? "&to=" + last : "") + ">; rel=\"next\"");
          }
          Set<String> filters = new TreeSet<>(request.getParameterMap().keySet());
          filters.retainAll(BOUNDS);
          recordTaken(reader, form.code(), filters, taken);
          response.setStatus(200);
          response.setContentType(form.mediaType());
          response.setHeader("Cache-Control", "no-store");
          response.setContentLength(lines.size());
          response.getOutputStream().write(lines.toByteArray());
          response.flushBuffer();
        });
  }

  private void requireKept(long number) {
    long kept = audit.logs().kept(number);
    if (kept > number) {
      throw new Refusal(
          ErrorCode.ENTRY_PRUNED,
          "This entry was pruned after the time for which it is kept; the next one that is there"
              + " has the number "
              + kept
              + ". A proof that was made before still holds.");
    }
  }

  private void recordTaken(Client reader, String format, Set<String> filters, int found) {
    audit.record(
        new Entry.AuditExported(
            reader.id(),
            Optional.empty(),
            format,
            new TreeSet<>(filters),
            Optional.empty(),
            found,
            clock.instant()));
  }

  private static ExportForm form(HttpServletRequest request) {
    return Optional.ofNullable(request.getParameter("form"))
        .flatMap(ExportForm::parse)
        .orElseThrow(
            () ->
                new Refusal(
                    ErrorCode.INVALID_FIELD,
                    "The parameter form is one of " + ExportForm.codes() + ".",
                    "form"));
  }

  private static OptionalLong bound(HttpServletRequest request, String name) {
    String given = request.getParameter(name);
    return given == null ? OptionalLong.empty() : OptionalLong.of(index(given, name));
  }

  private static long index(String text, String field) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new Refusal(
          ErrorCode.INVALID_FIELD,
          "The " + field + " of an entry is a whole number from 0.",
          field);
    }
    return Long.parseLong(text);
  }

  private static void answer(HttpServletResponse response, Act act) throws IOException {
    Act.answer(response, "nothing is shown", act);
  }
}
