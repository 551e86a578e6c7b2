package org.wardhealth.policy;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a caller can prove, so that a policy no longer denies. */
public enum StepUp {
  MFA("mfa", "sign in again with two factors"),
  PASSKEY("passkey", "confirm with a passkey"),
  MANAGED_DEVICE("managed-device", "use a device that the organisation manages");

  private final String word;
  private final String says;

  StepUp(String word, String says) {
    this.word = word;
    this.says = says;
  }

  /** As in {@code @stepup("…")}. */
  public String word() {
    return word;
  }

  /** What to do, in plain words. */
  public String says() {
    return says;
  }

  static Optional<StepUp> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
  }

  static String words() {
    return Arrays.stream(values()).map(StepUp::word).collect(Collectors.joining(", "));
  }
}
