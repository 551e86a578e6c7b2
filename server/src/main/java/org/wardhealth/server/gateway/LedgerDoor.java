package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.ledger.TilePath;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.identity.Right;

/**
 * {@code /ledger}: the log as C2SP tlog-tiles has it, for auditors, monitors and witnesses.
 *
 * <p>The checkpoint and the tiles of hashes are for everybody who reaches Ward; entry bundles hold
 * pseudonyms, and are for applications with the right {@code audit}. What a tile path names never
 * changes, so caches may keep it; the checkpoint is new every second.
 */
@RestController
@RequestMapping("/ledger")
final class LedgerDoor {
  private static final Logger log = LoggerFactory.getLogger(LedgerDoor.class);
  private static final String PREFIX = "/ledger/";
  private static final String FOR_EVER = "max-age=31536000, immutable";

  private final Identify identify;
  private final Audit audit;

  LedgerDoor(Identify identify, Audit audit) {
    this.identify = identify;
    this.audit = audit;
  }

  @GetMapping("/checkpoint")
  void checkpoint(HttpServletResponse response) throws IOException {
    response.setContentType("text/plain;charset=utf-8");
    response.setHeader("Cache-Control", "no-cache");
    send(response, audit.checkpoint());
  }

  @GetMapping("/tile/**")
  void tile(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try {
      // The path as it was sent: only the one spelling of the specification names a file.
      Optional<TilePath> path = TilePath.parse(request.getRequestURI().substring(PREFIX.length()));
      boolean entries = path.map(p -> p.kind() == TilePath.Kind.ENTRIES).orElse(false);
      if (entries) {
        identify.require(Credential.of(request), Right.AUDIT);
      }
      byte[] bytes = path.flatMap(audit::published).orElseThrow(LedgerDoor::absent);
      response.setContentType("application/octet-stream");
      if (!entries) {
        response.setHeader("Cache-Control", "public, " + FOR_EVER);
        send(response, bytes);
        return;
      }
      response.setHeader("Cache-Control", "private, " + FOR_EVER);
      response.setHeader("Vary", "Accept-Encoding, Authorization");
      if (acceptsGzip(request)) {
        response.setHeader("Content-Encoding", "gzip");
        send(response, gzip(bytes));
      } else {
        send(response, bytes);
      }
    } catch (Refusal e) {
      Http.problem(response, e);
    } catch (AuditUnavailable e) {
      log.error("the ledger cannot be read: {}", Faults.places(e));
      Http.problem(
          response, new Refusal(ErrorCode.RECORD_UNAVAILABLE, "Ward cannot read its ledger now."));
    }
  }

  /** Everything else below {@code /ledger}. */
  @GetMapping("/**")
  void other(HttpServletResponse response) throws IOException {
    Http.problem(response, absent());
  }

  private static Refusal absent() {
    return new Refusal(
        ErrorCode.NOT_FOUND,
        "The ledger has no such file at the size of its checkpoint. It serves checkpoint,"
            + " tile/LEVEL/INDEX and tile/entries/INDEX as C2SP tlog-tiles names them.");
  }

  private static boolean acceptsGzip(HttpServletRequest request) {
    String accepted = request.getHeader("Accept-Encoding");
    return accepted != null
        && Arrays.stream(accepted.toLowerCase(Locale.ROOT).split(","))
            .map(one -> one.replace(" ", ""))
            .anyMatch(one -> one.startsWith("gzip") && !one.matches("gzip;q=0(\\.0*)?"));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static void send(HttpServletResponse response, byte[] bytes) throws IOException {
    response.setStatus(200);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
    response.flushBuffer();
  }
}
