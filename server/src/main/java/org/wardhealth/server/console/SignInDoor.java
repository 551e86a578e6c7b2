package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Attempts;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Passkeys;
import org.wardhealth.server.identity.ProviderSignIn;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.identity.SignIn;
import org.wardhealth.server.identity.SignedIn;

/**
 * Signing in and out, and proving more: a passkey; or a password, then a code; or a recovery code;
 * or all of that at an identity provider. Whole without JavaScript, but for passkeys.
 */
@RestController
final class SignInDoor {
  private final Steps steps;
  private final Front front;
  private final SignIn signIn;
  private final ProviderSignIn providers;
  private final Passkeys passkeys;
  private final Sessions sessions;
  private final Attempts attempts;

  SignInDoor(
      Steps steps,
      Front front,
      SignIn signIn,
      ProviderSignIn providers,
      Passkeys passkeys,
      Sessions sessions,
      Attempts attempts) {
    this.steps = steps;
    this.front = front;
    this.signIn = signIn;
    this.providers = providers;
    this.passkeys = passkeys;
    this.sessions = sessions;
    this.attempts = attempts;
  }

  /**
   * What the forms need.
   *
   * @param refused the reason why the last try was refused
   * @param providers where else one can prove oneself
   * @param local whether one can do so here
   */
  record Form(
      String csrf, String next, Optional<String> refused, List<String> providers, boolean local) {
    /** Whether what was written into a form waits until its writer comes back. */
    boolean keeps() {
      return next.endsWith("?" + KeptForms.MARK + "=1");
    }

    /** Where the way to an identity provider begins. A link, as no form may lead elsewhere. */
    String way(String provider) {
      return "/sign-in/with/" + provider + "?next=" + Steps.encoded(next);
    }
  }

  /** A page from which the browser goes on by itself. */
  record Arrived(String next) {}

  private void draw(
      HttpServletRequest request,
      HttpServletResponse response,
      String template,
      int status,
      Optional<String> refused)
      throws IOException {
    Optional<SignedIn> session = front.signedIn(request);
    boolean local = !session.map(SignedIn::byProvider).orElse(false);
    Form form =
        new Form(
            front.formToken(request),
            Steps.next(request),
            refused,
            session.isPresent() && local ? List.of() : providers.offered(),
            local);
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

  /** Only a page of this site, or somebody's own hand, begins a sign-in. */
  @GetMapping("/sign-in/with/{provider}")
  void leave(
      @PathVariable("provider") String provider,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String from = Optional.ofNullable(request.getHeader("Sec-Fetch-Site")).orElse("none");
    if (!from.equals("same-origin") && !from.equals("none")) {
      steps.redirect(response, "/sign-in?next=" + Steps.encoded(Steps.next(request)));
      return;
    }
    run(
        request,
        response,
        "signin",
        () -> {
          ProviderSignIn.Begun begun =
              providers.begin(provider, front.site(request), front.signedIn(request));
          front.leave(response, new Front.Leaving(begun.login(), Steps.next(request)));
          response.setHeader("Cache-Control", "no-store");
          steps.redirect(response, begun.to().toString());
        });
  }

  /**
   * Who comes back from an identity provider comes by another site's hand, so the session's cookie
   * would not be sent along with a redirect from here: a page of Ward's own leads on.
   */
  @GetMapping("/sign-in/with/{provider}/back")
  void back(
      @PathVariable("provider") String provider,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Optional<Front.Leaving> left = front.left(request);
    run(
        request,
        response,
        "signin",
        () -> {
          Sessions.Opened opened =
              providers.end(
                  provider,
                  front.site(request),
                  new ProviderSignIn.Answer(
                      left.map(Front.Leaving::login),
                      one(request, "state"),
                      one(request, "code"),
                      one(request, "iss"),
                      request.getParameter("error") != null));
          String next = left.map(Front.Leaving::next).orElse("/");
          front.returned(response);
          front.open(response, opened);
          response.setHeader("Refresh", "0; url=" + next);
          steps.draw(request, response, 200, "arrived", new Arrived(next));
        });
  }

  /** A parameter; where it is there more than once, one that nothing is equal to. */
  private static Optional<String> one(HttpServletRequest request, String name) {
    String[] values = request.getParameterValues(name);
    return Optional.ofNullable(values).map(all -> all.length == 1 ? all[0] : "");
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
