package org.wardhealth.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Thumbprint;

/** The ledger says by what an application proved itself. */
class FactorsTest {
  private static Client client(Optional<Thumbprint> bound) {
    return new Client(
        "cl_1", "app", Set.of(Purpose.TREAT), Set.of("*"), Set.of(), Limits.DEFAULT, bound);
  }

  @Test
  void aKeyAloneIsOneFactorAndABoundKeyTwo() {
    assertThat(Recorder.who(client(Optional.empty())).factors()).containsExactly("api-key");
    assertThat(Recorder.who(client(Optional.of(new Thumbprint("A".repeat(43))))).factors())
        .containsExactly("api-key", "x509");
  }
}
