package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.wardhealth.server.gateway.Exchange.Arrived;

/** Makes an exchange of an HTTP request: reads its headers, not yet its body. */
final class Arrivals {
  private final DoorSettings settings;
  private final Clock clock;
  private final LongSupplier nanos;
  private final SecureRandom random;

  Arrivals(DoorSettings settings, Clock clock, LongSupplier nanos, SecureRandom random) {
    this.settings = settings;
    this.clock = clock;
    this.nanos = nanos;
    this.random = random;
  }

  Arrived at(Door door, HttpServletRequest request) {
    return new Arrived(
        id(),
        clock.instant(),
        door,
        Credential.of(request),
        new Context(
            Optional.ofNullable(request.getHeader("Ward-Patient")),
            Optional.ofNullable(request.getHeader("Ward-Purpose")),
            Optional.ofNullable(request.getHeader("Ward-Encounter"))),
        new HttpBody(request, settings.bodyLimit(), nanos),
        new Timings(nanos));
  }

  /** An exchange that no HTTP request brought. */
  Arrived byHand(Credential credential, Context stated, Body body) {
    return new Arrived(
        id(), clock.instant(), Door.CHAT, credential, stated, body, new Timings(nanos));
  }

  /** 48 bits of time and 64 random ones: new exchanges come last in every index. */
  String id() {
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    HexFormat hex = HexFormat.of();
    return "ex_" + hex.toHexDigits(clock.millis(), 12) + hex.formatHex(bits);
  }
}
