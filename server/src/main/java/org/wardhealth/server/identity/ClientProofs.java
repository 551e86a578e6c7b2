package org.wardhealth.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * How Ward proves to an identity provider that it is Ward: by a password that both have (RFC 6749,
 * 2.3.1), or by a key that Ward alone has ({@code private_key_jwt}: OpenID Connect Core 1.0, 9, and
 * RFC 7523).
 *
 * <p>Guarantees: what a key signs names one provider, counts for {@link #HOLDS}, and is never the
 * same twice; the key itself leaves Ward never.
 */
final class ClientProofs {
  /** How long a signed proof counts. */
  static final Duration HOLDS = Duration.ofMinutes(1);

  /** The weakest key of RSA that signs something. */
  private static final int RSA_BITS = 2048;

  private final Clock clock;
  private final SecureRandom random;
  private final UnaryOperator<String> secrets;

  /**
   * Makes proofs.
   *
   * @param secrets opens what {@code ward secret set} stored under a name
   */
  ClientProofs(Clock clock, SecureRandom random, UnaryOperator<String> secrets) {
    this.clock = clock;
    this.random = random;
    this.secrets = secrets;
  }

  /**
   * A proof for one request.
   *
   * @param authorization the header of that name
   * @param fields of the form
   */
  record Shown(Optional<String> authorization, Map<String, String> fields) {
    @Override
    public String toString() {
      return "Shown[***]";
    }
  }

  /**
   * Makes one.
   *
   * @throws IllegalStateException if there is no such secret, or it is no key
   */
  Shown of(IssuerSettings.People rules, URI issuer) {
    return switch (rules.credential()) {
      case IssuerSettings.Password password ->
          new Shown(
              Optional.of(basic(rules.clientId(), secrets.apply(password.secret()))), Map.of());
      case IssuerSettings.Key key ->
          new Shown(
              Optional.empty(),
              Map.of(
                  "client_id",
                  rules.clientId(),
                  "client_assertion_type",
                  "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                  "client_assertion",
                  assertion(key, rules.clientId(), issuer)));
    };
  }

  /** Both parts are form-encoded before they are joined. */
  private static String basic(String id, String secret) {
    String pair =
        URLEncoder.encode(id, StandardCharsets.UTF_8)
            + ':'
            + URLEncoder.encode(secret, StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private String assertion(IssuerSettings.Key key, String id, URI issuer) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    long now = clock.instant().getEpochSecond();
    ObjectNode claims = Json.MAPPER.createObjectNode();
    claims.put("iss", id).put("sub", id);
    claims.put("aud", issuer.toString());
    claims.put("jti", Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    claims.put("iat", now).put("exp", now + HOLDS.toSeconds());
    try {
      Signer signer = signer(secrets.apply(key.secret()));
      JWSHeader.Builder header = new JWSHeader.Builder(signer.algorithm());
      key.id().ifPresent(header::keyID);
      JWSObject token = new JWSObject(header.build(), new Payload(claims.toString()));
      token.sign(signer.signs());
      return token.serialize();
    } catch (GeneralSecurityException | JOSEException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "The secret '"
              + key.secret()
              + "' is no private key that can sign: give 'ward secret set' one in PKCS #8 (PEM),"
              + " RSA of 2048 bits or more, or EC on P-256, P-384 or P-521.",
          e);
    }
  }

  private record Signer(JWSAlgorithm algorithm, JWSSigner signs) {}

  /** RS256 is what every provider takes; a key on a curve signs by its own. */
  private static Signer signer(String pem) throws GeneralSecurityException, JOSEException {
    byte[] der =
        Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", ""));
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(der);
    try {
      ECPrivateKey key = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(encoded);
      ECDSASigner signs = new ECDSASigner(key);
      return new Signer(signs.supportedJWSAlgorithms().iterator().next(), signs);
    } catch (java.security.spec.InvalidKeySpecException e) {
      RSAPrivateKey key = (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(encoded);
      if (key.getModulus().bitLength() < RSA_BITS) {
        throw new IllegalArgumentException("The key is too short.", e);
      }
      return new Signer(JWSAlgorithm.RS256, new RSASSASigner(key));
    }
  }
}
