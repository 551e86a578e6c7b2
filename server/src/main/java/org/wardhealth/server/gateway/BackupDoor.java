package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.function.LongSupplier;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /audit/backups}, for {@code ward backup} on this machine: what it took and read back is
 * recorded. Ward itself has not seen the file.
 */
@RestController
@RequestMapping("/audit/backups")
final class BackupDoor {
  private static final int MAX_BYTES = 16 * 1024;
  private static final Set<String> FIELDS =
      Set.of("origin", "entries", "root", "database", "taken");

  private final Audit audit;
  private final OperatorDoor.OperatorToken operator;
  private final Clock clock;
  private final LongSupplier nanos;

  BackupDoor(Audit audit, OperatorDoor.OperatorToken operator, Clock clock, LongSupplier nanos) {
    this.audit = audit;
    this.operator = operator;
    this.clock = clock;
    this.nanos = nanos;
  }

  @PostMapping
  void took(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Act.answer(
        response,
        "it was not recorded",
        () -> {
          if (!operator.admits(request)) {
            throw new Refusal(
                ErrorCode.RIGHT_MISSING,
                "Backups are recorded by 'ward backup' on the machine that Ward runs on.");
          }
          audit.record(taken(Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read())));
          Http.json(response, 200, Json.MAPPER.createObjectNode().put("recorded", true));
        });
  }

  private Entry.BackupTaken taken(ObjectNode said) {
    Fields.only(said, "", FIELDS);
    return new Entry.BackupTaken(
        Fields.string(said.path("origin"), "origin"),
        count(said.path("entries")),
        Fields.string(said.path("root"), "root"),
        Fields.bool(said.path("database"), "database").asBoolean(),
        time(Fields.string(said.path("taken"), "taken")),
        clock.instant());
  }

  private static long count(JsonNode entries) {
    JsonNode number = Fields.number(entries, "entries");
    if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0) {
      throw Fields.wrong("entries", "a whole number from 0 on");
    }
    return number.asLong();
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Fields.wrong("taken", "a time such as 2026-03-01T08:00:00Z");
    }
  }
}
