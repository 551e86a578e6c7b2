package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Glass;
import org.wardhealth.server.identity.Glasses;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.SignedIn;
import org.wardhealth.server.vault.Patients;

/**
 * {@code /console/glass}: where a clinician breaks the glass for one patient, and ends it before
 * its time is over. The page that answers the first shows the token by which their software says so
 * in an exchange; it is seen only there.
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

    /** Where it is ended before its time is over. */
    String end() {
      return endPath(id);
    }

    @Override
    public String toString() {
      return "Broken[***]";
    }
  }

  /** The glasses of who looks that hold now, if they may break any. */
  List<Glass> holding(Viewer viewer) {
    return Place.GLASS.opensTo(viewer) ? glasses.holding(viewer.id()) : List.of();
  }

  @GetMapping("/console/glass")
  void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.showSurely(
        Place.GLASS,
        MAY_BREAK,
        request,
        response,
        looking ->
            asking(200, looking, looking.kept().map(GlassForm::of).orElseGet(GlassForm::empty)));
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

  @GetMapping("/console/glass/{id}/end")
  void askEnd(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.show(
        Place.GLASS, MAY_BREAK, request, response, looking -> own(looking, id, GlassPage::ending));
  }

  /** Ends it. That takes no fresh proof: what is closed harms nobody. */
  @PostMapping("/console/glass/{id}/end")
  void end(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.act(Place.GLASS, MAY_BREAK, request, response, looking -> own(looking, id, this::ended));
  }

  /** Something about a glass that who looks broke themselves. */
  private interface Own {
    View on(Pages.Looking looking, Glass glass);
  }

  private View own(Pages.Looking looking, String id, Own act) {
    return glasses
        .byId(id)
        .filter(glass -> glass.person().id().equals(looking.viewer().id()))
        .map(glass -> act.on(looking, glass))
        .orElseGet(looking::gone);
  }

  private static View ending(Pages.Looking looking, Glass glass) {
    return View.of(
        "confirm",
        looking.say("glass.end.title"),
        new Confirm(
            glass.id(),
            looking.say("glass.end.text"),
            endPath(glass.id()),
            List.of(),
            looking.say("glass.end"),
            false,
            Place.NOW.path(),
            looking.say("glass.keep")));
  }

  private View ended(Pages.Looking looking, Glass glass) {
    boolean first = glasses.end(glass, looking.viewer().by());
    return View.of(
        "done",
        looking.say("glass.ended"),
        new Done(
            glass.id(),
            looking.say(first ? "glass.ended.text" : "glass.ended.before"),
            Place.NOW.path(),
            looking.say("glass.ended.back")));
  }

  private static String endPath(String id) {
    return Place.GLASS.path() + "/" + id + "/end";
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
