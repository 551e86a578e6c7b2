package org.wardhealth.server.gateway;

import java.util.Optional;
import org.wardhealth.policy.ConsentState;
import org.wardhealth.policy.Question.WithoutConsent;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.vault.Subject;

/**
 * Where {@link Decide} learns what a patient agreed to. Asked anew for each decision; what it
 * throws denies.
 */
@FunctionalInterface
interface ConsentSource {
  /**
   * What the consents say to this use.
   *
   * @param patient nothing where the purpose is not about one patient
   */
  Said of(Optional<Subject> patient, Client client, Purpose purpose, Model model);

  /**
   * What was found.
   *
   * @param without what the jurisdiction says for this purpose where no consent speaks
   */
  record Said(ConsentState state, WithoutConsent without) {}
}
