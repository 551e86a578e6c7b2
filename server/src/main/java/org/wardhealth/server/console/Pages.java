package org.wardhealth.server.console;

import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.identity.Role;

/**
 * The one way to every page: who looks, may they, is the form theirs, then the screen, then the
 * layout around it. Whatever goes wrong in a screen becomes a page that says so and shows nothing
 * of it.
 *
 * <p>Guarantees: without a viewer no screen runs; without a role that the place opens to, none
 * either; without the session's secret no form acts.
 */
final class Pages {
  private static final Logger log = LoggerFactory.getLogger(Pages.class);
  private static final int FRAMES = 6;

  /** How old a proof may be where something is done that asks for a fresh one. */
  private static final Duration FRESH = Duration.ofMinutes(15);

  private final Viewers viewers;
  private final TemplateEngine templates;
  private final Assets assets;
  private final Clock clock;
  private final KeptForms forms;
  private final Map<Language, Words> words = new EnumMap<>(Language.class);

  Pages(Viewers viewers, TemplateEngine templates, Assets assets, Clock clock, ZoneId zone) {
    this.viewers = viewers;
    this.templates = templates;
    this.assets = assets;
    this.clock = clock;
    this.forms = new KeptForms(clock);
    for (Language language : Language.values()) {
      words.put(language, Words.of(language, zone));
    }
  }

  /** What a page asks besides a session and a role. */
  private enum Asks {
    NOTHING,
    /** That the form is the viewer's. */
    FORM,
    /** That level 2 was proved a moment ago. */
    FRESH_PROOF,
    /** Both. */
    FORM_AND_FRESH_PROOF;

    boolean form() {
      return this == FORM || this == FORM_AND_FRESH_PROOF;
    }

    boolean proof() {
      return this == FRESH_PROOF || this == FORM_AND_FRESH_PROOF;
    }
  }

  /** What is wrong with a page, by the key of its words: {@code fault.KEY.title}. */
  enum Fault {
    SIGN_IN(401),
    FORBIDDEN(403),
    FORM(403),
    NOT_FOUND(404),
    RECORD(503),
    DATABASE(503),
    INTERNAL(500);

    private final int status;

    Fault(int status) {
      this.status = status;
    }

    String key() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    int status() {
      return status;
    }
  }

  /** A screen, or something done on one. */
  interface Screen {
    View show(Looking looking) throws IOException;
  }

  /** What writes an answer that is no page, such as a file. */
  interface File {
    void write(Looking looking) throws IOException;
  }

  /**
   * Somebody who looks, in their words.
   *
   * @param kept what they wrote into the form of this page before they had to prove themselves
   *     again, if they come back from there
   */
  record Looking(Viewer viewer, Words words, Optional<HttpServletRequest> kept) {
    /** What they wrote into the form of this page, or else what they ask for now. */
    HttpServletRequest answers(HttpServletRequest request) {
      return kept.orElse(request);
    }

    String say(String key, Object... values) {
      return words.say(key, values);
    }

    /** What was asked for is not there. */
    View gone() {
      return new View(404, "fault", say("fault.not-found.title"), "not-found");
    }
  }

  /** Shows a place to whom it opens to. */
  void show(Place place, HttpServletRequest request, HttpServletResponse response, Screen screen)
      throws IOException {
    show(place, Place.SEEING, request, response, screen);
  }

  /** As {@link #show}, to whom has one of these roles besides. */
  void show(
      Place place,
      Role[] roles,
      HttpServletRequest request,
      HttpServletResponse response,
      Screen screen)
      throws IOException {
    open(place, Asks.NOTHING, roles, request, response, drawn(place, request, response, screen));
  }

  /** As {@link #show}, for a file; nothing of it may be written before all of it is there. */
  void download(
      Place place,
      Role[] roles,
      HttpServletRequest request,
      HttpServletResponse response,
      File file)
      throws IOException {
    open(place, Asks.NOTHING, roles, request, response, file);
  }

  /** As {@link #act}, for a form that is answered with a file; as {@link #download}. */
  void export(
      Place place,
      Role[] roles,
      HttpServletRequest request,
      HttpServletResponse response,
      File file)
      throws IOException {
    open(place, Asks.FORM, roles, request, response, file);
  }

