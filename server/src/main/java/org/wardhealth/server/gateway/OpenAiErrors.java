package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Errors as OpenAI's API has them: {@code {"error":{"message","type","code","param"}}}. */
final class OpenAiErrors {
  private OpenAiErrors() {}

  static ObjectNode body(Refusal refusal, String exchange) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    ObjectNode error = body.putObject("error");
    error.put("message", refusal.getMessage());
    error.put("type", refusal.code().type());
    error.put("code", refusal.code().code());
    error.put("param", refusal.param().orElse(null));
    error.put("exchange", exchange);
    return body;
  }

  static void headers(Refusal refusal, HttpServletResponse response) {
    refusal
        .retryAfter()
        .ifPresent(wait -> response.setHeader("Retry-After", Long.toString(seconds(wait))));
    if (refusal.code().status() == 401) {
      response.setHeader(
          "WWW-Authenticate",
          switch (refusal.code()) {
            case INVALID_TOKEN -> "Bearer realm=\"ward\", error=\"invalid_token\"";
            case INVALID_DPOP_PROOF -> "DPoP realm=\"ward\", error=\"invalid_dpop_proof\"";
            default -> "Bearer realm=\"ward\"";
          });
    }
    if (refusal.code().status() >= 500 || refusal.code() == ErrorCode.INVALID_FIELD) {
      // OpenAI's SDKs read this: what failed once in Ward is not worth a storm of retries.
      response.setHeader("x-should-retry", Boolean.toString(refusal.retryAfter().isPresent()));
    }
  }

  private static long seconds(Duration wait) {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }
}
