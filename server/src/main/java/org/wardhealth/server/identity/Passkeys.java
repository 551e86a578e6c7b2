package org.wardhealth.server.identity;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestationObjectConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.Challenge;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.Vault;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Passkeys: credentials of W3C Web Authentication Level 3 that the authenticator finds by itself.
 *
 * <p>Guarantees: the authenticator verified its holder (a flag that is asked for and checked); the
 * answer is to a challenge that Ward gave out for this use, on any node, and that nobody answered
 * before; it was given to this site's origin. A signature counter that does not grow is refused.
 * Attestation is not asked for: any maker's authenticator will do.
 */
public final class Passkeys {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final List<COSEAlgorithmIdentifier> ALGORITHMS =
      List.of(
          COSEAlgorithmIdentifier.ES256,
          COSEAlgorithmIdentifier.EdDSA,
          COSEAlgorithmIdentifier.RS256);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String SIGN_IN = "sign-in";
  private static final String ENROL = "enrol";

  private final Database database;
  private final Vault vault;
  private final Factors factors;
  private final Clock clock;
  private final SecureRandom random;
  private final ObjectConverter converter = new ObjectConverter();
  private final WebAuthnManager webauthn =
      WebAuthnManager.createNonStrictWebAuthnManager(converter);
  private final AttestationObjectConverter attestations = new AttestationObjectConverter(converter);

  public Passkeys(
      Database database, Vault vault, Factors factors, Clock clock, SecureRandom random) {
    this.database = database;
    this.vault = vault;
    this.factors = factors;
    this.clock = clock;
    this.random = random;
  }

  /** What {@code navigator.credentials.get} is called with. */
  public ObjectNode signInOptions(Site site) {
    ObjectNode options = Json.MAPPER.createObjectNode();
    options.put("challenge", challenge(SIGN_IN, ""));
    options.put("rpId", site.relyingParty());
    options.put("timeout", PATIENCE.toMillis());
    options.put("userVerification", "required");
    options.putArray("allowCredentials");
    return options;
  }

  /** What {@code navigator.credentials.create} is called with. */
  ObjectNode enrolOptions(Site site, Person person) {
    ObjectNode options = Json.MAPPER.createObjectNode();
    options.putObject("rp").put("id", site.relyingParty()).put("name", "Ward");
    options
        .putObject("user")
        .put("id", BASE64.encodeToString(handle(person.id())))
        .put("name", person.name())
        .put("displayName", person.name());
    options.put("challenge", challenge(ENROL, person.id()));
    ArrayNode kinds = options.putArray("pubKeyCredParams");
    ALGORITHMS.forEach(
        one -> kinds.addObject().put("type", "public-key").put("alg", one.getValue()));
    options.put("timeout", PATIENCE.toMillis());
    ArrayNode known = options.putArray("excludeCredentials");
    factors
        .stored(person, Factor.PASSKEY)
        .forEach(
            passkey ->
                known
                    .addObject()
                    .put("type", "public-key")
                    .put("id", BASE64.encodeToString(credential(passkey).getCredentialId())));
    options
        .putObject("authenticatorSelection")
        .put("residentKey", "required")
        .put("requireResidentKey", true)
        .put("userVerification", "required");
    options.put("attestation", "none");
    return options;
  }