  /** Does what a form of a place asks for, if the form is the viewer's and the role is there. */
  void act(
      Place place,
      Role[] roles,
      HttpServletRequest request,
      HttpServletResponse response,
      Screen screen)
      throws IOException {
    open(place, Asks.FORM, roles, request, response, drawn(place, request, response, screen));
  }

  /**
   * As {@link #show}, to whom proved level 2 a moment ago; others are led to prove it again, and
   * then come back here. For the form of an act that is done by {@link #actSurely}.
   */
  void showSurely(
      Place place,
      Role[] roles,
      HttpServletRequest request,
      HttpServletResponse response,
      Screen screen)
      throws IOException {
    open(
        place, Asks.FRESH_PROOF, roles, request, response, drawn(place, request, response, screen));
  }

  /** As {@link #act}, by whom proved level 2 a moment ago; others are led to prove it again. */
  void actSurely(
      Place place,
      Role[] roles,
      HttpServletRequest request,
      HttpServletResponse response,
      Screen screen)
      throws IOException {
    open(
        place,
        Asks.FORM_AND_FRESH_PROOF,
        roles,
        request,
        response,
        drawn(place, request, response, screen));
  }

  private File drawn(
      Place place, HttpServletRequest request, HttpServletResponse response, Screen screen) {
    return looking ->
        draw(
            request,
            response,
            Optional.of(looking.viewer()),
            Optional.of(place),
            back(request, looking),
            screen.show(looking));
  }

  /** Whether somebody comes back to a form, and finds what they wrote. */
  private static Shell.Back back(HttpServletRequest request, Looking looking) {
    return !isBack(request)
        ? Shell.Back.NO
        : looking.kept().isPresent() ? Shell.Back.FILLED : Shell.Back.EMPTY;
  }

  private static boolean isBack(HttpServletRequest request) {
    return request.getMethod().equals("GET") && request.getParameter(KeptForms.MARK) != null;
  }

  /** When the session of a request ends, in seconds from now; 0 if that is unknown. */
  long left(HttpServletRequest request) {
    return viewers
        .ends(request)
        .map(at -> Duration.between(clock.instant(), at).toSeconds())
        .orElse(0L);
  }

  /** Draws a page in place of a file that is not there. */
  void instead(
      Place place,
      HttpServletRequest request,
      HttpServletResponse response,
      Looking looking,
      View view)
      throws IOException {
    draw(request, response, Optional.of(looking.viewer()), Optional.of(place), Shell.Back.NO, view);
  }

  /** A page without a viewer: signing in and what goes wrong before. */
  void plain(HttpServletRequest request, HttpServletResponse response, View view)
      throws IOException {
    draw(request, response, viewers.of(request), Optional.empty(), Shell.Back.NO, view);
  }

  /** A page that says what is wrong. */
  void fault(Fault fault, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    fault(fault, viewers.of(request), request, response);
  }

  private void open(
      Place place,
      Asks asks,
      Role[] roles,
      HttpServletRequest request,
      HttpServletResponse response,
      File answer)
      throws IOException {
    Optional<Viewer> viewer = Optional.empty();
    try {
      viewer = viewers.of(request);
      if (viewer.isEmpty()) {
        strangers(request, response);
        return;
      }
      request.setCharacterEncoding(StandardCharsets.UTF_8);
      if (!place.opensTo(viewer.get()) || !viewer.get().may(roles)) {
        fault(Fault.FORBIDDEN, viewer, request, response);
        return;
      }
      if (asks.form() && !isTheirs(request, viewer.get())) {
        fault(Fault.FORM, viewer, request, response);
        return;
      }
      if (asks.proof() && !viewers.sure(request, FRESH)) {
        proveAgain(viewer.get(), asks, request, response);
        return;
      }
      Looking looking =
          new Looking(
              viewer.get(),
              words(viewer.get().language()),
              isBack(request) ? forms.take(viewer.get(), request) : Optional.empty());
      answer.write(looking);
    } catch (AuditUnavailable e) {
      fault(Fault.RECORD, viewer, request, response);
    } catch (DataAccessException e) {
      log.error("a page could not read the database: {}", places(e));
      fault(Fault.DATABASE, viewer, request, response);
    } catch (RuntimeException | StackOverflowError e) {
      log.error("an internal error in a page: {}", places(e));
      fault(Fault.INTERNAL, viewer, request, response);
    }
  }

