package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Issuers;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.OauthId;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.identity.Thumbprint;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /identity/clients}, for {@code ward client} on this machine: whoever may read the
 * operator's token in {@code WARD_HOME/run} may manage applications, from loopback alone.
 */
@RestController
@RequestMapping("/identity/clients")
final class OperatorDoor {
  private static final int MAX_BYTES = 64 * 1024;

  private final Clients clients;
  private final Issuers issuers;
  private final OperatorToken token;
  private final LongSupplier nanos;

  OperatorDoor(Clients clients, Issuers issuers, OperatorToken token, LongSupplier nanos) {
    this.clients = clients;
    this.issuers = issuers;
    this.token = token;
    this.nanos = nanos;
  }

  @PostMapping
  void add(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode wanted = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          Optional<OauthId> oauth =
              Optional.ofNullable(wanted.get("oauth"))
                  .map(given -> oauth(Fields.string(given, "oauth")));
          Wish wish =
              new Wish(
                  Fields.string(wanted.path("name"), "name"),
                  codes(wanted, "purposes", Purpose.class, Purpose::parse),
                  words(wanted, "models"),
                  codes(wanted, "rights", Right.class, Right::parse),
                  new Limits(
                      wanted.path("requests_per_minute").asLong(Limits.DEFAULT.requestsPerMinute()),
                      wanted.path("tokens_per_minute").asLong(Limits.DEFAULT.tokensPerMinute())),
                  Optional.ofNullable(wanted.get("certificate"))
                      .map(given -> Fields.string(given, "certificate"))
                      .map(Thumbprint::new));
          Http.json(
              response,
              201,
              oauth.map(id -> addWithTokens(wish, id)).orElseGet(() -> addWithKey(wish)));
        });
  }

  private OauthId oauth(String given) {
    return OauthId.parse(given)
        .filter(id -> issuers.takesTokensOf(id.issuer()))
        .orElseThrow(
            () ->
                Fields.wrong(
                    "oauth",
                    "ISSUER#CLIENT_ID, where ISSUER is the name in ward.yaml of an issuer that has"
                        + " 'tokens'"));
  }

  /** What is wished for an application. */
  private record Wish(
      String name,
      Set<Purpose> purposes,
      Set<String> models,
      Set<Right> rights,
      Limits limits,
      Optional<Thumbprint> certificate) {}

  private ObjectNode addWithKey(Wish wish) {
    Clients.Issued issued =
        clients.add(
            wish.name(),
            wish.purposes(),
            wish.models(),
            wish.rights(),
            wish.limits(),
            wish.certificate(),
            By.OPERATOR);
    return show(issued.client()).put("key", issued.key().revealOnce());
  }

  private ObjectNode addWithTokens(Wish wish, OauthId id) {
    return show(
        clients.addWithTokens(
            wish.name(),
            wish.purposes(),
            wish.models(),
            wish.rights(),
            wish.limits(),
            wish.certificate(),
            id,
            By.OPERATOR));
  }

  @GetMapping
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode list = Json.MAPPER.createObjectNode();
          ArrayNode shown = list.putArray("clients");
          clients.list().forEach(client -> shown.add(show(client)));
          Http.json(response, 200, list);
        });
  }

  @DeleteMapping("/{name}")
  void revoke(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        request,
        response,
        () -> {
          if (!clients.revoke(name, By.OPERATOR)) {
            throw new Refusal(
                ErrorCode.NOT_FOUND, "No application has this name: see 'ward client list'.");
          }
          response.setStatus(204);
        });
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, Act act)
      throws IOException {
    Act checked =
        () -> {
          token.require(
              request,
              "Applications are managed with 'ward client' on the machine that Ward runs on.");
          act.run();
        };
    Act.answer(response, "nothing was changed", checked.sayingWhatIsWrong());
  }

  private ObjectNode show(Client client) {
    ObjectNode shown = Json.MAPPER.createObjectNode();
    shown.put("id", client.id());
    shown.put("name", client.name());
    array(shown, "purposes", client.purposes());
    array(shown, "models", client.models());
    array(shown, "rights", client.rights());
    shown.put("requests_per_minute", client.limits().requestsPerMinute());
    shown.put("tokens_per_minute", client.limits().tokensPerMinute());
    client.certificate().ifPresent(bound -> shown.put("certificate", bound.value()));
    clients.oauth(client).ifPresent(id -> shown.put("oauth", id.toString()));
    return shown;
  }

  private static void array(ObjectNode shown, String name, Set<?> values) {
    ArrayNode array = shown.putArray(name);
    values.stream().map(Object::toString).sorted().forEach(array::add);
  }

  private static Set<String> words(ObjectNode wanted, String name) {
    Set<String> words = new TreeSet<>();
    for (JsonNode word : wanted.path(name)) {
      words.add(word.isString() && word.asString().equals("*") ? "*" : Fields.name(word, name));
    }
    return words;
  }

  private static <E extends Enum<E>> Set<E> codes(
      ObjectNode wanted, String name, Class<E> type, Function<String, Optional<E>> parse) {
    Set<E> codes = EnumSet.noneOf(type);
    for (JsonNode code : wanted.path(name)) {
      codes.add(
          parse
              .apply(Fields.string(code, name))
              .orElseThrow(
                  () ->
                      Fields.wrong(
                          name,
                          "of " + EnumSet.allOf(type).toString().replaceAll("[\\[\\]]", ""))));
    }
    return codes;
  }

  /** The secret that proves who asks to be on this machine, with the rights of Ward's own user. */
  static final class OperatorToken {
    private final byte[] value;

    OperatorToken(String value) {
      this.value = value.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a request shows it, from loopback or from the very address Ward listens on. */
    boolean admits(HttpServletRequest request) throws IOException {
      InetAddress from = InetAddress.getByName(request.getRemoteAddr());
      boolean near =
          from.isLoopbackAddress() || from.equals(InetAddress.getByName(request.getLocalAddr()));
      return near && is(Http.bearer(request));
    }

    /**
     * Refuses whoever does not show it.
     *
     * @param otherwise what they are told: who may, and how
     */
    void require(HttpServletRequest request, String otherwise) throws IOException {
      if (!admits(request)) {
        throw new Refusal(ErrorCode.RIGHT_MISSING, otherwise);
      }
    }

    private boolean is(Optional<String> given) {
      return given
          .map(text -> MessageDigest.isEqual(value, text.getBytes(StandardCharsets.UTF_8)))
          .orElse(false);
    }
  }
}
