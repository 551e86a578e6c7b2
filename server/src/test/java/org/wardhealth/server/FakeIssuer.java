package org.wardhealth.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An identity provider in this process, on loopback: discovery, a key set, and tokens of whatever
 * the test wants to be said.
 */
final class FakeIssuer implements AutoCloseable {
  static final String AUDIENCE = "https://ward.test.example";

  /** What Ward is called here where people sign in, and by what it proves that it is Ward. */
  static final String CLIENT = "ward";

  static final String SECRET = "of-ward-alone";

  private static final RSAKey RSA = rsa("k1");
  private static final RSAKey NEXT = rsa("k2");

  /** What was asked for so far. */
  final AtomicInteger keySets = new AtomicInteger();

  final AtomicInteger tokenRequests = new AtomicInteger();

  /** All of it. */
  final AtomicInteger requests = new AtomicInteger();

  final RSAKey key = RSA;

  /** The key that it turns to. */
  final RSAKey next = NEXT;

  private final Clock clock;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile List<JWK> keys = List.of(RSA);
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private volatile boolean down;
  private volatile boolean saysIssuer;
  private volatile Optional<URI> called = Optional.empty();
  private volatile Function<Map<String, String>, String> welcome = _ -> "";
  private volatile Optional<JWK> clientKey = Optional.empty();

  /** What Ward's assertions were called, each once. */
  final Set<String> assertions = ConcurrentHashMap.newKeySet();

  private volatile Optional<CountDownLatch> slow = Optional.empty();

  private FakeIssuer(Clock clock) {
    this.clock = clock;
    try {
      this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    serve("/.well-known/openid-configuration", exchange -> answer(exchange, discovery()));
    serve(
        "/keys",
        exchange -> {
          keySets.incrementAndGet();
          answer(exchange, new JWKSet(keys).toString(true));
        });
    serve("/token", this::redeem);
    serve("/authorize", this::authorize);
    serve(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    http.start();
  }

  private void serve(String path, HttpHandler handler) {
    http.createContext(
        path,
        exchange -> {
          requests.incrementAndGet();
          handler.handle(exchange);
        });
  }

  static FakeIssuer start(Clock clock) {
    return new FakeIssuer(clock);
  }

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A key of a client, for proofs. */
  static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  URI keysUrl() {
    return url().resolve("/keys");
  }

  /** From now on its key set is this. */
  void publish(JWK... now) {
    keys = List.of(now);
  }

  /** Answers nothing but errors. */
  void down(boolean is) {
    down = is;
  }

  /** Its discovery document names another issuer. */
  void callsItself(URI issuer) {
    called = Optional.of(issuer);
  }

  /** Whether it promises to say in its answers who it is (RFC 9207). */
  void saysIssuer(boolean is) {
    saysIssuer = is;
  }

  /** Answers only once the latch that is returned is counted down. */
  CountDownLatch stall() {
    CountDownLatch latch = new CountDownLatch(1);
    slow = Optional.of(latch);
    return latch;
  }

  private String discovery() {
    ObjectNode document = Json.MAPPER.createObjectNode();
    document.put("issuer", called.orElse(url()).toString());
    document.put("jwks_uri", keysUrl().toString());
    document.put("authorization_endpoint", url().resolve("/authorize").toString());
    document.put("token_endpoint", url().resolve("/token").toString());
    document.put("authorization_response_iss_parameter_supported", saysIssuer);
    return document.toString();
  }

  /**
   * What a code is good for, once.
   *
   * @param challenge of the verifier that must come with it
   */
  record Grant(String challenge, String redirect, String idToken) {}

  /** From now on Ward proves itself by this key. */
  void clientKey(JWK key) {
    clientKey = Optional.of(key);
  }

  /** RFC 7523, 3, with an own record of what was seen. */
  private boolean isSigned(JWK key, Map<String, String> form) {
    try {
      JWSObject token = JWSObject.parse(form.getOrDefault("client_assertion", ""));
      JsonNode claims = Json.MAPPER.readTree(token.getPayload().toBytes());
      long now = clock.instant().getEpochSecond();
      long end = claims.path("exp").asLong();
      return "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
              .equals(form.get("client_assertion_type"))
          && token.verify(
              new DefaultJWSVerifierFactory()
                  .createJWSVerifier(token.getHeader(), ((AsymmetricJWK) key).toPublicKey()))
          && CLIENT.equals(claims.path("iss").asString())
          && CLIENT.equals(claims.path("sub").asString())
          && url().toString().equals(claims.path("aud").asString())
          && end > now
          && end <= now + 60
          && assertions.add(claims.path("jti").asString());
    } catch (ParseException | JOSEException e) {
      return false;
    }
  }

  /** Makes a code. */
  void grant(String code, Grant grant) {
    grants.put(code, grant);
  }

  /**
   * From now on whoever comes has proved themselves a moment ago, and is led back by a link.
   *
   * @param claims what else is said of them
   */
  void welcome(String subject, Consumer<ObjectNode> claims) {
    welcome =
        asked -> {
          ObjectNode all = claims(subject);
          all.put("aud", CLIENT).put("nonce", asked.getOrDefault("nonce", ""));
          all.put("auth_time", clock.instant().getEpochSecond());
          claims.accept(all);
          return sign(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), all, key);
        };
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = fields(exchange.getRequestURI().getRawQuery());
    String back = asked.getOrDefault("redirect_uri", "");
    String state = asked.getOrDefault("state", "");
    grant(state, new Grant(asked.getOrDefault("code_challenge", ""), back, welcome.apply(asked)));
    byte[] page =
        ("<!doctype html><title>Hospital</title><a href=\""
                + back
                + "?code="
                + state
                + "&amp;state="
                + state
                + "\">Go on</a>")
            .getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "text/html");
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
  }

