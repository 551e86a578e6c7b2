package org.wardhealth.policy;

/** Cedar cannot run here, so that nothing can be decided and Ward must not start. */
public final class PolicyUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PolicyUnavailable(String message) {
    super(message);
  }
}
