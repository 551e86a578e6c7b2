package org.wardhealth.server.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.server.identity.Issuers.Issuer;
import tools.jackson.databind.JsonNode;

/**
 * Access tokens (RFC 9068) by which applications prove themselves.
 *
 * <p>Guarantees: a token counts only if an issuer of the settings signed it for this Ward, by an
 * algorithm of the settings, and its time is now; and only for the application that was registered
 * for its client id. One that is bound to a key (RFC 9449) or to a certificate (RFC 8705) counts
 * only with the proof of it. Cannot tell that a token was taken back before its end: let them be
 * short.
 */
public final class AccessTokens {
  /** Longer ones do not come through in one header beside others. */
  private static final int LONGEST = 6 * 1024;

  /** Not the types of other tokens that the same issuer signs. */
  private static final Set<String> TYPES = Set.of("at+jwt", "jwt", "");

  private final Issuers issuers;
  private final Clients clients;
  private final DpopProofs proofs;

  AccessTokens(Issuers issuers, Clients clients, DpopProofs proofs) {
    this.issuers = issuers;
    this.clients = clients;
    this.proofs = proofs;
  }

  /** Whether something has the outer form of a token, and not that of a key. */
  public static boolean isOne(String text) {
    return Signed.hasForm(text);
  }

  /**
   * Who shows this.
   *
   * @throws TokenRefused if the token or its proof does not hold
   * @throws IssuerUnavailable if the issuer's keys cannot be had
   */
  public Proved prove(Shown shown) {
    Signed token =
        Signed.parse(shown.token(), LONGEST)
            .orElseThrow(
                () ->
                    TokenRefused.token(
                        "This is no token that Ward can take: a JWT of at most "
                            + LONGEST
                            + " letters, signed by an asymmetric algorithm."));
    Issuer issuer =
        issuers
            .of(token)
            .filter(one -> one.settings().tokens().isPresent())
            .orElseThrow(
                () ->
                    TokenRefused.token(
                        "Ward takes no tokens of this issuer: the operator names issuers in"
                            + " ward.yaml."));
    IssuerSettings.Tokens rules = issuer.settings().tokens().orElseThrow();
    issuers.check(token, issuer, TYPES, rules.audience());
    if (rules.scope().isPresent() && !scopes(token).contains(rules.scope().get())) {
      throw TokenRefused.token("The token has not the scope '" + rules.scope().get() + "'.");
    }
    Client client = client(token, issuer, rules);
    Set<Proved.Binding> bindings = bindings(token, shown);
    if (rules.bound() && bindings.isEmpty()) {
      throw TokenRefused.token(
          "Ward takes of this issuer only tokens that are bound to a key (DPoP) or a certificate.");
    }
    return new Proved(
        client,
        Optional.of(issuer.settings().name()),
        purposes(token.claim(rules.purposeClaim())),
        patient(token.claim(rules.patientClaim())),
        bindings);
  }

  private static List<String> scopes(Signed token) {
    return Arrays.asList(token.text("scope").orElse("").split(" ", -1));
  }

  private Client client(Signed token, Issuer issuer, IssuerSettings.Tokens rules) {
    return token
        .text(rules.clientClaim())
        .map(id -> new OauthId(issuer.settings().name(), id))
        .flatMap(clients::authenticate)
        .orElseThrow(
            () ->
                TokenRefused.token(
                    "No application is registered for the client of this token ("
                        + rules.clientClaim()
                        + "). An operator does that with 'ward client add --oauth "
                        + issuer.settings().name()
                        + "#CLIENT_ID'."));
  }

  /** What the token is bound to, and was shown. */
  private Set<Proved.Binding> bindings(Signed token, Shown shown) {
    JsonNode confirmation = token.claim("cnf");
    if (confirmation.isMissingNode()) {
      if (shown.dpop()) {
        throw TokenRefused.token(
            "This token is bound to no key (cnf.jkt): it cannot come by the scheme DPoP.");
      }
      return Set.of();
    }
    String key = confirmation.path("jkt").asString("");
    String certificate = confirmation.path("x5t#S256").asString("");
    for (String name : confirmation.propertyNames()) {
      if (!name.equals("jkt") && !name.equals("x5t#S256")) {
        throw unknownBinding();
      }
    }
    if (key.isEmpty() && certificate.isEmpty()) {
      throw unknownBinding();
    }
    Set<Proved.Binding> bindings = EnumSet.noneOf(Proved.Binding.class);
    if (!certificate.isEmpty()) {
      if (shown
          .certificate()
          .map(Thumbprint::of)
          .filter(one -> one.value().equals(certificate))
          .isEmpty()) {
        throw TokenRefused.proof(
            "This token holds only on a connection that shows the certificate that it is bound to.");
      }
      bindings.add(Proved.Binding.CERTIFICATE);
    }
    if (!key.isEmpty()) {
      if (!shown.dpop()) {
        throw TokenRefused.proof(
            "This token is bound to a key: it must come as 'Authorization: DPoP', with a proof.");
      }
      proofs.take(shown, key);
      bindings.add(Proved.Binding.DPOP);
    } else if (shown.dpop()) {
      throw TokenRefused.token("This token is bound to no key (cnf.jkt).");
    }
    return bindings;
  }

  private static TokenRefused unknownBinding() {
    return TokenRefused.token("The token is bound (cnf) in a way that Ward does not know.");
  }

  /** Codes as they are, behind a system as UDAP writes it, or Codings as IHE IUA has them. */
  private static Set<Purpose> purposes(JsonNode claim) {
    List<String> codes = new ArrayList<>();
    if (claim.isMissingNode() || claim.isNull()) {
      return Set.of();
    }
    for (JsonNode one : claim.isArray() ? claim : List.of(claim)) {
      codes.add(one.isObject() ? one.path("code").asString("") : one.asString(""));
    }
    Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
    for (String code : codes) {
      String bare = code.substring(Math.max(code.lastIndexOf('#'), code.lastIndexOf('|')) + 1);
      purposes.add(
          Purpose.parse(bare)
              .filter(purpose -> purpose.name().equals(bare))
              .orElseThrow(
                  () ->
                      new TokenRefused(
                          TokenRefused.Reason.PURPOSE,
                          "The token states a purpose that Ward does not know: "
                              + Purpose.codes()
                              + " (HL7 v3 ActReason).")));
    }
    if (purposes.isEmpty()) {
      throw new TokenRefused(
          TokenRefused.Reason.PURPOSE, "The token states an empty list of purposes.");
    }
    return purposes;
  }

  private static Optional<String> patient(JsonNode claim) {
    if (claim.isMissingNode() || claim.isNull()) {
      return Optional.empty();
    }
    String said = claim.isString() ? claim.asString() : "";
    String id = said.startsWith("Patient/") ? said.substring("Patient/".length()) : said;
    if (id.isEmpty()) {
      throw TokenRefused.token("The token's patient is no FHIR id.");
    }
    return Optional.of(id);
  }
}
