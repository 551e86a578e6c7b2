package org.wardhealth.server;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.vault.Secrets;

/** Reads {@code issuers:}, the identity providers that Ward believes. */
final class IssuerReader {
  private static final String SEALED = "secret:";
  private static final URI NOWHERE = URI.create("https://invalid.example");

  private final SettingsReader reader;
  private final String name;
  private final Problems problems;

  private IssuerReader(SettingsReader reader, Problems problems) {
    this.reader = reader;
    this.problems = problems;
    this.name = reader.required("name", "?");
  }

  static List<IssuerSettings> read(SettingsReader root, Problems problems) {
    List<IssuerSettings> issuers = new ArrayList<>();
    for (SettingsReader reader : root.list("issuers")) {
      IssuerSettings issuer = new IssuerReader(reader, problems).issuer();
      reader.done();
      for (IssuerSettings other : issuers) {
        if (other.name().equals(issuer.name()) || other.issuer().equals(issuer.issuer())) {
          problems.add("issuers: '" + issuer.name() + "' has the name or issuer of another");
        }
      }
      issuers.add(issuer);
    }
    return issuers;
  }

  private void problem(String what) {
    problems.add("issuer '" + name + "': " + what);
  }

  private IssuerSettings issuer() {
    if (!name.matches("[a-zA-Z0-9._-]{1,64}") && !name.equals("?")) {
      problem("its name must be 1 to 64 letters, digits, '.', '_' or '-'");
    }
    URI issuer = url("issuer", reader.required("issuer", NOWHERE.toString()));
    Duration skew = reader.duration("skew", Duration.ofSeconds(30));
    if (skew.compareTo(Duration.ofMinutes(5)) > 0) {
      problem("skew must be 5m or less: set its clock");
    }
    Duration keepKeys = reader.duration("keep-keys", Duration.ofHours(1));
    if (keepKeys.compareTo(Duration.ofMinutes(10)) < 0
        || keepKeys.compareTo(Duration.ofHours(24)) > 0) {
      problem("keep-keys must be 10m to 24h");
    }
    Duration timeout = reader.duration("timeout", Duration.ofSeconds(5));
    if (timeout.compareTo(Duration.ofSeconds(30)) > 0) {
      problem("timeout must be 30s or less: somebody waits");
    }
    Optional<IssuerSettings.Tokens> tokens = tokens(reader.section("tokens"));
    Optional<IssuerSettings.People> people = people(reader.section("people"));
    if (tokens.isEmpty() && people.isEmpty()) {
      problem("it is of no use without 'tokens' or 'people'");
    }
    if (tokens.isPresent()
        && people.isPresent()
        && tokens.get().audience().equals(people.get().clientId())) {
      problem(
          "tokens.audience must differ from people.client-id, or what proves a person here would"
              + " pass as an application's token");
    }
    return new IssuerSettings(
        name,
        issuer,
        reader.string("jwks-uri").map(value -> url("jwks-uri", value)),
        algorithms(),
        skew,
        keepKeys,
        timeout,
        reader.path("ca-file"),
        tokens,
        people);
  }

  private Set<String> algorithms() {
    Set<String> algorithms = new TreeSet<>(reader.names("algorithms").keySet());
    for (String algorithm : algorithms) {
      if (!IssuerSettings.ALGORITHMS.contains(algorithm)) {
        problem(
            "it cannot sign by '"
                + algorithm
                + "'; Ward takes "
                + String.join(", ", new TreeSet<>(IssuerSettings.ALGORITHMS)));
      }
    }
    return algorithms.isEmpty() ? Set.of("RS256", "PS256", "ES256") : algorithms;
  }

  private Optional<IssuerSettings.Tokens> tokens(SettingsReader section) {
    Optional<String> audience = section.string("audience");
    IssuerSettings.Tokens tokens =
        new IssuerSettings.Tokens(
            audience.orElse("?"),
            section.string("client-claim").orElse("client_id"),
            section.string("purpose-claim").orElse("extensions.ihe_iua.purpose_of_use"),
            section.string("patient-claim").orElse("patient"),
            section.string("scope"),
            section.bool("bound", false));
    section.done();
    if (audience.isEmpty() && reader.has("tokens")) {
      problem("tokens.audience is missing: what its tokens for this Ward name as aud");
    }
    return reader.has("tokens") ? Optional.of(tokens) : Optional.empty();
  }

  private Optional<IssuerSettings.People> people(SettingsReader section) {
    boolean wanted = reader.has("people");
    Optional<String> clientId = section.string("client-id");
    Optional<String> password = sealed(section, "client-secret");
    Optional<String> key = sealed(section, "client-key");
    Optional<String> keyId = section.string("client-key-id");
    Set<String> scopes = new TreeSet<>(section.names("scopes").keySet());
    scopes.add("openid");
    SettingsReader level2 = section.section("level-2");
    Map<String, Role> roles = new TreeMap<>();
    section
        .names("roles")
        .forEach(
            (group, code) ->
                Role.parse(code)
                    .ifPresentOrElse(
                        role -> roles.put(group, role),
                        () ->
                            problem(
                                "people.roles: the group '"
                                    + group
                                    + "' cannot have the role '"
                                    + code
                                    + "'; there are "
                                    + Role.codes())));
    IssuerSettings.People people =
        new IssuerSettings.People(
            clientId.orElse("?"),
            key.<IssuerSettings.Credential>map(name -> new IssuerSettings.Key(name, keyId))
                .orElseGet(() -> new IssuerSettings.Password(password.orElse("?"))),
            scopes,
            level2.names("acr").keySet(),
            level2.names("amr").keySet(),
            section.string("groups-claim").orElse("groups"),
            section.string("name-claim").orElse("preferred_username"),
            roles);
    level2.done();
    section.done();
    if (!wanted) {
      return Optional.empty();
    }
    if (clientId.isEmpty()) {
      problem("people.client-id is missing: what Ward is called there");
    }
    if (section.has("client-secret") == section.has("client-key")) {
      problem("people needs client-secret or client-key, and not both: by what Ward is Ward there");
    }
    if (keyId.isPresent() && !section.has("client-key")) {
      problem("people.client-key-id is of no use without client-key");
    }
    if (roles.isEmpty()) {
      problem("people.roles is missing: 'group: role', or nobody can sign in");
    }
    return Optional.of(people);
  }

  private Optional<String> sealed(SettingsReader section, String key) {
    Optional<String> value = section.string(key);
    Optional<String> name =
        value
            .filter(one -> one.startsWith(SEALED))
            .map(one -> one.substring(SEALED.length()))
            .filter(Secrets::isName);
    if (value.isPresent() && name.isEmpty()) {
      problem(
          "people."
              + key
              + " must be 'secret:NAME', where NAME was given to 'ward secret set NAME'");
    }
    return name;
  }

  private URI url(String key, String value) {
    try {
      URI url = URI.create(value);
      boolean plain =
          "http".equals(url.getScheme())
              && Settings.LOOPBACK.contains(String.valueOf(url.getHost()));
      if (url.getHost() != null
          && url.getUserInfo() == null
          && url.getQuery() == null
          && url.getFragment() == null
          && ("https".equals(url.getScheme()) || plain)) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    problem(key + " must begin with https:// and a host, or be http:// on loopback");
    return NOWHERE;
  }
}
