package org.wardhealth.server.gateway;

import org.wardhealth.server.gateway.Exchange.Admitted;
import org.wardhealth.server.models.Answer;
import org.wardhealth.server.models.Call;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.ProviderException;

/** Calls the model: only with an exchange that is in the ledger. */
final class Invoke {
  private final Models models;

  Invoke(Models models) {
    this.models = models;
  }

  Answer apply(Admitted admitted) throws ProviderException {
    Answer answer =
        models.ask(
            admitted.permitted().model(),
            new Call(
                admitted.asked().operation(),
                admitted.guarded().safe(),
                admitted.asked().stream()));
    admitted.arrived().timings().mark("connect");
    return answer;
  }
}
