package org.wardhealth.server.identity;

import java.util.Locale;

/** What a person can prove themselves with. */
public enum Factor {
  /** Something known. */
  PASSWORD,
  /** A code of RFC 6238 from a device that was enrolled. */
  TOTP,
  /** One of ten codes on paper, each good once. */
  RECOVERY,
  /** A WebAuthn credential whose holder was verified by the authenticator. */
  PASSKEY;

  /** As the ledger and the pages name it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
