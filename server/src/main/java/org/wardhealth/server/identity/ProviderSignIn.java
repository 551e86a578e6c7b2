package org.wardhealth.server.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.identity.IdTokens.Identified;
import org.wardhealth.server.identity.IssuerKeys.Discovery;
import org.wardhealth.server.identity.Issuers.Issuer;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.SealException;
import org.wardhealth.server.vault.Vault;
import tools.jackson.databind.JsonNode;

/**
 * How people prove who they are at an identity provider (OpenID Connect Core 1.0, authorization
 * code with PKCE).
 *
 * <p>Guarantees: an answer counts once, only in the browser that began the sign-in, only from the
 * provider at which it began (each has its own way back, and RFC 9207's {@code iss} is held against
 * it), and only with the state, nonce and verifier of that sign-in. These follow by keyed hash from
 * a random token that only the browser has. Until an answer holds nothing is stored: whoever begins
 * sign-ins and never comes back fills nothing and keeps nobody out. A sign-in begins a new session
 * and ends the one before it; who the browser was before says nothing about who comes back. It
 * lasts no longer from when the person proved themselves at the provider than another session from
 * its beginning.
 *
 * <p>Signing out at Ward does not sign out at the provider.
 */
public final class ProviderSignIn {
  private static final Logger log = LoggerFactory.getLogger(ProviderSignIn.class);

  /** How long somebody may take at the provider. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int LONGEST_CODE = 4096;

  private final Issuers issuers;
  private final Sessions sessions;
  private final Database database;
  private final Vault vault;
  private final PeopleSettings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final ClientProofs proofs;
  private final Failures failures;
  private final IdTokens tokens;
  private final ProviderPeople people;

  /**
   * Signs people in.
   *
   * @param secrets opens what {@code ward secret set} stored under a name
   */
  public ProviderSignIn(
      Issuers issuers,
      Accounts accounts,
      Sessions sessions,
      Database database,
      Vault vault,
      Audit audit,
      PeopleSettings settings,
      Clock clock,
      SecureRandom random,
      UnaryOperator<String> secrets) {
    this.issuers = issuers;
    this.sessions = sessions;
    this.database = database;
    this.vault = vault;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.proofs = new ClientProofs(clock, random, secrets);
    this.failures = new Failures(audit, clock);
    this.tokens = new IdTokens(issuers, settings, clock);
    this.people = new ProviderPeople(database, vault, accounts, settings);
  }

  /** Where the browser goes, and what it must bring back. */
  public record Begun(URI to, Login login) {}

  /**
   * What the browser brings back from a provider.
   *
   * @param login what it got when it left
   * @param issuer who the provider says it is (RFC 9207)
   * @param error whether the provider says that there was no sign-in
   */
  public record Answer(
      Optional<Login> login,
      Optional<String> state,
      Optional<String> code,
      Optional<String> issuer,
      boolean error) {
    @Override
    public String toString() {
      return "Answer[***]";
    }
  }

  /** The providers at which people may sign in, by their names in the settings. */
  public List<String> offered() {
    return issuers.all().stream()
        .map(Issuer::settings)
        .filter(one -> one.people().isPresent())
        .map(IssuerSettings::name)
        .toList();
  }

  /**
   * Begins.
   *
   * @param session the one that the new one takes the place of; the provider is then asked to let
   *     the person prove themselves anew
   * @throws SignInRefused if there is no such provider, or it does not answer
   */
  public Begun begin(String name, Site site, Optional<SignedIn> session) {
    Issuer issuer = issuer(name);
    IssuerSettings.People rules = rules(issuer);
    URI door;
    try {
      door = issuer.doors().now().door("authorization_endpoint");
    } catch (IssuerUnavailable | IOException e) {
      log.warn("nobody can sign in at '{}' now: {}", name, e.getMessage());
      throw failures.record(Optional.empty(), Factor.PROVIDER, down(issuer));
    }
    Token token = Token.random(random);
    long until = clock.millis() + PATIENCE.toMillis();
    String before = session.map(SignedIn::session).orElse("");
    Login login = new Login(token, until, before, seal(name, token, until, before));
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", rules.clientId());
    query.put("redirect_uri", back(site, name));
    query.put("scope", String.join(" ", rules.scopes()));
    query.put("state", derived("state", token));
    query.put("nonce", derived("nonce", token));
    query.put("code_challenge", challenge(derived("verifier", token)));
    query.put("code_challenge_method", "S256");
    if (session.isPresent()) {
      query.put("prompt", "login");
      query.put("max_age", "0");
    } else {
      // Besides, this obliges the provider to say when the person proved themselves.
      query.put("max_age", Long.toString(settings.absolute().toSeconds()));
    }
    if (!rules.strongAcr().isEmpty()) {
      query.put("acr_values", String.join(" ", rules.strongAcr()));
    }
    String joint = door.getRawQuery() == null ? "?" : "&";
    return new Begun(URI.create(door + joint + form(query)), login);
  }

