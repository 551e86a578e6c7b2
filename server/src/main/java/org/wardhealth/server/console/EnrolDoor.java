package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Attempts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Factors;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.identity.SignIn;
import org.wardhealth.server.identity.SignInRefused;
import org.wardhealth.server.identity.SignedIn;
import org.wardhealth.server.identity.Token;

/** Enrolling by a link, and what a person keeps of their factors and sessions. */
@RestController
final class EnrolDoor {
  private static final Duration FRESH = Duration.ofMinutes(15);

  private final Steps steps;
  private final Front front;
  private final Enrolment enrolment;
  private final Factors factors;
  private final Sessions sessions;
  private final Attempts attempts;
  private final SignIn signIn;

  EnrolDoor(
      Steps steps,
      Front front,
      Enrolment enrolment,
      Factors factors,
      Sessions sessions,
      Attempts attempts,
      SignIn signIn) {
    this.steps = steps;
    this.front = front;
    this.enrolment = enrolment;
    this.factors = factors;
    this.sessions = sessions;
    this.attempts = attempts;
    this.signIn = signIn;
  }

  /**
   * The page of a link.
   *
   * @param name whom it is for; nothing if the link is none
   * @param key the authenticator's secret, as text, in groups of four
   */
  record Offer(
      String csrf,
      String path,
      Optional<String> name,
      String key,
      Optional<Qr> qr,
      Optional<String> refused) {}

  /** Recovery codes, shown once. */
  record Codes(List<String> codes) {}

  /**
   * What a person has.
   *
   * @param own the session that looks
   * @param local whether their factors are kept here
   */
  record Account(
      String csrf,
      List<Factors.Listed> factors,
      long codesLeft,
      List<Sessions.Listed> sessions,
      String own,
      boolean local,
      Optional<String> refused) {
    boolean hasPassword() {
      return factors.stream().anyMatch(one -> one.factor().code().equals("password"));
    }
  }

  private static Token token(String text) {
    return Token.parse(text).orElseThrow(SignInRefused::link);
  }

  private void draw(
      String text,
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      Optional<String> refused)
      throws IOException {
    Optional<Enrolment.Offer> offer = Optional.empty();
    Optional<String> shown = refused;
    int code = status;
    try {
      offer = Optional.of(enrolment.look(token(text)));
    } catch (SignInRefused e) {
      shown = Optional.of("link");
      code = 410;
    }
    steps.draw(
        request,
        response,
        code,
        "enrol",
        new Offer(
            front.formToken(request),
            "/enrol/" + text,
            offer.map(one -> one.person().name()),
            offer.map(one -> one.key().replaceAll("(.{4})(?=.)", "$1 ")).orElse(""),
            offer.map(one -> Qr.of(one.uri(front.site(request)))),
            shown));
  }

  private void run(
      String text, HttpServletRequest request, HttpServletResponse response, Steps.Step step)
      throws IOException {
    steps.run(
        request,
        response,
        (status, refused) -> draw(text, request, response, status, refused),
        step);
  }

  @GetMapping("/enrol/{token}")
  void page(
      @PathVariable("token") String text, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    run(text, request, response, () -> draw(text, request, response, 200, Optional.empty()));
  }

  @PostMapping("/enrol/{token}/password")
  void password(
      @PathVariable("token") String text, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    run(
        text,
        request,
        response,
        () ->
            enrolled(
                request,
                response,
                enrolment.password(
                    token(text), Steps.field(request, "password"), Steps.field(request, "code"))));
  }

  @PostMapping("/enrol/{token}/passkey/options")
  void passkeyOptions(
      @PathVariable("token") String text, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    steps.options(
        request, response, () -> enrolment.passkeyOptions(token(text), front.site(request)));
  }

  @PostMapping("/enrol/{token}/passkey")
  void passkey(
      @PathVariable("token") String text, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    run(
        text,
        request,
        response,
        () ->
            enrolled(
                request,
                response,
                enrolment.passkey(
                    token(text), front.site(request), Steps.field(request, "answer"))));
  }