  private static Map<String, String> fields(String form) {
    Map<String, String> fields = new TreeMap<>();
    for (String field : form.split("&", -1)) {
      String[] parts = field.split("=", 2);
      fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return fields;
  }

  private void redeem(HttpExchange exchange) throws IOException {
    tokenRequests.incrementAndGet();
    Map<String, String> form =
        fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((CLIENT + ':' + SECRET).getBytes(StandardCharsets.UTF_8));
    boolean known =
        clientKey
            .map(key -> isSigned(key, form))
            .orElse(basic.equals(exchange.getRequestHeaders().getFirst("Authorization")));
    if (!known) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    Optional<Grant> grant =
        Optional.ofNullable(grants.remove(form.getOrDefault("code", "")))
            .filter(
                one ->
                    "authorization_code".equals(form.get("grant_type"))
                        && one.redirect().equals(form.get("redirect_uri"))
                        && one.challenge().equals(hash(form.getOrDefault("code_verifier", ""))));
    ObjectNode tokens = Json.MAPPER.createObjectNode();
    if (grant.isPresent()) {
      tokens.put("token_type", "Bearer").put("access_token", "opaque");
      tokens.put("id_token", grant.get().idToken());
    } else {
      tokens.put("error", "invalid_grant");
    }
    answer(exchange, grant.isPresent() ? 200 : 400, tokens.toString());
  }

  private void answer(HttpExchange exchange, String json) throws IOException {
    answer(exchange, 200, json);
  }

  private void answer(HttpExchange exchange, int status, String json) throws IOException {
    try (exchange) {
      if (slow.isPresent()) {
        slow.get().await();
      }
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(down ? 500 : status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The claims of a good access token of {@code client}. */
  ObjectNode claims(String client) {
    long now = clock.instant().getEpochSecond();
    ObjectNode claims = Json.MAPPER.createObjectNode();
    claims.put("iss", url().toString());
    claims.put("aud", AUDIENCE);
    claims.put("sub", client);
    claims.put("client_id", client);
    claims.put("iat", now);
    claims.put("exp", now + 300);
    return claims;
  }

  /** A good access token of {@code client}. */
  String token(String client) {
    return sign(claims(client), key);
  }

  static String sign(ObjectNode claims, RSAKey key) {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(key.getKeyID())
            .type(new JOSEObjectType("at+jwt"))
            .build(),
        claims,
        key);
  }

  static String sign(JWSHeader header, ObjectNode claims, JWK key) {
    try {
      JWSObject token = new JWSObject(header, new Payload(claims.toString()));
      token.sign(
          switch (key) {
            case RSAKey rsa -> new RSASSASigner(rsa);
            case ECKey ec -> new ECDSASigner(ec);
            default -> throw new IllegalArgumentException(key.getKeyType().getValue());
          });
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signed by HMAC, with the bytes of the public key in place of a secret. */
  String confused(ObjectNode claims) {
    try {
      JWSObject token =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
              new Payload(claims.toString()));
      token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signed by nobody. */
  static String unsigned(ObjectNode claims) {
    return part("{\"alg\":\"none\"}") + '.' + part(claims.toString()) + '.';
  }

  static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  static String thumbprint(JWK key) {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hash(String text) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The claims of a good proof for a token. */
  ObjectNode proof(String method, String url, String token, String id) {
    ObjectNode claims = Json.MAPPER.createObjectNode();
    claims.put("htm", method);
    claims.put("htu", url);
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put("jti", id);
    claims.put("ath", hash(token));
    return claims;
  }

  static String signProof(ObjectNode claims, ECKey key) {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType("dpop+jwt"))
            .jwk(key.toPublicJWK())
            .build(),
        claims,
        key);
  }

  /** The headers by which a request shows a token, and what else it says. */
  static Map<String, String> bearer(String token, String... more) {
    Map<String, String> headers = new TreeMap<>(Map.of("Authorization", "Bearer " + token));
    for (int i = 0; i < more.length; i += 2) {
      headers.put(more[i], more[i + 1]);
    }
    return headers;
  }

  /** How long one of its answers may take in a test: longer than any pause of a busy machine. */
  static final Duration TIMEOUT = Duration.ofSeconds(3);

  @Override
  public void close() {
    slow.ifPresent(CountDownLatch::countDown);
    http.stop(0);
    threads.close();
  }
}
