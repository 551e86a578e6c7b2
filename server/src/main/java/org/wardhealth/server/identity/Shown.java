package org.wardhealth.server.identity;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A token as a request shows it, and the request as far as a proof of possession is about it.
 *
 * @param dpop whether it came by the scheme {@code DPoP}, not {@code Bearer}
 * @param proofs what the headers {@code DPoP} hold
 * @param method of HTTP
 * @param secure whether it came over TLS
 * @param port where it came in
 * @param path as it was sent, without the query
 * @param certificate of the connection
 */
public record Shown(
    String token,
    boolean dpop,
    List<String> proofs,
    String method,
    boolean secure,
    int port,
    String path,
    Optional<X509Certificate> certificate) {
  public Shown {
    proofs = List.copyOf(proofs);
  }

  @Override
  public String toString() {
    return "Shown[***]";
  }
}