  private void enrolled(
      HttpServletRequest request, HttpServletResponse response, Enrolment.Enrolled enrolled)
      throws IOException {
    front.signedIn(request).ifPresent(sessions::signOut);
    front.open(response, enrolled.session());
    front.mark(response, attempts.mark(enrolled.session().signedIn().person()));
    steps.draw(request, response, 200, "codes", new Codes(enrolled.recoveryCodes()));
  }

  @GetMapping("/account/factors")
  void account(HttpServletRequest request, HttpServletResponse response) throws IOException {
    account(request, response, () -> account(request, response, 200, Optional.empty()));
  }

  private void account(HttpServletRequest request, HttpServletResponse response, Steps.Step step)
      throws IOException {
    steps.run(
        request, response, (status, refused) -> account(request, response, status, refused), step);
  }

  private void account(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      Optional<String> refused)
      throws IOException {
    SignedIn signedIn = steps.signedIn(request);
    List<Factors.Listed> all = factors.list(signedIn.person());
    steps.draw(
        request,
        response,
        status,
        "account",
        new Account(
            front.formToken(request),
            all.stream().filter(one -> !one.factor().code().equals("recovery")).toList(),
            all.stream().filter(one -> one.factor().code().equals("recovery")).count(),
            signedIn.aal() == 2 ? sessions.list(Optional.of(signedIn.person())) : List.of(),
            signedIn.session(),
            !signedIn.byProvider(),
            refused));
  }

  @PostMapping("/account/factors/passkey/options")
  void anotherOptions(HttpServletRequest request, HttpServletResponse response) throws IOException {
    steps.options(
        request, response, () -> enrolment.anotherOptions(fresh(request), front.site(request)));
  }

  @PostMapping("/account/factors/passkey")
  void another(HttpServletRequest request, HttpServletResponse response) throws IOException {
    account(
        request,
        response,
        () -> {
          enrolment.another(fresh(request), front.site(request), Steps.field(request, "answer"));
          steps.redirect(response, "/account/factors");
        });
  }

  @PostMapping("/account/factors/password")
  void changePassword(HttpServletRequest request, HttpServletResponse response) throws IOException {
    account(
        request,
        response,
        () -> {
          Sessions.Opened again =
              signIn.changePassword(
                  fresh(request),
                  Steps.field(request, "password"),
                  Steps.field(request, "chosen"),
                  front.device(request));
          front.open(response, again);
          steps.redirect(response, "/account/factors");
        });
  }

  @PostMapping("/account/factors/recovery")
  void newCodes(HttpServletRequest request, HttpServletResponse response) throws IOException {
    account(
        request,
        response,
        () ->
            steps.draw(
                request,
                response,
                200,
                "codes",
                new Codes(enrolment.newRecoveryCodes(fresh(request)))));
  }

  @PostMapping("/account/factors/removal")
  void remove(HttpServletRequest request, HttpServletResponse response) throws IOException {
    account(
        request,
        response,
        () -> {
          enrolment.remove(fresh(request), Steps.field(request, "factor"));
          steps.redirect(response, "/account/factors");
        });
  }

  /** Ends one of a person's own sessions, or all {@code others}. */
  @PostMapping("/account/sessions")
  void revoke(HttpServletRequest request, HttpServletResponse response) throws IOException {
    account(
        request,
        response,
        () -> {
          SignedIn signedIn = fresh(request);
          Optional<Person> owner = Optional.of(signedIn.person());
          String asked = Steps.field(request, "session");
          List<String> ended =
              asked.equals("others")
                  ? sessions.list(owner).stream()
                      .map(Sessions.Listed::id)
                      .filter(id -> !id.equals(signedIn.session()))
                      .toList()
                  : List.of(asked);
          ended.forEach(id -> sessions.revoke(id, owner, signedIn.person().id()));
          steps.redirect(response, "/account/factors");
        });
  }

  /** Who is signed in, if what they proved is fresh enough to change how they sign in. */
  private SignedIn fresh(HttpServletRequest request) {
    SignedIn signedIn = steps.signedIn(request);
    if (signedIn.aal() == 2 && !signedIn.recovering()) {
      signedIn.require(2, FRESH);
    }
    return signedIn;
  }
}