  /**
   * Adds the passkey that a browser made.
   *
   * @param answer the credential, as {@code PublicKeyCredential.toJSON} writes it
   * @throws SignInRefused if it is not what was asked for
   */
  void enrol(Site site, Person person, String answer) {
    RegistrationData data = orWrong(() -> webauthn.parseRegistrationResponseJSON(answer));
    Challenge challenge = answered(ENROL, person.id(), clientChallenge(answer));
    List<PublicKeyCredentialParameters> kinds =
        ALGORITHMS.stream()
            .map(one -> new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, one))
            .toList();
    RegistrationData verified =
        orWrong(
            () ->
                webauthn.verify(
                    data,
                    new RegistrationParameters(property(site, challenge), kinds, true, true)));
    AttestationObject attestation = verified.getAttestationObject();
    if (attestation == null
        || attestation.getAuthenticatorData().getAttestedCredentialData() == null) {
      throw wrong();
    }
    factors.addPasskey(
        person,
        BASE64.encodeToString(
            attestation.getAuthenticatorData().getAttestedCredentialData().getCredentialId()),
        attestations.convertToBytes(attestation),
        attestation.getAuthenticatorData().getSignCount());
  }

  /**
   * Whose passkey answered.
   *
   * @param answer the assertion, as {@code PublicKeyCredential.toJSON} writes it
   * @return the person's id
   * @throws SignInRefused if it proves nobody
   */
  String prove(Site site, String answer) {
    AuthenticationData data = orWrong(() -> webauthn.parseAuthenticationResponseJSON(answer));
    Challenge challenge = answered(SIGN_IN, "", clientChallenge(answer));
    Factors.Stored passkey =
        factors.passkey(BASE64.encodeToString(data.getCredentialId())).orElseThrow(Passkeys::wrong);
    CredentialRecordImpl known =
        new CredentialRecordImpl(attestations.convert(passkey.secret()), null, null, Set.of());
    known.setCounter(passkey.counter());
    AuthenticationData verified =
        orWrong(
            () ->
                webauthn.verify(
                    data,
                    new AuthenticationParameters(
                        property(site, challenge), known, null, true, true)));
    byte[] handle = verified.getUserHandle();
    if (handle == null
        || !MessageDigest.isEqual(handle, handle(passkey.person()))
        || verified.getAuthenticatorData() == null
        || !factors.advance(passkey, verified.getAuthenticatorData().getSignCount())) {
      throw wrong();
    }
    return passkey.person();
  }

  /** What a parser or verifier says of an answer; whatever it throws, the answer proves nobody. */
  private static <T> T orWrong(Supplier<T> check) {
    try {
      return check.get();
    } catch (RuntimeException e) {
      throw wrong();
    }
  }

  private AttestedCredentialData credential(Factors.Stored passkey) {
    AttestedCredentialData data =
        attestations.convert(passkey.secret()).getAuthenticatorData().getAttestedCredentialData();
    if (data == null) {
      throw new IllegalStateException("A stored passkey has no key.");
    }
    return data;
  }

  private String challenge(String purpose, String person) {
    String challenge = Token.random(random).reveal();
    return database.transaction(
        jdbc -> {
          jdbc.sql("DELETE FROM identity_challenge WHERE until_at < ?")
              .param(clock.millis())
              .update();
          jdbc.sql(
                  "INSERT INTO identity_challenge (challenge_hash, purpose, person, until_at)"
                      + " VALUES (?, ?, ?, ?)")
              .params(hash(challenge), purpose, person, clock.millis() + PATIENCE.toMillis())
              .update();
          return challenge;
        });
  }

  /** Uses a challenge up. */
  private Challenge answered(String purpose, String person, Optional<String> challenge) {
    String given = challenge.orElseThrow(Passkeys::wrong);
    int used =
        database
            .jdbc()
            .sql(
                "DELETE FROM identity_challenge WHERE challenge_hash = ? AND purpose = ?"
                    + " AND person = ? AND until_at >= ?")
            .params(hash(given), purpose, person, clock.millis())
            .update();
    if (used != 1) {
      throw wrong();
    }
    return new DefaultChallenge(given);
  }

  private static Optional<String> clientChallenge(String answer) {
    return orWrong(
        () -> {
          String data =
              Json.MAPPER.readTree(answer).path("response").path("clientDataJSON").asString("");
          String json = new String(Base64.getUrlDecoder().decode(data), StandardCharsets.UTF_8);
          return Token.parse(Json.MAPPER.readTree(json).path("challenge").asString(""))
              .map(Token::reveal);
        });
  }

  private byte[] hash(String challenge) {
    return vault.keyedHash("challenge", challenge);
  }

  private static byte[] handle(String person) {
    return person.getBytes(StandardCharsets.UTF_8);
  }

  private static ServerProperty property(Site site, Challenge challenge) {
    return ServerProperty.builder()
        .origin(Origin.create(site.origin()))
        .rpId(site.relyingParty())
        .challenge(challenge)
        .build();
  }

  private static SignInRefused wrong() {
    return new SignInRefused(
        SignInRefused.Reason.WRONG,
        "This passkey proves nobody here. Try again, or sign in another way.");
  }
}
