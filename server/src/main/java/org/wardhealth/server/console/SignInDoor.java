package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Attempts;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Passkeys;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.identity.SignIn;

/**
 * Signing in and out, and proving more: a passkey; or a password, then a code; or a recovery code.
 * Whole without JavaScript, but for passkeys.
 */
@RestController
final class SignInDoor {
  private final Steps steps;
  private final Front front;
  private final SignIn signIn;
  private final Passkeys passkeys;
  private final Sessions sessions;
  private final Attempts attempts;

  SignInDoor(
      Steps steps,
      Front front,
      SignIn signIn,
      Passkeys passkeys,
      Sessions sessions,
      Attempts attempts) {
    this.steps = steps;
    this.front = front;
    this.signIn = signIn;
    this.passkeys = passkeys;
    this.sessions = sessions;
    this.attempts = attempts;
  }

  /**
   * What the forms need.
   *
   * @param refused the reason why the last try was refused
   */
  record Form(String csrf, String next, Optional<String> refused) {}

  private void draw(
      HttpServletRequest request,
      HttpServletResponse response,
      String template,
      int status,
      Optional<String> refused)
      throws IOException {
    Form form = new Form(front.formToken(request), Steps.next(request), refused);
    steps.draw(request, response, status, template, form);
  }

  private void run(
      HttpServletRequest request, HttpServletResponse response, String template, Steps.Step step)
      throws IOException {
    steps.run(
        request,
        response,
        (status, refused) -> draw(request, response, template, status, refused),
        step);
  }

  @GetMapping("/sign-in")
  void page(HttpServletRequest request, HttpServletResponse response) throws IOException {
    draw(request, response, "signin", 200, Optional.empty());
  }

  @PostMapping("/sign-in")
  void password(HttpServletRequest request, HttpServletResponse response) throws IOException {
    run(
        request,
        response,
        "signin",
        () -> {
          Sessions.Opened opened =
              signIn.password(
                  Steps.field(request, "name"),
                  Steps.field(request, "password"),
                  front.device(request));
          front.signedIn(request).ifPresent(sessions::signOut);
          front.open(response, opened);
          steps.redirect(response, "/sign-in/code?next=" + Steps.encoded(Steps.next(request)));
        });
  }

  @GetMapping("/sign-in/code")
  void codePage(HttpServletRequest request, HttpServletResponse response) throws IOException {
    draw(request, response, "code", 200, Optional.empty());
  }

  @PostMapping("/sign-in/code")
  void code(HttpServletRequest request, HttpServletResponse response) throws IOException {
    run(
        request,
        response,
        "code",
        () ->
            goOn(
                request,
                response,
                signIn.code(
                    steps.signedIn(request), Steps.field(request, "code"), front.device(request))));
  }

  @PostMapping("/sign-in/passkey/options")
  void passkeyOptions(HttpServletRequest request, HttpServletResponse response) throws IOException {
    steps.options(request, response, () -> passkeys.signInOptions(front.site(request)));
  }

  @PostMapping("/sign-in/passkey")
  void passkey(HttpServletRequest request, HttpServletResponse response) throws IOException {
    run(
        request,
        response,
        front.signedIn(request).isPresent() ? "stepup" : "signin",
        () ->
            goOn(
                request,
                response,
                signIn.passkey(
                    front.signedIn(request), front.site(request), Steps.field(request, "answer"))));
  }

  @GetMapping("/recovery")
  void recoveryPage(HttpServletRequest request, HttpServletResponse response) throws IOException {
    draw(request, response, "recovery", 200, Optional.empty());
  }

  @PostMapping("/recovery")
  void recovery(HttpServletRequest request, HttpServletResponse response) throws IOException {
    run(
        request,
        response,
        "recovery",
        () -> {
          Sessions.Opened opened =
              signIn.recovery(
                  front.signedIn(request),
                  Steps.field(request, "name"),
                  Steps.field(request, "code"),
                  front.device(request));
          front.open(response, opened);
          steps.redirect(response, "/account/factors");
        });
  }

  @GetMapping("/step-up")
  void stepUpPage(HttpServletRequest request, HttpServletResponse response) throws IOException {
    draw(request, response, "stepup", 200, Optional.empty());
  }

  @PostMapping("/step-up")
  void stepUp(HttpServletRequest request, HttpServletResponse response) throws IOException {
    run(
        request,
        response,
        "stepup",
        () -> {
          Sessions.Opened again =
              signIn.passwordAgain(
                  steps.signedIn(request), Steps.field(request, "password"), front.device(request));
          front.open(response, again);
          goOn(
              request,
              response,
              signIn.code(again.signedIn(), Steps.field(request, "code"), front.device(request)));
        });
  }

  private void goOn(
      HttpServletRequest request, HttpServletResponse response, Sessions.Opened opened) {
    front.open(response, opened);
    if (opened.signedIn().aal() == 2) {
      front.mark(response, attempts.mark(opened.signedIn().person()));
    }
    steps.redirect(response, Steps.next(request));
  }

  @PostMapping("/sign-out")
  void signOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
    run(
        request,
        response,
        "signin",
        () -> {
          sessions.signOut(steps.signedIn(request));
          front.close(response);
          steps.redirect(response, "/sign-in");
        });
  }
}
