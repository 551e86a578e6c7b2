package org.wardhealth.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Proved;
import org.wardhealth.server.identity.Proved.Binding;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Thumbprint;

/** The ledger says by what the application proved itself. */
class FactorsTest {
  private static final Client FREE = client(Optional.empty());
  private static final Client BOUND = client(Optional.of(new Thumbprint("A".repeat(43))));

  private static Client client(Optional<Thumbprint> certificate) {
    return new Client(
        "cl_1", "app", Set.of(Purpose.TREAT), Set.of("*"), Set.of(), Limits.DEFAULT, certificate);
  }

  private static Proved byToken(Client client, Binding... bindings) {
    return new Proved(
        client, Optional.of("hospital"), Set.of(), Optional.empty(), Set.of(bindings));
  }

  private static void assertFactors(Proved proved, String... factors) {
    assertThat(Recorder.who(proved).factors()).containsExactly(factors);
    assertThat(Recorder.who(proved).aal()).isEqualTo(1);
    assertThat(proved.bound()).as("something besides what was shown").isEqualTo(factors.length > 1);
  }

  @Test
  void aKeyAloneIsOneFactorAndABoundKeyTwo() {
    assertFactors(Proved.byKey(FREE), "api-key");
    assertFactors(Proved.byKey(BOUND), "api-key", "x509");
  }

  @Test
  void aTokenIsNoKey() {
    assertFactors(byToken(FREE), "access-token");
  }

  @Test
  void aCertificateIsAFactorWhetherTheApplicationOrTheTokenIsBoundToIt() {
    assertFactors(byToken(BOUND), "access-token", "x509");
    assertFactors(byToken(FREE, Binding.CERTIFICATE), "access-token", "x509");
    assertFactors(byToken(BOUND, Binding.CERTIFICATE), "access-token", "x509");
  }

  @Test
  void aProofOfTheTokensKeyIsAFactorBesides() {
    assertFactors(byToken(FREE, Binding.DPOP), "access-token", "dpop");
    assertFactors(byToken(BOUND, Binding.DPOP), "access-token", "x509", "dpop");
    assertFactors(byToken(FREE, Binding.DPOP, Binding.CERTIFICATE), "access-token", "x509", "dpop");
    assertFactors(
        byToken(BOUND, Binding.DPOP, Binding.CERTIFICATE), "access-token", "x509", "dpop");
  }
}
