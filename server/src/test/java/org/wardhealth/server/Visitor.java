package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A browser at Ward's pages that follows nothing, and knows which cookies come along when another
 * site leads here. It takes no cookie that lacks what Ward's own must have.
 */
final class Visitor {
  private static final Pattern FORM_TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  /** The cookies that come only from Ward's own pages, and those that always come. */
  final Map<String, String> strict = new LinkedHashMap<>();

  final Map<String, String> lax = new LinkedHashMap<>();

  private final HttpClient http;
  private final int port;

  Visitor(HttpClient http, URI ward) {
    this.http = http;
    this.port = ward.getPort();
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path), all(), headers);
  }

  /** As when another site leads here. */
  HttpResponse<String> led(String path) {
    return send(request(path), lax);
  }

  /** A form of the page, with its token. */
  HttpResponse<String> post(String path, String page, String... fields) {
    Matcher token = FORM_TOKEN.matcher(page);
    assertThat(token.find()).as(page).isTrue();
    StringBuilder form = new StringBuilder("csrf=" + token.group(1));
    for (int i = 0; i < fields.length; i += 2) {
      form.append('&')
          .append(fields[i])
          .append('=')
          .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString())),
        all());
  }

  private Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>(strict);
    all.putAll(lax);
    return all;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .header("Accept", "text/html");
  }

  private HttpResponse<String> send(
      HttpRequest.Builder request, Map<String, String> cookies, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpResponse<String> answer = sent(http, request, cookies);
    answer.headers().allValues("set-cookie").forEach(this::keep);
    return answer;
  }

  /** What is answered to a request with these cookies, of whatever site. */
  static HttpResponse<String> sent(
      HttpClient http, HttpRequest.Builder request, Map<String, String> cookies) {
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(e -> e.getKey() + '=' + e.getValue())
              .collect(Collectors.joining("; ")));
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void keep(String cookie) {
    assertThat(cookie).contains("; Secure", "; HttpOnly", "Path=/").startsWith("__Host-");
    boolean always = cookie.contains("SameSite=Lax");
    assertThat(always || cookie.contains("SameSite=Strict")).as(cookie).isTrue();
    Map<String, String> kind = always ? lax : strict;
    String pair = cookie.split(";", 2)[0];
    String name = pair.substring(0, pair.indexOf('='));
    if (cookie.contains("Max-Age=0")) {
      kind.remove(name);
    } else {
      kind.put(name, pair.substring(name.length() + 1));
    }
  }
}
