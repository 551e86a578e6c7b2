package org.wardhealth.server.identity;

import java.net.URI;
import java.util.Set;

/**
 * Where people meet Ward: what a browser calls its origin.
 *
 * @param origin as browsers write it, without a default port
 * @param relyingParty the host, to which passkeys are bound
 * @param hosts what the {@code Host} header may say
 */
public record Site(String origin, String relyingParty, Set<String> hosts) {
  /**
   * The site by the settings; without any, this machine alone.
   *
   * @param secure whether Ward speaks TLS
   * @param port where it listens
   */
  public static Site of(PeopleSettings settings, boolean secure, int port) {
    return settings
        .url()
        .map(url -> named(url.getScheme(), url.getHost(), url.getPort()))
        .orElseGet(() -> local(secure ? "https" : "http", port));
  }

  private static Site named(String scheme, String host, int port) {
    String authority = host + suffix(scheme, port);
    return new Site(scheme + "://" + authority, host, Set.of(authority));
  }

  private static Site local(String scheme, int port) {
    String suffix = suffix(scheme, port);
    return new Site(
        scheme + "://localhost" + suffix,
        "localhost",
        Set.of("localhost" + suffix, "127.0.0.1" + suffix, "[::1]" + suffix));
  }

  private static String suffix(String scheme, int port) {
    boolean usual = port == -1 || port == (scheme.equals("https") ? 443 : 80);
    return usual ? "" : ":" + port;
  }

  /** A page of the site. */
  public URI page(String path) {
    return URI.create(origin + path);
  }
}
