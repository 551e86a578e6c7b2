package org.wardhealth.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.Contents;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.ExportState;
import org.wardhealth.server.audit.Exports;
import org.wardhealth.server.audit.KeyCare;
import org.wardhealth.server.audit.NodeLogs;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.audit.Pruning;
import org.wardhealth.server.audit.Verification;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.policy.PolicySets;

/**
 * What Ward does by the hour: deletes contents past their retention and rows of pruned entries,
 * finishes erasures, drops consents of who is gone from memory, turns keys, asks the policies what
 * they must answer rightly, begins a new log when the year is over, reads in the ledger which
 * policies were approved; every few minutes, reads part of the ledger again and verifies it; and
 * that entries become rows that can be searched. Its last word in the ledger, and the gauges of the
 * ledger and of its receivers.
 */
class Housekeeping implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration VERIFIED_EVERY = Duration.ofMinutes(3);

  /** Not while a start is still busy. */
  private static final Duration VERIFIED_FIRST = Duration.ofSeconds(10);

  private final Contents contents;
  private final KeyCare keys;
  private final Erasures erasures;
  private final Consents consents;
  private final PolicySets sets;
  private final PoliciesInForce policies;
  private final Audit audit;
  private final Projection projection;
  private final Pruning pruning;
  private final Verification verification;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ward-housekeeping").daemon(true).factory());

  Housekeeping(
      Contents contents,
      KeyCare keys,
      Erasures erasures,
      Consents consents,
      PolicySets sets,
      PoliciesInForce policies,
      Audit audit,
      Projection projection,
      Pruning pruning,
      Verification verification,
      Exports exports,
      Clock clock,
      MeterRegistry registry) {
    this.contents = contents;
    this.keys = keys;
    this.erasures = erasures;
    this.consents = consents;
    this.sets = sets;
    this.policies = policies;
    this.audit = audit;
    this.projection = projection;
    this.pruning = pruning;
    this.verification = verification;
    this.clock = clock;
    Gauge.builder("ward.ledger.durable", audit, a -> a.state().durable()).register(registry);
    Gauge.builder("ward.ledger.published", audit, a -> a.state().published()).register(registry);
    Gauge.builder("ward.ledger.waiting", audit, a -> a.state().queued()).register(registry);
    Gauge.builder("ward.audit.projected", projection, p -> p.state().next()).register(registry);
    Gauge.builder("ward.audit.lag", projection, p -> p.state().lag()).register(registry);
    for (ExportState receiver : exports.states()) {
      gauge(registry, "ward.export.delivered", exports, receiver.name(), ExportState::delivered);
      gauge(registry, "ward.export.waiting", exports, receiver.name(), ExportState::waiting);
      gauge(
          registry,
          "ward.export.behind.seconds",
          exports,
          receiver.name(),
          ExportState::behindSeconds);
    }
  }

  private static void gauge(
      MeterRegistry registry,
      String name,
      Exports exports,
      String receiver,
      ToDoubleFunction<ExportState> value) {
    Gauge.builder(
            name,
            exports,
            all ->
                all.states().stream()
                    .filter(state -> state.name().equals(receiver))
                    .mapToDouble(value)
                    .sum())
        .tag("receiver", receiver)
        .register(registry);
  }

  @EventListener
  void begin(ApplicationReadyEvent ready) {
    projection.begin();
    var _ = timer.scheduleWithFixedDelay(this::keep, 0, EVERY.toMinutes(), TimeUnit.MINUTES);
    var _ =
        timer.scheduleWithFixedDelay(
            this::verify, VERIFIED_FIRST.toSeconds(), VERIFIED_EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  private void keep() {
    // An exception would end the timer, and with it the deletion of what is past its retention.
    try {
      purge();
    } catch (RuntimeException e) {
      log.error("contents past their retention could not be deleted: {}", e.toString());
    }
    try {
      pruning.forget();
    } catch (RuntimeException e) {
      log.error("rows of pruned entries could not be deleted: {}", e.toString());
    }
    try {
      erasures.resume();
    } catch (RuntimeException e) {
      log.error("decided erasures could not be finished: {}", e.toString());
    }
    try {
      consents.forgetGone();
    } catch (RuntimeException e) {
      log.error("consents of who is gone could not be dropped from memory: {}", e.toString());
    }
    try {
      keys.keep();
    } catch (RuntimeException e) {
      log.error("keys could not be turned; trying again in an hour: {}", e.getMessage());
    }
    try {
      if (audit.turnIfDue()) {
        NodeLogs logs = audit.logs();
        log.info("the year is over: the ledger goes on in {}", logs.origin(logs.count()));
      }
    } catch (RuntimeException e) {
      log.error("the ledger's next log could not be begun: {}", e.getMessage());
    }
    try {
      sets.readLedger();
    } catch (RuntimeException e) {
      log.error("the ledger does not say which policies were approved: {}", e.toString());
    }
    try {
      policies.check();
    } catch (RuntimeException e) {
      log.error("the policies could not be checked: {}", e.toString());
    }
  }

  private void verify() {
    try {
      verification.turn();
    } catch (RuntimeException e) {
      log.error("the ledger could not be verified; trying again in minutes: {}", e.toString());
    }
  }

  private void purge() {
    try {
      int purged = contents.purge();
      if (purged > 0) {
        log.info("deleted {} contents past their retention", purged);
      }
    } catch (DataAccessException e) {
      log.error("contents past their retention could not be deleted; trying again in an hour");
    }
  }

  @Override
  public void destroy() {
    timer.shutdownNow();
    try {
      audit.record(new Entry.Stopped(clock.instant()));
    } catch (AuditUnavailable e) {
      log.error("the ledger does not say that Ward stopped: {}", e.getMessage());
    }
  }
}
