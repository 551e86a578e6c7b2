package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.identity.Right;

/**
 * {@code /audit/proofs}: what an auditor takes away from Ward, for applications with the right
 * {@code audit}. Taking it is not itself an entry.
 */
@RestController
@RequestMapping("/audit")
final class EvidenceDoor {
  private static final Logger log = LoggerFactory.getLogger(EvidenceDoor.class);

  private final Identify identify;
  private final Audit audit;

  EvidenceDoor(Identify identify, Audit audit) {
    this.identify = identify;
    this.audit = audit;
  }

  /** The C2SP tlog-proof of one entry, with the entry in it. */
  @GetMapping("/proofs/{index}")
  void proof(
      @PathVariable("index") String index, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response,
        () -> {
          identify.require(Credential.of(request), Right.AUDIT);
          byte[] proof =
              audit
                  .proof(index(index, "index"))
                  .orElseThrow(
                      () ->
                          new Refusal(
                              ErrorCode.NOT_FOUND,
                              "The ledger has no published entry at this index; a new one is"
                                  + " published within a second."));
          response.setStatus(200);
          response.setContentType("text/plain;charset=utf-8");
          response.setHeader("Cache-Control", "no-store");
          response.setContentLength(proof.length);
          response.getOutputStream().write(proof);
          response.flushBuffer();
        });
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

  private static void answer(HttpServletResponse response, Action action) throws IOException {
    try {
      action.run();
    } catch (Refusal e) {
      Http.problem(response, e);
    } catch (AuditUnavailable e) {
      log.error("the ledger cannot be read: {}", Faults.places(e));
      Http.problem(
          response, new Refusal(ErrorCode.RECORD_UNAVAILABLE, "Ward cannot read its ledger now."));
    }
  }

  /** What a request does. */
  private interface Action {
    void run() throws IOException;
  }
}
