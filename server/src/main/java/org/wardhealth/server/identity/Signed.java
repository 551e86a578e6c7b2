package org.wardhealth.server.identity;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A signed token (RFC 7519) as it came: nothing that it says is believed before {@link #isBy}.
 *
 * <p>Where the header points to a key ({@code jku}, {@code x5u}) or brings one ({@code jwk}, {@code
 * x5c}), that counts for nothing here.
 */
final class Signed {
  /** The weakest key of RSA that signs something. */
  private static final int RSA_BITS = 2048;

  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private final JWSObject token;
  private final ObjectNode claims;

  private Signed(JWSObject token, ObjectNode claims) {
    this.token = token;
    this.claims = claims;
  }

  /** Whether something has the outer form of a signed token. */
  static boolean hasForm(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * Reads one; nothing if it is none, is signed by nothing or by a shared secret, or is longer than
   * {@code most}.
   */
  static Optional<Signed> parse(String text, int most) {
    if (text.length() > most || !hasForm(text)) {
      return Optional.empty();
    }
    try {
      JWSObject token = JWSObject.parse(text);
      byte[] payload = token.getPayload().toBytes();
      JsonNode claims =
          Json.MAPPER.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
      return IssuerSettings.ALGORITHMS.contains(token.getHeader().getAlgorithm().getName())
              && claims instanceof ObjectNode object
          ? Optional.of(new Signed(token, object))
          : Optional.empty();
    } catch (ParseException
        | CharacterCodingException
        | JacksonException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  JWSHeader header() {
    return token.getHeader();
  }

  String algorithm() {
    return header().getAlgorithm().getName();
  }

  Optional<String> keyId() {
    return Optional.ofNullable(header().getKeyID());
  }

  /** Whether the header's {@code typ} is one of these, in small letters. */
  boolean isOfType(Set<String> types) {
    String type =
        header().getType() == null
            ? ""
            : header().getType().getType().toLowerCase(Locale.ROOT).replace("application/", "");
    return types.contains(type);
  }

  /** Whether {@code key} may be meant by the header, and is fit to sign. */
  boolean fits(JWK key) {
    boolean named = keyId().isEmpty() || keyId().get().equals(key.getKeyID());
    boolean signs = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
    boolean alike = key.getAlgorithm() == null || key.getAlgorithm().getName().equals(algorithm());
    boolean kind =
        switch (key.getKeyType().getValue()) {
          case "RSA" -> !algorithm().startsWith("ES");
          case "EC" -> algorithm().startsWith("ES");
          default -> false;
        };
    return named && signs && alike && kind;
  }

  /** Whether {@code key} signed it. */
  boolean isBy(JWK key) {
    try {
      if (!fits(key)
          || (key instanceof RSAKey rsa && rsa.size() < RSA_BITS)
          || !(key instanceof AsymmetricJWK pair)) {
        return false;
      }
      return token.verify(
          new DefaultJWSVerifierFactory().createJWSVerifier(header(), pair.toPublicKey()));
    } catch (com.nimbusds.jose.JOSEException | IllegalArgumentException e) {
      return false;
    }
  }

  /** A claim that is text and not empty. */
  Optional<String> text(String name) {
    return Optional.of(claims.path(name))
        .filter(JsonNode::isString)
        .map(JsonNode::asString)
        .filter(value -> !value.isEmpty());
  }

  /** A claim that is a time in whole or broken seconds since 1970. */
  Optional<Instant> time(String name) {
    JsonNode value = claims.path(name);
    double seconds = value.isNumber() ? value.asDouble() : Double.NaN;
    return seconds >= 0 && seconds < 1e11
        ? Optional.of(Instant.ofEpochMilli((long) (seconds * 1000)))
        : Optional.empty();
  }

  /** A claim that is a list of texts, or one. */
  List<String> texts(String name) {
    JsonNode value = claims.path(name);
    List<String> all = new ArrayList<>();
    if (value.isString()) {
      all.add(value.asString());
    }
    for (JsonNode one : value.isArray() ? value : Json.MAPPER.createArrayNode()) {
      if (one.isString()) {
        all.add(one.asString());
      }
    }
    return all;
  }

  /** A claim; where there is none of that very name, dots part names within names. */
  JsonNode claim(String path) {
    if (claims.has(path)) {
      return claims.path(path);
    }
    JsonNode value = claims;
    for (String name : path.split("\\.", -1)) {
      value = value.path(name);
    }
    return value;
  }

  @Override
  public String toString() {
    return "Signed[***]";
  }
}
