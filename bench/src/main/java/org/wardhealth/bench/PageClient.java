package org.wardhealth.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A browser at Ward's pages, without a window: it keeps cookies and sends forms with the secret of
 * their page. It loads nothing but the page, and follows nothing.
 */
final class PageClient implements AutoCloseable {
  /** The password of everybody who enrols here. */
  private static final String PASSWORD = "four words of a sentence";

  private static final Pattern SECRET = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
  private static final Pattern KEY = Pattern.compile("id=\"key\">([^<]+)<");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final URI site;
  private final Clock clock;

  /** Nobody is signed in yet. */
  PageClient(URI site, Clock clock) {
    this.site = site;
    this.clock = clock;
  }

  /** What the session is known by, for another browser. */
  Map<String, String> cookies() {
    return Map.copyOf(cookies);
  }

  /** A page that must be there. */
  String get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(site.resolve(path)), path);
  }

  /**
   * Sends a form that must be taken.
   *
   * @param secret of the page that it stands on
   */
  String post(String path, String secret, String... fields)
      throws IOException, InterruptedException {
    StringBuilder form = new StringBuilder("csrf=").append(encoded(secret));
    for (int i = 0; i < fields.length; i += 2) {
      form.append('&').append(fields[i]).append('=').append(encoded(fields[i + 1]));
    }
    return send(
        HttpRequest.newBuilder(site.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString())),
        path);
  }

  /** The secret that the forms of a page carry. */
  static String secret(String page) throws IOException {
    return found(SECRET, page);
  }

  /** Enrols by a link, with a password and a code of an authenticator, and is signed in then. */
  void enrol(String link) throws IOException, InterruptedException {
    String path = URI.create(link).getPath();
    String page = get(path);
    cookies.remove("__Host-ward");
    var _ =
        post(
            path + "/password",
            secret(page),
            "password",
            PASSWORD,
            "code",
            code(found(KEY, page).replace(" ", "")));
  }

  static String found(Pattern pattern, String page) throws IOException {
    Matcher found = pattern.matcher(page);
    if (!found.find()) {
      throw new IOException("a page has nothing like " + pattern);
    }
    return found.group(1);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String send(HttpRequest.Builder request, String path)
      throws IOException, InterruptedException {
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(e -> e.getKey() + '=' + e.getValue())
              .collect(Collectors.joining("; ")));
    }
    HttpResponse<String> answer =
        http.send(request.header("Accept", "text/html").build(), BodyHandlers.ofString());
    for (String cookie : answer.headers().allValues("set-cookie")) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      cookies.put(pair[0], pair[1]);
    }
    if (answer.statusCode() >= 300) {
      throw new IOException(
          "Ward answered "
              + answer.statusCode()
              + " to "
              + path
              + answer
                  .headers()
                  .firstValue("location")
                  .map(to -> " and leads to " + to)
                  .orElse(""));
    }
    return answer.body();
  }

  /** RFC 6238, as an authenticator app computes it from the text of its key. */
  private String code(String base32) {
    ByteBuffer secret = ByteBuffer.allocate(base32.length() * 5 / 8);
    int held = 0;
    int bits = 0;
    for (int i = 0; i < base32.length(); i++) {
      held = (held << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(base32.charAt(i));
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        secret.put((byte) (held >> bits));
        held &= (1 << bits) - 1;
      }
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.array(), "HmacSHA1"));
      byte[] hash =
          mac.doFinal(
              ByteBuffer.allocate(8).putLong(clock.instant().getEpochSecond() / 30).array());
      int number = (ByteBuffer.wrap(hash).getInt(hash[19] & 15) & 0x7fffffff) % 1_000_000;
      return String.format(Locale.ROOT, "%06d", number);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no HMAC-SHA1.", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
