package org.wardhealth.server.identity;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A factor that was proved, and when.
 *
 * @param at to the millisecond
 */
public record Proof(Factor factor, Instant at) {
  static String write(List<Proof> proofs) {
    return proofs.stream()
        .map(proof -> proof.factor().name() + '=' + proof.at().toEpochMilli())
        .collect(Collectors.joining(","));
  }

  static List<Proof> read(String stored) {
    return Arrays.stream(stored.split(",", -1))
        .map(
            part -> {
              int equals = part.indexOf('=');
              return new Proof(
                  Factor.valueOf(part.substring(0, equals)),
                  Instant.ofEpochMilli(Long.parseLong(part.substring(equals + 1))));
            })
        .toList();
  }
}
