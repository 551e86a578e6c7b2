package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Glasses;
import org.wardhealth.server.identity.SignedIn;
import org.wardhealth.server.vault.Patients;

/**
 * {@code /console/glass}: where a clinician breaks the glass for one patient. The page that answers
 * shows the token by which their software says so in an exchange; it is seen only there.
 */
@RestController
final class GlassPage {
  private static final Role[] MAY_BREAK = {Role.CLINICIAN};

  private final Pages pages;
  private final Glasses glasses;
  private final Patients patients;
  private final Front front;

  GlassPage(Pages pages, Glasses glasses, Patients patients, Front front) {
    this.pages = pages;
    this.glasses = glasses;
    this.patients = patients;
    this.front = front;
  }

  /** What is shown of a glass once, as it breaks. */
  record Broken(String id, String token, Instant until, Instant due) {
    /** The header in which software sends the token. */
    String header() {
      return "Ward-Break-Glass";
    }

    @Override
    public String toString() {
      return "Broken[***]";
    }
  }

  @GetMapping("/console/glass")
  void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.showSurely(
        Place.GLASS,
        MAY_BREAK,
        request,
        response,
        looking -> asking(200, looking, GlassForm.empty()));
  }

  @PostMapping("/console/glass")
  void breakIt(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.actSurely(
        Place.GLASS,
        MAY_BREAK,
        request,
        response,
        looking -> {
          GlassForm form = GlassForm.of(request);
          SignedIn by =
              front
                  .signedIn(request)
                  .orElseThrow(() -> new IllegalStateException("Nobody is signed in."));
          return form.answers(patients, looking.words())
              .map(
                  said ->
                      broken(
                          looking,
                          glasses.breakFor(
                              by, said.patient(), said.reason(), said.text(), said.holds())))
              .orElseGet(() -> asking(422, looking, form));
        });
  }

  private static View asking(int status, Pages.Looking looking, GlassForm form) {
    return new View(status, "glass", looking.say("glass.title"), form.shown(looking.words()));
  }

  private static View broken(Pages.Looking looking, Glasses.Broken broken) {
    return new View(
        201,
        "glass_broken",
        looking.say("glass.broken"),
        new Broken(
            broken.glass().id(),
            broken.token().reveal(),
            broken.glass().until(),
            broken.glass().due()));
  }
}
