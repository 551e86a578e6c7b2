package org.wardhealth.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.wardhealth.server.vault.KeySource;

/**
 * How Ward speaks TLS. Version 1.3 always; 1.2, with authenticated encryption and forward secrecy
 * alone, where it was allowed.
 *
 * @param certificate PEM file of the server's certificates
 * @param key its key, in PEM
 * @param allow12 whether callers that cannot do better may speak TLS 1.2; the ledger says so
 * @param clientCa PEM file of the certificates that sign those of applications; without it no
 *     application is asked for one
 */
public record TlsSettings(
    Path certificate, KeySource key, boolean allow12, Optional<Path> clientCa) {
  private static final List<String> SUITES_13 =
      List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");
  private static final List<String> SUITES_12 =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** As Java names them. */
  String protocols() {
    return allow12 ? "TLSv1.3,TLSv1.2" : "TLSv1.3";
  }

  /** As Java names them, the preferred first. */
  String suites() {
    String all = String.join(",", SUITES_13);
    return allow12 ? all + "," + String.join(",", SUITES_12) : all;
  }
}
