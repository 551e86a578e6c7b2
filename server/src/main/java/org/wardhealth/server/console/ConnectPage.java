package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.gateway.Trial;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Operation;

/**
 * {@code /console/connect}: a key, a program to copy, and an exchange that arrives. Administrators
 * make keys; engineers see the programs and try a key that they were given.
 */
@RestController
final class ConnectPage {
  private static final String OWN = "ward.crt";
  private static final String AUTHORITY = "hospital-ca.pem";
  private static final String PATH = Place.CONNECT.path();
  private static final Role[] MAY_ADD = {Role.ADMINISTRATOR};
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,45}\\](:[0-9]{1,5})?");
  private static final List<String> LANGUAGES = List.of("curl", "python", "java", "javascript");

  private final Pages pages;
  private final Clients clients;
  private final Models models;
  private final Trial trial;
  private final ConsoleSettings settings;

  ConnectPage(Pages pages, Clients clients, Models models, Trial trial, ConsoleSettings settings) {
    this.pages = pages;
    this.clients = clients;
    this.models = models;
    this.trial = trial;
    this.settings = settings;
  }

  /**
   * What the page shows.
   *
   * @param language which program is shown
   * @param languages all there are
   * @param key that was made just now and is seen only now
   * @param add the form for a key, for who may make one
   * @param test the form for an exchange
   */
  record Connecting(
      String baseUrl,
      Optional<String> certificate,
      boolean authority,
      String language,
      List<String> languages,
      String example,
      Optional<ApplicationsPage.Shown> key,
      Optional<Form> add,
      Form test,
      Optional<Trial.Outcome> outcome) {}

  @GetMapping("/console/connect")
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.show(
        Place.CONNECT,
        request,
        response,
        looking ->
            view(
                200,
                looking,
                request,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                test(looking, "", "", "", false)));
  }

  @GetMapping("/console/connect/key")
  void blank(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.show(
        Place.CONNECT,
        MAY_ADD,
        request,
        response,
        looking -> form(200, looking, ApplicationForm.empty()));
  }

  @PostMapping("/console/connect/key")
  void add(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.act(
        Place.CONNECT,
        MAY_ADD,
        request,
        response,
        looking -> {
          ApplicationForm form = ApplicationForm.of(request);
          return form.add(clients, models, looking.words(), looking.viewer().by())
              .map(
                  issued ->
                      view(
                          201,
                          looking,
                          request,
                          Optional.of(
                              new ApplicationsPage.Shown(
                                  issued.client(), issued.key().revealOnce())),
                          issued.client().models().stream()
                              .filter(one -> !one.equals("*"))
                              .sorted()
                              .findFirst(),
                          Optional.empty(),
                          test(looking, "", "", "", false)))
              .orElseGet(() -> form(422, looking, form));
        });
  }

  @PostMapping("/console/connect/test")
  void test(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.act(
        Place.CONNECT,
        Place.SEEING,
        request,
        response,
        looking -> {
          String key = Objects.requireNonNullElse(request.getParameter("key"), "").strip();
          String model = Objects.requireNonNullElse(request.getParameter("test-model"), "");
          String purpose = Objects.requireNonNullElse(request.getParameter("test-purpose"), "");
          if (key.isEmpty()) {
            return view(
                422,
                looking,
                request,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                test(looking, key, model, purpose, true));
          }
          Trial.Outcome outcome = trial.send(key, model, purpose, looking.say("connect.test.text"));
          return view(
              200,
              looking,
              request,
              Optional.empty(),
              Optional.of(model),
              Optional.of(outcome),
              test(looking, "", model, purpose, false));
        });
  }

  private View form(int status, Pages.Looking looking, ApplicationForm form) {
    return new View(
        status,
        "application_new",
        looking.say("application.new"),
        form.shown(PATH + "/key", looking.words(), models));
  }

  private View view(
      int status,
      Pages.Looking looking,
      HttpServletRequest request,
      Optional<ApplicationsPage.Shown> key,
      Optional<String> model,
      Optional<Trial.Outcome> outcome,
      Form test) {
    String base = base(request) + "/v1";
    String language = Objects.requireNonNullElse(request.getParameter("language"), "curl");
    String shown = LANGUAGES.contains(language) ? language : "curl";
    String asked =
        model.filter(one -> models.find(one).isPresent()).orElse(chatModels().getFirst());
    return new View(
        status,
        "connect",
        looking.say("place.connect"),
        new Connecting(
            base,
            settings.ownCertificate()
                ? settings.certificate().map(file -> file.toAbsolutePath().toString())
                : Optional.empty(),
            settings.certificate().isPresent() && !settings.ownCertificate(),
            shown,
            LANGUAGES,
            example(shown, base, asked),
            key,
            looking.viewer().may(MAY_ADD)
                ? Optional.of(ApplicationForm.empty().shown(PATH + "/key", looking.words(), models))
                : Optional.empty(),
            test,
            outcome));
  }

  private Form test(
      Pages.Looking looking, String key, String model, String purpose, boolean missing) {
    List<Field.Choice> purposes = new ArrayList<>();
    Arrays.stream(Purpose.values())
        .filter(one -> !one.aboutOnePatient())
        .forEach(
            one ->
                purposes.add(
                    new Field.Choice(
                        one.name(),
                        one.name() + " - " + looking.say("purpose." + one.name()),
                        one.name().equals(purpose))));
    return new Form(
        PATH + "/test",
        List.of(
            new Field.Line(
                "key",
                looking.say("connect.test.key"),
                Optional.of(looking.say("connect.test.key.hint")),
                missing ? Optional.of(looking.say("connect.test.key.missing")) : Optional.empty(),
                "password",
                key),
            new Field.One(
                "test-model",
                looking.say("models.model"),
                Optional.empty(),
                Optional.empty(),
                chatModels().stream()
                    .map(one -> new Field.Choice(one, one, one.equals(model)))
                    .toList()),
            new Field.One(
                "test-purpose",
                looking.say("connect.test.purpose"),
                Optional.of(looking.say("connect.test.purpose.hint")),
                Optional.empty(),
                purposes)),
        looking.say("connect.test.send"));
  }

  private List<String> chatModels() {
    return models.list().stream()
        .filter(model -> model.operations().containsAll(Set.of(Operation.CHAT)))
        .map(Model::id)
        .toList();
  }

  /** Where the viewer reaches Ward: programs beside them reach it there too. */
  private static String base(HttpServletRequest request) {
    String host = request.getHeader("Host");
    return request.getScheme()
        + "://"
        + (host != null && HOST.matcher(host).matches()
            ? host
            : "127.0.0.1:" + request.getLocalPort());
  }

  /**
   * A program that works as it stands: a line that begins with {@code {tls}} or {@code {plain}} is
   * in it only where Ward speaks so.
   */
  private String example(String language, String base, String model) {
    String resource = "/console/examples/" + language + ".txt";
    try (InputStream in = ConnectPage.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("This jar lacks " + resource + ": build it anew.");
      }
      String kept = settings.certificate().isPresent() ? "{tls}" : "{plain}";
      String left = settings.certificate().isPresent() ? "{plain}" : "{tls}";
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith(left))
          .map(line -> line.startsWith(kept) ? line.substring(kept.length()) : line)
          .collect(Collectors.joining("\n"))
          .replace("{base}", base)
          .replace("{model}", model)
          .replace("{certificate}", settings.ownCertificate() ? OWN : AUTHORITY);
    } catch (IOException e) {
      throw new UncheckedIOException("This example cannot be read: " + resource, e);
    }
  }
}
