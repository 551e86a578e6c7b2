package org.wardhealth.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Vault;

/**
 * Proofs that whoever shows a token holds the key that it is bound to (DPoP, RFC 9449).
 *
 * <p>Guarantees: a proof is for one token, method and address of this Ward, is taken within {@link
 * #AGE} of its time by Ward's clock, and once, by all nodes together. No more than {@link #MOST}
 * are remembered at a time; when there are more, none is taken. Ward asks for no nonce: a client
 * may make a proof {@link #AGE} before it is used.
 */
final class DpopProofs {
  /** How old or how far ahead a proof may be. */
  static final Duration AGE = Duration.ofSeconds(60);

  /** How many are remembered: some thousand a second. */
  static final long MOST = 500_000;

  private static final int LONGEST = 4096;
  private static final Set<String> TYPE = Set.of("dpop+jwt");

  private final Database database;
  private final Vault vault;
  private final PeopleSettings site;
  private final Clock clock;
  private final long most;
  private final AtomicLong known = new AtomicLong();
  private final AtomicLong swept = new AtomicLong(Long.MIN_VALUE);

  DpopProofs(Database database, Vault vault, PeopleSettings site, Clock clock) {
    this(database, vault, site, clock, MOST);
  }

  DpopProofs(Database database, Vault vault, PeopleSettings site, Clock clock, long most) {
    this.database = database;
    this.vault = vault;
    this.site = site;
    this.clock = clock;
    this.most = most;
  }

  /**
   * Takes a proof.
   *
   * @param key the SHA-256 thumbprint (RFC 7638) that the token names as {@code cnf.jkt}
   * @throws TokenRefused if there is not exactly one, or it does not hold
   */
  void take(Shown shown, String key) {
    if (shown.proofs().size() != 1) {
      throw TokenRefused.proof(
          "This token is bound to a key: send one header 'DPoP' with a proof, and the token as"
              + " 'Authorization: DPoP'.");
    }
    Signed proof =
        Signed.parse(shown.proofs().getFirst(), LONGEST)
            .filter(one -> one.isOfType(TYPE))
            .orElseThrow(
                () ->
                    TokenRefused.proof(
                        "The header 'DPoP' holds no proof of the type dpop+jwt, signed by an"
                            + " asymmetric algorithm."));
    JWK own = Optional.ofNullable(proof.header().getJWK()).orElseThrow(DpopProofs::wrongKey);
    if (own.isPrivate() || !thumbprint(own).equals(key) || !proof.isBy(own)) {
      throw wrongKey();
    }
    if (!proof.text("htm").equals(Optional.of(shown.method()))
        || !proof.text("htu").filter(url -> isHere(url, shown)).isPresent()) {
      throw TokenRefused.proof(
          "The proof is for another method or address: htm and htu must be this request's, with the"
              + " host of people.url in ward.yaml.");
    }
    Instant made =
        proof.time("iat").orElseThrow(() -> TokenRefused.proof("The proof has no time (iat)."));
    if (Duration.between(made, clock.instant()).abs().compareTo(AGE) > 0) {
      throw TokenRefused.proof(
          "The proof was made more than " + AGE.toSeconds() + " s ago, or ahead, by Ward's clock.");
    }
    if (!proof.text("ath").equals(Optional.of(hash(shown.token())))) {
      throw TokenRefused.proof("The proof is for another token (ath).");
    }
    String id =
        proof
            .text("jti")
            .filter(text -> text.length() <= 256)
            .orElseThrow(
                () -> TokenRefused.proof("The proof has no id (jti) of 1 to 256 letters."));
    remember(vault.keyedHash("dpop", key + '|' + id), made.plus(AGE));
  }

  private static TokenRefused wrongKey() {
    return TokenRefused.proof("The proof is not signed by the key that the token is bound to.");
  }

  private static String thumbprint(JWK key) {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException e) {
      return "";
    }
  }

  private boolean isHere(String url, Shown shown) {
    Site here = Site.of(site, shown.secure(), shown.port());
    try {
      URI said = URI.create(url);
      String scheme = here.origin().substring(0, here.origin().indexOf(':'));
      String usual = scheme.equals("https") ? ":443" : ":80";
      String authority = String.valueOf(said.getRawAuthority()).toLowerCase(Locale.ROOT);
      return scheme.equalsIgnoreCase(said.getScheme())
          && (here.hosts().contains(authority)
              || (authority.endsWith(usual)
                  && here.hosts()
                      .contains(authority.substring(0, authority.length() - usual.length()))))
          && shown.path().equals(said.getRawPath())
          && said.getRawQuery() == null
          && said.getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String hash(String token) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(token.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("The JDK has no SHA-256.", e);
    }
  }

  private void remember(byte[] hash, Instant until) {
    sweep();
    if (known.incrementAndGet() > most) {
      throw new IssuerUnavailable(
          "Ward remembers as many proofs as it can: none is taken until older ones are over.", AGE);
    }
    int inserted =
        database
            .jdbc()
            .sql(
                "INSERT INTO identity_proof (proof_hash, until_at) VALUES (?, ?)"
                    + " ON CONFLICT (proof_hash) DO NOTHING")
            .params(hash, until.toEpochMilli())
            .update();
    if (inserted == 0) {
      throw TokenRefused.proof("The proof was used already: make one for each request.");
    }
  }

  /** Forgets what is too old to be taken again, and counts the rest: once in a while. */
  private void sweep() {
    long now = clock.millis();
    long last = swept.get();
    boolean due = last == Long.MIN_VALUE || Math.abs(now - last) >= AGE.toMillis() / 6;
    if (due && swept.compareAndSet(last, now)) {
      database.jdbc().sql("DELETE FROM identity_proof WHERE until_at < ?").param(now).update();
      known.set(
          database.jdbc().sql("SELECT count(*) FROM identity_proof").query(Long.class).single());
    }
  }
}
