package org.wardhealth.server.vault;

import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A symmetric key in AWS KMS, used by its API ({@code Encrypt} and {@code Decrypt} of
 * TrentService). What a key is for goes along as the encryption context, which KMS authenticates
 * and writes into its trail. Protects against who takes Ward's machine once the credentials are
 * revoked or the key is disabled; needs KMS at every start.
 *
 * <p>Credentials are read anew for each call: who renews them needs no restart. An answer of
 * another key than the one that was asked for is refused.
 */
final class AwsKmsKeyProvider implements KeyProvider {
  private static final Pattern KIND = Pattern.compile("[A-Za-z]{1,60}");

  private final KeySettings.AwsKms settings;
  private final KeeperHttp http;
  private final Clock clock;
  private final Function<String, Optional<String>> environment;

  /**
   * @param environment answers the value of a variable
   */
  AwsKmsKeyProvider(
      KeySettings.AwsKms settings,
      KeeperHttp http,
      Clock clock,
      Function<String, Optional<String>> environment) {
    this.settings = settings;
    this.http = http;
    this.clock = clock;
    this.environment = environment;
  }

  /** As errors name it. */
  static String who(KeySettings.AwsKms settings) {
    return "AWS KMS at " + settings.url();
  }

  @Override
  public String name() {
    return "aws-kms";
  }

  @Override
  public byte[] wrap(byte[] key, String place) {
    return send("Encrypt", "Plaintext", key, place, "CiphertextBlob");
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String place) {
    return send("Decrypt", "CiphertextBlob", wrapped, place, "Plaintext");
  }

  private byte[] send(String verb, String given, byte[] bytes, String place, String wanted) {
    ObjectNode asked = Json.MAPPER.createObjectNode();
    asked.put("KeyId", settings.key().arn());
    asked.put(given, Base64.getEncoder().encodeToString(bytes));
    asked.putObject("EncryptionContext").put("ward", place);
    byte[] body = Json.MAPPER.writeValueAsBytes(asked);

    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url().resolve("/"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    new AwsSignature(credentials(), settings.key().region(), "kms")
        .sign(
            settings.url(),
            Map.of(
                "content-type",
                "application/x-amz-json-1.1",
                "x-amz-target",
                "TrentService." + verb),
            body,
            clock.instant())
        .forEach(request::header);
    KeeperHttp.Answer answer = http.send(request);
    if (answer.status() != 200) {
      throw http.failed(refused(answer));
    }
    if (!answer.body().path("KeyId").asString("").equals(settings.key().arn())) {
      throw http.failed("answered with another key than " + settings.key().arn());
    }
    return decoded(answer.body().path(wanted), wanted);
  }

  private byte[] decoded(JsonNode field, String name) {
    try {
      byte[] bytes = Base64.getDecoder().decode(field.asString(""));
      if (bytes.length > 0) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw http.failed("gave no " + name);
  }

  /** The kind of the error alone: its message may repeat what was sent. */
  private static String refused(KeeperHttp.Answer answer) {
    String type = answer.body().path("__type").asString("");
    String kind = type.substring(type.lastIndexOf('#') + 1);
    String hint =
        switch (kind) {
          case "AccessDeniedException" -> "may these credentials use the key?";
          case "UnrecognizedClientException", "InvalidClientTokenId" ->
              "it does not know these credentials";
          case "ExpiredTokenException" -> "the session token is over: renew the credentials";
          case "InvalidSignatureException", "SignatureDoesNotMatch" ->
              "is the secret key right, and the clock of this machine?";
          case "InvalidCiphertextException", "IncorrectKeyException" -> "it did not seal this";
          case "NotFoundException" -> "the key is not there, or in another region";
          case "DisabledException", "KMSInvalidStateException" ->
              "the key is disabled, or waits for its deletion";
          case "ThrottlingException", "LimitExceededException" ->
              "too many calls: try again in a minute";
          default -> "";
        };
    return "answered "
        + answer.status()
        + (KIND.matcher(kind).matches() ? " " + kind : "")
        + (hint.isEmpty() ? "" : " (" + hint + ")");
  }

  private AwsSignature.Credentials credentials() {
    return switch (settings.credentials()) {
      case KeySettings.AwsKms.Environment(String access, String secret, Optional<String> token) ->
          new AwsSignature.Credentials(
              variable(access), variable(secret), token.map(this::variable));
      case KeySettings.AwsKms.File(var file, String profile) -> {
        Map<String, String> lines = profile(http.read(file, "the credentials"), profile);
        String where = " of the profile '" + profile + "' in " + file;
        yield new AwsSignature.Credentials(
            line(lines, "aws_access_key_id", where),
            line(lines, "aws_secret_access_key", where),
            lines.containsKey("aws_session_token")
                ? Optional.of(line(lines, "aws_session_token", where))
                : Optional.empty());
      }
    };
  }

  private String variable(String name) {
    return http.sendable(environment.apply(name).orElse(""), "the variable " + name);
  }

  private String line(Map<String, String> lines, String name, String where) {
    return http.sendable(lines.getOrDefault(name, ""), name + where);
  }

  /** The lines of a profile in a file of the form of {@code ~/.aws/credentials}. */
  static Map<String, String> profile(String text, String wanted) {
    Map<String, String> lines = new HashMap<>();
    String profile = "";
    for (String line : text.lines().map(String::strip).toList()) {
      int equals = line.indexOf('=');
      if (line.startsWith("[") && line.endsWith("]")) {
        profile = line.substring(1, line.length() - 1).strip();
      } else if (profile.equals(wanted) && equals > 0 && !line.startsWith("#")) {
        lines.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    return lines;
  }
}