  /**
   * Signs in whom the provider names.
   *
   * @throws SignInRefused if the answer does not hold, or they are not let in
   */
  public Sessions.Opened end(String name, Site site, Answer answer) {
    try {
      Issuer issuer = issuer(name);
      try {
        return end(issuer, site, answer);
      } catch (TokenRefused e) {
        log.warn("an ID token of '{}' was refused: {}", name, e.getMessage());
        throw refused();
      } catch (IssuerUnavailable e) {
        throw down(issuer);
      }
    } catch (SignInRefused e) {
      throw failures.record(Optional.empty(), Factor.PROVIDER, e);
    }
  }

  private Sessions.Opened end(Issuer issuer, Site site, Answer answer) {
    String name = issuer.settings().name();
    IssuerSettings.People rules = rules(issuer);
    Login login =
        answer.login().filter(one -> holds(one, name)).orElseThrow(ProviderSignIn::refused);
    Token token = login.token();
    String state = answer.state().orElseThrow(ProviderSignIn::refused);
    if (!IdTokens.isSame(state, derived("state", token)) || isUsed(token)) {
      throw refused();
    }
    Discovery doors = issuer.doors().now();
    String self = issuer.settings().issuer().toString();
    if (answer.issuer().map(said -> !said.equals(self)).orElse(doors.saysIssuer())
        || answer.error()) {
      throw refused();
    }
    String code =
        answer
            .code()
            .filter(one -> !one.isEmpty() && one.length() <= LONGEST_CODE)
            .orElseThrow(ProviderSignIn::refused);
    JsonNode given = redeem(issuer, doors, back(site, name), code, derived("verifier", token));
    Identified who = tokens.read(given, issuer, rules, derived("nonce", token));
    use(login, name);
    Person person = people.admit(issuer.settings(), who);
    Sessions.Opened opened = sessions.begin(person, List.of(who.proof()), who.since());
    sessions.replaced(login.session());
    return opened;
  }

  /** Whether Ward wrote it, for this provider, and its time is not over. */
  private boolean holds(Login login, String issuer) {
    long until = login.until().toEpochMilli();
    return IdTokens.isSame(login.seal(), seal(issuer, login.token(), until, login.session()))
        && clock.millis() <= until;
  }

  private String seal(String issuer, Token token, long until, String session) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            vault.keyedHash(
                "login-seal", issuer + '|' + token.reveal() + '|' + until + '|' + session));
  }

  private boolean isUsed(Token token) {
    return database
            .jdbc()
            .sql("SELECT count(*) FROM identity_login WHERE token_hash = ?")
            .param(hash(token))
            .query(Long.class)
            .single()
        > 0;
  }

  /**
   * Uses a sign-in up, on all nodes; forgets those whose time is over.
   *
   * @throws SignInRefused if it was used
   */
  private void use(Login login, String issuer) {
    int used =
        database.transaction(
            jdbc -> {
              jdbc.sql("DELETE FROM identity_login WHERE until_at < ?")
                  .param(clock.millis())
                  .update();
              return jdbc.sql(
                      "INSERT INTO identity_login (token_hash, issuer, session, until_at)"
                          + " VALUES (?, ?, ?, ?) ON CONFLICT (token_hash) DO NOTHING")
                  .params(
                      hash(login.token()), issuer, login.session(), login.until().toEpochMilli())
                  .update();
            });
    if (used != 1) {
      throw refused();
    }
  }

  private JsonNode redeem(
      Issuer issuer, Discovery doors, String back, String code, String verifier) {
    IssuerSettings.People rules = rules(issuer);
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", back);
    form.put("code_verifier", verifier);
    ClientProofs.Shown proof;
    try {
      proof = proofs.of(rules, issuer.settings().issuer());
    } catch (IllegalStateException | SealException | UncheckedIOException e) {
      log.error("nobody can sign in at '{}': {}", issuer.settings().name(), e.getMessage());
      throw down(issuer);
    }
    form.putAll(proof.fields());
    try {
      return issuer.http().post(doors.door("token_endpoint"), form(form), proof.authorization());
    } catch (IssuerHttp.Declined e) {
      log.warn("the issuer '{}' gave no token: {}", issuer.settings().name(), e.getMessage());
      throw refused();
    } catch (IOException e) {
      log.warn(
          "the issuer '{}' did not give a token: {}", issuer.settings().name(), e.getMessage());
      throw down(issuer);
    }
  }

  private Issuer issuer(String name) {
    return issuers.all().stream()
        .filter(one -> one.settings().name().equals(name) && one.settings().people().isPresent())
        .findFirst()
        .orElseThrow(ProviderSignIn::refused);
  }

  private static IssuerSettings.People rules(Issuer issuer) {
    return issuer.settings().people().orElseThrow();
  }

  private static String back(Site site, String name) {
    return site.page("/sign-in/with/" + name + "/back").toString();
  }

  private String derived(String what, Token token) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(vault.keyedHash("login-" + what, token.reveal()));
  }

  private byte[] hash(Token token) {
    return vault.keyedHash("login", token.reveal());
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + '=' + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static SignInRefused refused() {
    return new SignInRefused(
        SignInRefused.Reason.PROVIDER,
        "The identity provider's answer does not hold here, or came too late. Begin again.");
  }

  private static SignInRefused down(Issuer issuer) {
    return new SignInRefused(
        SignInRefused.Reason.PROVIDER_DOWN,
        "The identity provider '" + issuer.settings().name() + "' does not answer now.",
        Optional.of(IssuerKeys.PAUSE));
  }
}
