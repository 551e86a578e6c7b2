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
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.ledger.TilePath;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.NodeLogs;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /ledger}: the logs as C2SP tlog-tiles has them, for auditors, monitors and witnesses. The
 * first log is at {@code /ledger/}, the second at {@code /ledger/2/}, and so on: what a path names
 * stays what it was when the next log begins. {@code /ledger/logs} says which there are.
 *
 * <p>The checkpoint and the tiles of hashes are for everybody who reaches Ward; entry bundles hold
 * pseudonyms, and are for applications with the right {@code audit}. What a tile path names never
 * changes, so caches may keep it; the checkpoint is new every second.
 */
@RestController
@RequestMapping("/ledger")
final class LedgerDoor {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerDoor.class);
  private static final int BUNDLE = 256;
  private static final String PREFIX = "/ledger/";
  private static final String FOR_EVER = "max-age=31536000, immutable";

  private final Identify identify;
  private final Audit audit;

  LedgerDoor(Identify identify, Audit audit) {
    this.identify = identify;
    this.audit = audit;
  }

  /** Which logs this node has, and where; the last one is written. */
  @GetMapping("/logs")
  void logs(HttpServletResponse response) throws IOException {
    ObjectNode shown = Json.MAPPER.createObjectNode();
    ArrayNode logs = shown.putArray("logs");
    int count = audit.logs().count();
    for (int number = 1; number <= count; number++) {
      NodeLogs.Extent extent = audit.logs().extent(number);
      ObjectNode one = logs.addObject();
      one.put("origin", audit.logs().origin(number));
      one.put("path", number == 1 ? PREFIX : PREFIX + number + "/");
      one.put("first", extent.first());
      one.put("size", extent.size());
      one.put("minimum", extent.minimum());
      one.put("ended", number < count);
    }
    shown.put("next", audit.logs().origin(count + 1));
    response.setHeader("Cache-Control", "no-cache");
    Http.json(response, 200, shown);
  }

  @GetMapping("/checkpoint")
  void checkpoint(HttpServletResponse response) throws IOException {
    checkpoint(1, response);
  }

  @GetMapping("/{log}/checkpoint")
  void checkpoint(@PathVariable("log") String log, HttpServletResponse response)
      throws IOException {
    checkpoint(number(log), response);
  }

  private void checkpoint(int log, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          byte[] checkpoint = audit.logs().checkpoint(log).orElseThrow(LedgerDoor::absent);
          response.setContentType("text/plain;charset=utf-8");
          response.setHeader("Cache-Control", "no-cache");
          send(response, checkpoint);
        });
  }

  @GetMapping("/tile/**")
  void tile(HttpServletRequest request, HttpServletResponse response) throws IOException {
    tile(1, PREFIX, request, response);
  }

  @GetMapping("/{log}/tile/**")
  void tile(
      @PathVariable("log") String log, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    tile(number(log), PREFIX + log + "/", request, response);
  }

  /** The number of a later log; 0, which no log has, for every other spelling. */
  private static int number(String log) {
    return log.matches("[1-9][0-9]{0,5}") && !log.equals("1") ? Integer.parseInt(log) : 0;
  }

  private void tile(
      int log, String prefix, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(response, () -> send(log, prefix, request, response));
  }

  private void send(
      int log, String prefix, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // The path as it was sent: only the one spelling of the specification names a file.
    String sent = request.getRequestURI();
    Optional<TilePath> path =
        sent.startsWith(prefix)
            ? TilePath.parse(sent.substring(prefix.length()))
            : Optional.empty();
    boolean entries = path.map(p -> p.kind() == TilePath.Kind.ENTRIES).orElse(false);
    if (entries) {
      identify.require(Credential.of(request), Right.AUDIT);
    }
    byte[] bytes =
        path.flatMap(tile -> audit.logs().published(log, tile)).orElseThrow(() -> gone(log, path));
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
  }

  private static void answer(HttpServletResponse response, Action action) throws IOException {
    try {
      action.run();
    } catch (Refusal e) {
      Http.problem(response, e);
    } catch (AuditUnavailable e) {
      LOG.error("the ledger cannot be read: {}", Faults.places(e));
      Http.problem(
          response, new Refusal(ErrorCode.RECORD_UNAVAILABLE, "Ward cannot read its ledger now."));
    }
  }

  /** Everything else below {@code /ledger}. */
  @GetMapping("/**")
  void other(HttpServletResponse response) throws IOException {
    Http.problem(response, absent());
  }

  /** Why a file is not there: C2SP tlog-tiles lets a log deny bundles below its minimum index. */
  private Refusal gone(int log, Optional<TilePath> path) {
    if (log > 0
        && log < audit.logs().count()
        && path.filter(p -> p.kind() == TilePath.Kind.ENTRIES).isPresent()) {
      long minimum = audit.logs().extent(log).minimum();
      if (path.get().index() < minimum / BUNDLE) {
        return new Refusal(
            ErrorCode.ENTRY_PRUNED,
            "The entries of "
                + audit.logs().origin(log)
                + " below its minimum index "
                + minimum
                + " were pruned after the time for which they are kept. Their hashes are served.");
      }
    }
    return absent();
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

  /** What a request does. */
  private interface Action {
    void run() throws IOException;
  }
}
