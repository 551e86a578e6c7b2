package org.wardhealth.consent;

/** What is said of a question: yes, no, or nothing. */
public enum Ruling {
  PERMIT,
  DENY,
  NONE;

  /** As in the context of a policy: {@code permit}, {@code deny}, {@code none}. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  Ruling opposite() {
    return switch (this) {
      case PERMIT -> DENY;
      case DENY -> PERMIT;
      case NONE -> NONE;
    };
  }
}
