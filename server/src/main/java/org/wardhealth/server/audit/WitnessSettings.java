package org.wardhealth.server.audit;

import java.util.List;
import java.util.Optional;
import org.wardhealth.ledger.TrustPolicy;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.ledger.WitnessEndpoint;

/**
 * Who is asked to cosign the ledger's checkpoints.
 *
 * @param witnesses whom Ward asks
 * @param policy how many of them are enough; all, if it is not there
 */
public record WitnessSettings(List<WitnessEndpoint> witnesses, Optional<TrustPolicy> policy) {
  /** Nobody is asked. */
  public static final WitnessSettings NOBODY = new WitnessSettings(List.of(), Optional.empty());

  /** Copies the list. */
  public WitnessSettings {
    witnesses = List.copyOf(witnesses);
  }

  /** What an auditor with these settings believes of a ledger with these keys. */
  public TrustPolicy policyFor(List<VerificationKey> ledger) {
    TrustPolicy rule =
        policy.orElseGet(
            () -> TrustPolicy.of(ledger, witnesses.stream().map(WitnessEndpoint::key).toList()));
    return rule.logs().isEmpty() ? rule.withLogs(ledger) : rule;
  }
}
