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
  PASSKEY,
  /** A sign-in at an identity provider, which says no more of it. */
  PROVIDER,
  /** A sign-in at an identity provider, by several factors as it says. */
  PROVIDER_MFA;

  /** As the ledger and the pages name it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
