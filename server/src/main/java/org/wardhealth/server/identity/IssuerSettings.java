package org.wardhealth.server.identity;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An identity provider that Ward believes, and for what.
 *
 * @param name by which the settings, {@code ward client} and the ledger know it
 * @param issuer what its tokens say as {@code iss}, to the letter
 * @param keys where its key set is; by the issuer's discovery document, if not said
 * @param algorithms by which it signs; asymmetric ones alone
 * @param skew how far its clock may be from Ward's
 * @param keepKeys how long its keys hold after they were last read
 * @param timeout for one answer of it, whole
 * @param caFile who signs its certificate; the JDK's authorities, if not said
 * @param tokens how applications prove themselves with its tokens, where they may
 * @param people how people sign in there, where they may
 */
public record IssuerSettings(
    String name,
    URI issuer,
    Optional<URI> keys,
    Set<String> algorithms,
    Duration skew,
    Duration keepKeys,
    Duration timeout,
    Optional<Path> caFile,
    Optional<Tokens> tokens,
    Optional<People> people) {
  /** What an issuer may sign by: nothing that needs a shared secret, nothing unsigned. */
  public static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  public IssuerSettings {
    algorithms = Set.copyOf(algorithms);
  }

  /**
   * The access tokens of applications.
   *
   * @param audience what a token must name as {@code aud}: this Ward
   * @param clientClaim which claim is the application's id at the issuer
   * @param purposeClaim which claim is the purpose; names within names are parted by dots
   * @param patientClaim which claim is the patient of a SMART launch
   * @param scope that a token must have, if any
   * @param bound whether a token must be bound to a key, by DPoP or by a certificate
   */
  public record Tokens(
      String audience,
      String clientClaim,
      String purposeClaim,
      String patientClaim,
      Optional<String> scope,
      boolean bound) {}

  /** By what Ward proves at the provider that it is Ward. */
  public sealed interface Credential {}

  /**
   * A password that the provider has too ({@code client_secret_basic}).
   *
   * @param secret its name, as {@code ward secret set} was given it
   */
  public record Password(String secret) implements Credential {}

  /**
   * A private key of Ward's, to which the provider has the public one ({@code private_key_jwt}).
   *
   * @param secret its name, as {@code ward secret set} was given it
   * @param id what the provider calls the key, where it wants to be told
   */
  public record Key(String secret, Optional<String> id) implements Credential {}

  /**
   * The sign-in of people.
   *
   * @param clientId what Ward is called there
   * @param credential by what Ward proves there that it is Ward
   * @param scopes what Ward asks for; {@code openid} is among them
   * @param strongAcr values of {@code acr} by which it says that several factors were proved
   * @param strongAmr values of {@code amr} that say the same
   * @param groupsClaim which claim lists the groups; names within names are parted by dots
   * @param nameClaim which claim is what the person is called there
   * @param roles of each group; a group that is not named gives nothing
   */
  public record People(
      String clientId,
      Credential credential,
      Set<String> scopes,
      Set<String> strongAcr,
      Set<String> strongAmr,
      String groupsClaim,
      String nameClaim,
      Map<String, Role> roles) {
    public People {
      scopes = java.util.Collections.unmodifiableSet(new TreeSet<>(scopes));
      strongAcr = java.util.Collections.unmodifiableSet(new TreeSet<>(strongAcr));
      strongAmr = Set.copyOf(strongAmr);
      roles = Map.copyOf(roles);
    }
  }
}
