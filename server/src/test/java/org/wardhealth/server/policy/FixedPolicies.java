package org.wardhealth.server.policy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import org.wardhealth.policy.PolicySource;

/** A set of policies in force without a database, for tests of what asks it. */
public final class FixedPolicies {
  private static final Instant AT = Instant.parse("2026-03-01T08:00:00Z");

  private FixedPolicies() {}

  /** The set that Ward ships. */
  public static PoliciesInForce shipped() {
    return of(PolicySource.shipped());
  }

  /** This set. */
  public static PoliciesInForce of(PolicySource source) {
    PolicySet.Act act = new PolicySet.Act("ward", "ward", AT);
    PolicySet set =
        new PolicySet(
            "ps_test",
            OptionalLong.of(1),
            0,
            source.digest(),
            source,
            PolicySet.State.APPROVED,
            "a test",
            act,
            Optional.of(act));
    return PoliciesInForce.open(
        new Approved() {
          @Override
          public long latest() {
            return 1;
          }

          @Override
          public long recorded() {
            return 1;
          }

          @Override
          public PolicySet read(long version) {
            return set;
          }
        },
        Clock.fixed(AT, ZoneOffset.UTC));
  }
}
