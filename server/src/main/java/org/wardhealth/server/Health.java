package org.wardhealth.server;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.wardhealth.ledger.LedgerState;
import org.wardhealth.ledger.WitnessState;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.ExportState;
import org.wardhealth.server.audit.Exports;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.audit.Verification;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Vault;

/**
 * What {@code /actuator/health} says. Ward is down when an exchange would be denied for a reason of
 * its own, or when its record does not verify; a provider that is ill is shown, and does not take
 * Ward down.
 */
@Configuration(proxyBeanMethods = false)
class Health {
  private static final long LEAST_FREE_BYTES = 200L << 20;

  @Bean
  HealthIndicator ledgerHealthIndicator(Audit audit, Clock clock) {
    return () -> {
      LedgerState state = audit.state();
      var health =
          state
              .halted()
              .map(why -> down("The ledger takes no entries: " + why))
              .orElseGet(org.springframework.boot.health.contributor.Health::up);
      health
          .withDetail("durable", state.durable())
          .withDetail("published", state.published())
          .withDetail("waiting", state.queued());
      audit
          .witnesses()
          .ifPresent(witnesses -> health.withDetail("witnesses", said(witnesses, clock)));
      return health.build();
    };
  }

  /** Where entries do not verify, the record that Ward is for does not hold. */
  @Bean
  HealthIndicator verificationHealthIndicator(Verification verification) {
    return () ->
        verification
            .problem()
            .map(problem -> down(problem).build())
            .orElseGet(() -> org.springframework.boot.health.contributor.Health.up().build());
  }

  /** A receiver that is away is shown; its entries wait in the ledger. */
  @Bean
  HealthIndicator exportsHealthIndicator(Exports exports) {
    return () -> {
      var health = org.springframework.boot.health.contributor.Health.up();
      for (ExportState state : exports.states()) {
        Map<String, Object> said = new TreeMap<>();
        said.put("delivered", state.delivered());
        said.put("waiting", state.waiting());
        said.put("behindSeconds", state.behindSeconds());
        state.problem().ifPresent(problem -> said.put("problem", problem));
        health.withDetail(state.name(), said);
      }
      return health.build();
    };
  }

  /** Entries that cannot be found yet are recorded all the same: this never takes Ward down. */
  @Bean
  HealthIndicator projectionHealthIndicator(Projection projection) {
    return () -> {
      Projection.State state = projection.state();
      var health =
          org.springframework.boot.health.contributor.Health.up()
              .withDetail("projected", state.next())
              .withDetail("lag", state.lag());
      state.rebuilding().ifPresent(at -> health.withDetail("rebuilding", at));
      state.problem().ifPresent(problem -> health.withDetail("problem", problem));
      return health.build();
    };
  }

  @Bean
  HealthIndicator databaseHealthIndicator(Database database) {
    return () -> {
      try {
        database.jdbc().sql("SELECT 1").query(Integer.class).single();
        return org.springframework.boot.health.contributor.Health.up()
            .withDetail("kind", database.dialect().name())
            .build();
      } catch (DataAccessException e) {
        return down("The database does not answer: see 'ward doctor'.").build();
      }
    };
  }

  @Bean
  HealthIndicator keysHealthIndicator(Vault vault) {
    return () ->
        vault
            .problem()
            .map(problem -> down(problem).build())
            .orElseGet(() -> org.springframework.boot.health.contributor.Health.up().build());
  }

  @Bean
  HealthIndicator erasuresHealthIndicator(Erasures erasures) {
    return () -> {
      var health = org.springframework.boot.health.contributor.Health.up();
      try {
        int unfinished = erasures.unfinished();
        if (unfinished > 0) {
          health.withDetail(
              "problem",
              unfinished
                  + " erasures are decided and not finished. Ward tries again by the hour: see its"
                  + " log.");
        }
      } catch (DataAccessException e) {
        health.withDetail("problem", "The database does not say: see 'ward doctor'.");
      }
      return health.build();
    };
  }

  @Bean
  HealthIndicator policiesHealthIndicator(PoliciesInForce policies) {
    return () ->
        policies
            .problem()
            .map(problem -> down(problem).build())
            .orElseGet(
                () -> {
                  var health = org.springframework.boot.health.contributor.Health.up();
                  policies.warning().ifPresent(warning -> health.withDetail("warning", warning));
                  return health.build();
                });
  }

  @Bean
  HealthIndicator diskHealthIndicator(Settings settings) {
    return () ->
        diskProblem(settings.home())
            .map(problem -> down(problem).build())
            .orElseGet(() -> org.springframework.boot.health.contributor.Health.up().build());
  }

  @Bean
  HealthIndicator providersHealthIndicator(Models models) {
    return () -> {
      Map<String, String> problems = models.problems();
      return org.springframework.boot.health.contributor.Health.up().withDetails(problems).build();
    };
  }

  /** A witness that is ill is shown; an entry is durable without it. */
  static Map<String, Object> said(WitnessState witnesses, Clock clock) {
    Map<String, Object> said = new TreeMap<>();
    said.put("asked", witnesses.witnesses());
    witnesses
        .cosigned()
        .ifPresentOrElse(
            cosigned -> {
              said.put("cosigned", cosigned.checkpoint().size());
              said.put("by", List.copyOf(cosigned.witnesses().keySet()));
              cosigned.witnesses().values().stream()
                  .max(Comparator.naturalOrder())
                  .ifPresent(
                      last ->
                          said.put(
                              "ageSeconds",
                              Math.max(0, Duration.between(last, clock.instant()).toSeconds())));
            },
            () -> said.put("cosigned", 0));
    if (!witnesses.problems().isEmpty()) {
      said.put("problems", new TreeMap<>(witnesses.problems()));
    }
    return said;
  }

  private static Optional<String> diskProblem(Path home) {
    try {
      FileStore disk = Files.getFileStore(home);
      return disk.getUsableSpace() >= LEAST_FREE_BYTES
          ? Optional.empty()
          : Optional.of("Less than 200 MB are free where Ward keeps its state.");
    } catch (IOException e) {
      return Optional.of("The directory of Ward's state is gone.");
    }
  }

  private static org.springframework.boot.health.contributor.Health.Builder down(String problem) {
    return org.springframework.boot.health.contributor.Health.down().withDetail("problem", problem);
  }
}
