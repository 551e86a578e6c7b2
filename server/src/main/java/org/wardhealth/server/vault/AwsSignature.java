package org.wardhealth.server.vault;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 of a POST to {@code /} without a query, which is how KMS is called.
 *
 * <p>Source: AWS IAM User Guide, "Create a signed AWS API request". What is signed: the method, the
 * host, all headers given, the time and the whole body; a call is good for some minutes.
 */
final class AwsSignature {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String HMAC = "HmacSHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Credentials credentials;
  private final String region;
  private final String service;

  /**
   * Who signs.
   *
   * @param sessionToken of credentials that end
   */
  record Credentials(String accessKey, String secretKey, Optional<String> sessionToken) {
    @Override
    public String toString() {
      return "Credentials[" + accessKey + ", ***]";
    }
  }

  AwsSignature(Credentials credentials, String region, String service) {
    this.credentials = credentials;
    this.region = region;
    this.service = service;
  }

  /**
   * All headers of the request but {@code Host}, which the HTTP client writes.
   *
   * @param headers the names in small letters
   */
  Map<String, String> sign(URI url, Map<String, String> headers, byte[] body, Instant at) {
    SortedMap<String, String> signed = new TreeMap<>(headers);
    signed.put("host", url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort());
    signed.put("x-amz-date", TIME.format(at));
    credentials.sessionToken().ifPresent(token -> signed.put("x-amz-security-token", token));

    String names = String.join(";", signed.keySet());
    String canonical =
        "POST\n/\n\n"
            + signed.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
                .collect(Collectors.joining())
            + "\n"
            + names
            + "\n"
            + hex(body);
    String day = TIME.format(at).substring(0, 8);
    String scope = day + "/" + region + "/" + service + "/aws4_request";
    String toSign =
        ALGORITHM
            + "\n"
            + TIME.format(at)
            + "\n"
            + scope
            + "\n"
            + hex(canonical.getBytes(StandardCharsets.UTF_8));
    byte[] key = ("AWS4" + credentials.secretKey()).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    signed.put(
        "authorization",
        ALGORITHM
            + " Credential="
            + credentials.accessKey()
            + "/"
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + HexFormat.of().formatHex(hmac(key, toSign)));
    signed.remove("host");
    return signed;
  }

  private static String hex(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + HMAC + ".", e);
    }
  }
}
