package org.wardhealth.server.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.wardhealth.server.gateway.Exchange.Admitted;

/** What Prometheus sees of exchanges. Labels hold models, operations and codes, never a person. */
final class Meters {
  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  void answered(Admitted admitted, Map<String, Long> tokens) {
    timer(admitted, "answered");
    tokens.forEach(
        (kind, count) ->
            registry
                .counter("ward.tokens", "model", admitted.permitted().model().id(), "kind", kind)
                .increment(count));
    admitted
        .arrived()
        .timings()
        .micros()
        .forEach(
            (step, micros) ->
                registry.timer("ward.step", "step", step).record(micros, TimeUnit.MICROSECONDS));
  }

  void failed(Admitted admitted, String code) {
    timer(admitted, code);
  }

  void refused(Exchange exchange, ErrorCode code) {
    registry
        .counter("ward.refused", "door", exchange.arrived().door().name(), "code", code.code())
        .increment();
  }

  private void timer(Admitted admitted, String outcome) {
    Timer.builder("ward.exchange")
        .tag("door", admitted.arrived().door().name())
        .tag("model", admitted.permitted().model().id())
        .tag("outcome", outcome)
        .register(registry)
        .record(admitted.arrived().timings().totalNanos(), TimeUnit.NANOSECONDS);
  }
}
