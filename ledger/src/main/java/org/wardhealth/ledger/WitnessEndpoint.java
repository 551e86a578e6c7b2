package org.wardhealth.ledger;

import java.net.URI;

/**
 * A witness that is asked for cosignatures.
 *
 * @param url its submission prefix, by http or https; its answers are believed for their
 *     signatures, not for their way
 * @param key verifies its cosignatures
 */
public record WitnessEndpoint(URI url, VerificationKey key) {
  /** Checks the form. */
  public WitnessEndpoint {
    String scheme = String.valueOf(url.getScheme());
    if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException(
          "the URL of a witness begins with https:// or http:// and a host; got: " + url);
    }
    if (!key.type().forWitnesses()) {
      throw new IllegalArgumentException(
          key.shortText() + " is the key of a log, not of a witness");
    }
  }

  URI addCheckpoint() {
    String prefix = url.toString();
    return URI.create(
        (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix)
            + "/add-checkpoint");
  }
}
