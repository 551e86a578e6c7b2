package org.wardhealth.server.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sign-in at an identity provider that has begun, as a browser carries it there and back.
 *
 * <p>It says by what the browser is known, until when it may come back, and whose place the new
 * session takes; the seal says that Ward wrote it so. To read one proves nothing: {@link
 * ProviderSignIn} checks the seal.
 */
public final class Login {
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z0-9_-]{43})~([0-9]{1,15})~((?:se_[0-9a-f]{16})?)~([A-Za-z0-9_-]{43})");

  private final Token token;
  private final long until;
  private final String session;
  private final String seal;

  Login(Token token, long until, String session, String seal) {
    this.token = token;
    this.until = until;
    this.session = session;
    this.seal = seal;
  }

  /** Reads one as it came; nothing if it has not the form. */
  public static Optional<Login> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    return Token.parse(parts.group(1))
        .map(
            token ->
                new Login(token, Long.parseLong(parts.group(2)), parts.group(3), parts.group(4)));
  }

  Token token() {
    return token;
  }

  /** When its time is over. */
  Instant until() {
    return Instant.ofEpochMilli(until);
  }

  /** The session that the new one takes the place of, or empty text. */
  String session() {
    return session;
  }

  String seal() {
    return seal;
  }

  /** The whole, for the browser that carries it. */
  public String reveal() {
    return token.reveal() + '~' + until + '~' + session + '~' + seal;
  }

  @Override
  public String toString() {
    return "***";
  }
}
