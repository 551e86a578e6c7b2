package org.wardhealth.server.identity;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who an application is at an identity provider.
 *
 * @param issuer the provider's name in the settings
 * @param clientId what the provider calls the application
 */
public record OauthId(String issuer, String clientId) {
  private static final Pattern FORM = Pattern.compile("([A-Za-z0-9._-]{1,64})#([!-~]{1,255})");

  /** Reads {@code ISSUER#CLIENT_ID}; nothing if it has not the form. */
  public static Optional<OauthId> parse(String text) {
    var matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new OauthId(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return issuer + '#' + clientId;
  }
}