  /**
   * Leads to where one proves oneself, and from there back to the form; what was written into it is
   * kept until then.
   */
  private void proveAgain(
      Viewer viewer, Asks asks, HttpServletRequest request, HttpServletResponse response) {
    String query = request.getQueryString();
    String back = request.getRequestURI();
    if (asks.form()) {
      forms.keep(viewer, request);
      back += "?" + KeptForms.MARK + "=1";
    } else if (query != null) {
      back += "?" + query;
    }
    response.setStatus(303);
    response.setHeader(
        "Location", "/step-up?next=" + URLEncoder.encode(back, StandardCharsets.UTF_8));
  }

  private void strangers(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<String> signIn = viewers.signIn();
    if (signIn.isPresent() && request.getHeader("HX-Request") == null) {
      response.setStatus(303);
      response.setHeader("Location", signIn.get());
      return;
    }
    // htmx follows this by itself: the session ended while a page was open.
    signIn.ifPresent(path -> response.setHeader("HX-Redirect", path));
    fault(Fault.SIGN_IN, Optional.empty(), request, response);
  }

  /** Whether a form came from a page of this session, as its secret and the browser say. */
  private static boolean isTheirs(HttpServletRequest request, Viewer viewer) {
    String site = request.getHeader("Sec-Fetch-Site");
    String given = request.getParameter("csrf");
    return (site == null || site.equals("same-origin"))
        && given != null
        && !viewer.csrf().isEmpty()
        && MessageDigest.isEqual(
            viewer.csrf().getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private void fault(
      Fault fault,
      Optional<Viewer> viewer,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Words said = words(language(request, viewer));
    draw(
        request,
        response,
        viewer,
        Optional.empty(),
        Shell.Back.NO,
        new View(
            fault.status(), "fault", said.say("fault." + fault.key() + ".title"), fault.key()));
  }

  private void draw(
      HttpServletRequest request,
      HttpServletResponse response,
      Optional<Viewer> viewer,
      Optional<Place> place,
      Shell.Back back,
      View view)
      throws IOException {
    Words said = words(language(request, viewer));
    Shell shell =
        new Shell(
            said,
            assets,
            viewer,
            place,
            view.title(),
            clock.instant(),
            viewer.flatMap(_ -> viewers.ends(request)),
            back);
    Utf8ByteOutput page = new Utf8ByteOutput();
    templates.render(view.template() + ".jte", Map.of("shell", shell, "view", view.view()), page);
    response.setStatus(view.status());
    response.setContentType("text/html; charset=utf-8");
    response.setHeader("Content-Language", said.language().tag());
    response.setHeader("Vary", "Accept-Language, Cookie, HX-Request");
    response.setContentLength(page.getContentLength());
    page.writeTo(response.getOutputStream());
    response.flushBuffer();
  }

  private static Language language(HttpServletRequest request, Optional<Viewer> viewer) {
    return viewer
        .map(Viewer::language)
        .orElseGet(
            () -> Language.accepted(Optional.ofNullable(request.getHeader("Accept-Language"))));
  }

  /** The words that a request asks for. */
  Words words(HttpServletRequest request) {
    return words(language(request, viewers.of(request)));
  }

  /** The words of a language. */
  Words words(Language language) {
    Words said = words.get(language);
    if (said == null) {
      throw new IllegalStateException("No words of " + language);
    }
    return said;
  }

  /** The classes and places of an exception, without its messages: those may hold content. */
  static String places(Throwable e) {
    StringBuilder places = new StringBuilder();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      StackTraceElement[] trace = cause.getStackTrace();
      places.append(cause.getClass().getName());
      for (int i = 0; i < Math.min(FRAMES, trace.length); i++) {
        places.append(" < ").append(trace[i]);
      }
      places.append("; ");
    }
    return places.toString();
  }
}
