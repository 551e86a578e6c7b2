package org.wardhealth.server.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Signatures are those of AWS's published test suite for Signature Version 4. */
class AwsSignatureTest {
  private static final URI HOST = URI.create("https://example.amazonaws.com");
  private static final Instant AT = Instant.parse("2015-08-30T12:36:00Z");
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private static Map<String, String> sign(
      Optional<String> token, Map<String, String> headers, String body) {
    return new AwsSignature(
            new AwsSignature.Credentials("AKIDEXAMPLE", SECRET, token), "us-east-1", "service")
        .sign(HOST, headers, body.getBytes(StandardCharsets.UTF_8), AT);
  }

  private static String authorization(String names, String signature) {
    return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
        + " SignedHeaders="
        + names
        + ", Signature="
        + signature;
  }

  @Test
  void postVanilla() {
    assertThat(sign(Optional.empty(), Map.of(), ""))
        .containsEntry("x-amz-date", "20150830T123600Z")
        .containsEntry(
            "authorization",
            authorization(
                "host;x-amz-date",
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"));
  }

  @Test
  void postXWwwFormUrlencoded() {
    assertThat(
            sign(
                Optional.empty(),
                Map.of("content-type", "application/x-www-form-urlencoded"),
                "Param1=value1"))
        .containsEntry(
            "authorization",
            authorization(
                "content-type;host;x-amz-date",
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"));
  }

  @Test
  void postStsHeaderBefore() {
    String token =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmx"
            + "fpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsbu"
            + "rEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0"
            + "iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA"
            + "==";
    assertThat(sign(Optional.of(token), Map.of(), ""))
        .containsEntry("x-amz-security-token", token)
        .containsEntry(
            "authorization",
            authorization(
                "host;x-amz-date;x-amz-security-token",
                "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"));
  }

  @Test
  void credentialsDoNotShowTheirSecret() {
    assertThat(new AwsSignature.Credentials("AKIDEXAMPLE", SECRET, Optional.of("token")))
        .hasToString("Credentials[AKIDEXAMPLE, ***]");
  }
}
