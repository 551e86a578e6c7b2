package org.wardhealth.consent;

import java.time.Instant;
import java.util.Optional;

/**
 * What is asked of a patient's consents.
 *
 * @param purpose why the data are used
 * @param action what is done with them
 * @param actor by whom
 * @param time when
 * @param data which; nothing asks for all that the patient has, and the answer then says in its
 *     residual what of it is not permitted
 */
public record ConsentQuestion(
    Coding purpose, Coding action, Actor actor, Instant time, Optional<AskedData> data) {
  /** A question about all data, by nobody that a consent could name. */
  public static ConsentQuestion of(String purpose, String action, Instant time) {
    return new ConsentQuestion(
        Coding.purpose(purpose), Coding.action(action), Actor.UNNAMED, time, Optional.empty());
  }

  /** The same by this actor. */
  public ConsentQuestion by(Actor who) {
    return new ConsentQuestion(purpose, action, who, time, data);
  }

  /** The same about these data. */
  public ConsentQuestion about(AskedData which) {
    return new ConsentQuestion(purpose, action, actor, time, Optional.of(which));
  }

  /** The same for this action. */
  public ConsentQuestion to(Coding act) {
    return new ConsentQuestion(purpose, act, actor, time, data);
  }

  /** The same for this purpose. */
  public ConsentQuestion purpose(Coding why) {
    return new ConsentQuestion(why, action, actor, time, data);
  }
}
