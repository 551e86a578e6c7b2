package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardhealth.server.identity.Role.ADMINISTRATOR;
import static org.wardhealth.server.identity.Role.CLINICIAN;
import static org.wardhealth.server.identity.Role.ENGINEER;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.console.Language;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;

/**
 * The pages in a real Chromium: no violation that axe knows of, nothing that the policy forbids,
 * nothing wider than its window; a picture of each lies in {@code target/screenshots}.
 */
@Tag("extra")
final class ConsoleBrowserTest {
  private static final Path PICTURES =
      Path.of(System.getProperty("ward.root", ".."), "server", "target", "screenshots");
  private static final List<String> PAGES =
      List.of(
          "/console/now",
          "/console/models",
          "/console/rules",
          "/console/rules/new",
          "/console/rules/trial",
          "/console/applications",
          "/console/applications/new",
          "/console/applications/revoke?name=tests",
          "/console/keys",
          "/console/connect",
          "/console/connect?language=java",
          "/console/gallery",
          "/console/gallery?tab=forms",
          "/console/gallery?tab=charts");
  private static final Locator.WaitForOptions ATTACHED =
      new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED);
  private static final FakeViewers VIEWERS = new FakeViewers();

  @TempDir private static Path home;
  private static TestWard ward;
  private static Chromium browser;

  /** How somebody looks. */
  private record Look(
      String name, int width, int height, ColorScheme scheme, boolean script, boolean judged) {}

  private static final List<Look> LOOKS =
      List.of(
          new Look("light", 1280, 900, ColorScheme.LIGHT, true, true),
          new Look("dark", 1280, 900, ColorScheme.DARK, true, true),
          new Look("tablet", 820, 1180, ColorScheme.LIGHT, true, false),
          // 320 CSS pixels are also what is left of 1280 at 400 %.
          new Look("phone", 320, 720, ColorScheme.LIGHT, true, true),
          new Look("phone-no-script", 320, 720, ColorScheme.DARK, false, false));
  private static final List<Look> LIGHT = LOOKS.subList(0, 1);

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(PICTURES);
    ward = TestWard.in(home).bean(Viewers.class, VIEWERS).start();
    browser = Chromium.start();
  }

  @AfterAll
  static void stop() {
    browser.close();
    ward.close();
  }

  @Test
  void everyPageInEveryLookIsAccessibleAndFits() {
    VIEWERS.is(ADMINISTRATOR);
    everyPage("empty", LIGHT, List.of("/console/now", "/console/keys"), 200);
    many();
    everyPage("many", LOOKS, PAGES, 200);
    everyPage("many", LIGHT, List.of("/console/nothing"), 404);
    VIEWERS.is("María-José Fernández-Villaverde y Castellanos", Language.ES, ADMINISTRATOR);
    everyPage("many-es", LOOKS.subList(3, 4), PAGES, 200);
    VIEWERS.is(CLINICIAN);
    everyPage("clinician", LIGHT, List.of("/console/now"), 200);
    everyPage("clinician", LIGHT, List.of("/console/keys"), 403);
    VIEWERS.is(ENGINEER);
    everyPage("engineer", LIGHT, List.of("/console/applications", "/console/connect"), 200);
  }

  @Test
  void anAdministratorConnectsAProgramWithTheKeyboardAlone() {
    VIEWERS.is(ADMINISTRATOR);
    for (boolean script : new boolean[] {true, false}) {
      String name = script ? "with scripts" : "without scripts";
      try (BrowserContext context = context(LOOKS.getFirst(), script)) {
        Page page = context.newPage();
        page.navigate(ward.server.url() + "/console/connect/key");
        page.locator("#name").focus();
        page.keyboard().type(name);
        page.locator("#purpose-6").focus();
        page.keyboard().press("Space");
        page.locator("input[name=model][value='*']").focus();
        page.keyboard().press("Space");
        page.locator("#main button[type=submit]").focus();
        page.keyboard().press("Enter");
        String key = page.locator("#key-shown").textContent();
        assertThat(key).matches("ward_[A-Za-z0-9_-]{43}");
        if (script) {
          violations(page, "key shown");
        }
        shot(page, "key-shown-" + (script ? "light" : "no-script"));
        page.locator("#key").focus();
        page.keyboard().type(key);
        page.keyboard().press("Enter");
        assertThat(page.locator("#outcome").textContent()).contains("It arrived and was answered");
        if (script) {
          violations(page, "test exchange");
        }
        shot(page, "test-exchange-" + (script ? "light" : "no-script"));
      }
    }
  }

  @Test
  void wrongAnswersHaveTheFocusAndAreAccessible() {
    VIEWERS.is(ADMINISTRATOR);
    for (Look look : LOOKS.stream().filter(Look::judged).toList()) {
      try (BrowserContext context = context(look, true)) {
        Page page = context.newPage();
        page.navigate(ward.server.url() + "/console/applications/new");
        page.locator("#main button[type=submit]").click();
        page.locator(".error-summary:focus").waitFor();
        violations(page, "wrong answers " + look.name());
        fits(page, "wrong answers " + look.name());
        shot(page, "wrong-answers-" + look.name());
      }
    }
  }

  @Test
  void thePageRefreshesItselfKeepsTheFocusAndTellsOnlyWhatIsNew() throws IOException {
    VIEWERS.is(ADMINISTRATOR);
    Path live = Files.createDirectories(home.resolve("live"));
    try (BrowserContext context = context(LOOKS.getFirst(), true);
        TestWard other = TestWard.in(live).bean(Viewers.class, VIEWERS).start()) {
      Page page = context.newPage();
      page.navigate(other.server.url() + "/console/now");
      page.locator("#traffic-data summary").focus();
      page.keyboard().press("Enter");
      other.chat(TestWard.chat("x", false));
      page.locator("#traffic-text:has-text('1 answered')").waitFor(ATTACHED);
      page.locator("#traffic-data > summary:focus").waitFor(ATTACHED);
      // The second is asked for while the first is under way, and comes before the page has
      // settled.
      for (int i = 0; i < 20; i++) {
        page.evaluate(
            "() => new Promise((done) => { const live = document.getElementById('live'); let left = 2;"
                + " live.addEventListener('htmx:afterSettle', () => { if (--left === 0) done(); });"
                + " htmx.trigger(live, 'changed'); htmx.trigger(live, 'changed'); })");
        assertThat(page.locator("#traffic-data > summary:focus").count()).as("%s", i).isOne();
      }
      assertThat(page.locator("#traffic-data").getAttribute("open")).isNotNull();
      assertThat(page.locator("#announce").textContent()).isEmpty();
      other.ledger.breakDisk();
      other.chat(TestWard.chat("x", false));
      page.locator("#announce:not(:empty)").waitFor(ATTACHED);
      assertThat(page.locator("#announce").textContent()).contains("1 part of Ward is failing");
      violations(page, "failing");
      shot(page, "now-failing-light");
    }
  }

  @Test
  void paperHasTheContentAndNoNavigation() {
    VIEWERS.is(ADMINISTRATOR);
    try (BrowserContext context = context(LOOKS.getFirst(), true)) {
      Page page = context.newPage();
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      page.navigate(ward.server.url() + "/console/keys");
      assertThat(page.locator("nav").isVisible()).isFalse();
      assertThat(page.locator("h1").isVisible()).isTrue();
      violations(page, "print");
      shot(page, "keys-print");
    }
  }

  @Test
  void whatIsNotAccessibleIsFound() {
    VIEWERS.is(ADMINISTRATOR);
    try (BrowserContext context = context(LOOKS.getFirst(), true)) {
      Page page = context.newPage();
      page.navigate(ward.server.url() + "/console/keys");
      page.evaluate("document.querySelector('main').append(document.createElement('button'))");
      assertThatThrownBy(() -> violations(page, "a button without a name"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("button-name");
    }
  }

  private static void everyPage(String data, List<Look> looks, List<String> paths, int expected) {
    List<String> wrong = new ArrayList<>();
    for (Look look : looks) {
      try (BrowserContext context = context(look, look.script())) {
        Page page = context.newPage();
        page.onConsoleMessage(
            message -> {
              if (message.text().contains("Content Security Policy")) {
                wrong.add(page.url() + ": " + message.text());
              }
            });
        page.onRequest(
            request -> {
              if (!request.url().startsWith(ward.server.url().toString())) {
                wrong.add(page.url() + " asks " + request.url());
              }
            });
        for (String path : paths) {
          String name = path.replaceFirst("/console/", "").replaceAll("[^a-z]+", "-");
          assertThat(page.navigate(ward.server.url() + path).status()).as(path).isEqualTo(expected);
          if (look.judged()) {
            violations(page, data + " " + path + " " + look.name());
          }
          fits(page, data + " " + path + " " + look.name());
          shot(page, name + "-" + data + "-" + look.name());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Nothing is wider than the window. */
  static void fits(Page page, String what) {
    assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
        .as("%s scrolls sideways", what)
        .isEqualTo(0);
  }

  static void violations(Page page, String what) {
    assertThat(
            new AxeBuilder(page)
                    .options(onlyViolations())
                    // The pages have no frames, so no second page is needed to gather results.
                    .setLegacyMode(true)
                    .withTags(
                        List.of(
                            "wcag2a",
                            "wcag2aa",
                            "wcag21a",
                            "wcag21aa",
                            "wcag22aa",
                            "best-practice"))
                    .analyze()
                    .getViolations()
                    .stream()
                    .map(
                        rule ->
                            rule.getId()
                                + ": "
                                + rule.getNodes().stream()
                                    .map(node -> node.getHtml())
                                    .limit(3)
                                    .toList())
                    .toList())
        .as(what)
        .isEmpty();
  }

  /** The same rules; of those that hold axe does not gather every element. */
  private static AxeRunOptions onlyViolations() {
    AxeRunOptions options = new AxeRunOptions();
    options.setResultTypes(List.of("violations"));
    return options;
  }

  static void shot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  private static BrowserContext context(Look look, boolean script) {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setViewportSize(look.width(), look.height())
            .setColorScheme(look.scheme())
            .setJavaScriptEnabled(script)
            .setBypassCSP(false));
  }

  /** A Ward that has been in use. */
  private static void many() {
    Clients clients = ward.server.room(Clients.class);
    for (int i = 0; i < 60; i++) {
      clients.add(
          i == 7
              ? "An application with a name that goes on and on, as names of departments in hospitals do"
                  .replace(",", "")
              : "application " + i,
          i % 3 == 0 ? EnumSet.allOf(Purpose.class) : EnumSet.of(Purpose.TREAT),
          i % 2 == 0
              ? Set.of("*")
              : Set.of(TestWard.MODEL, "a-model-with-a-very-long-name/2026-11-29-preview-instruct"),
          i % 5 == 0 ? EnumSet.allOf(Right.class) : EnumSet.noneOf(Right.class),
          new Limits(60L * (i + 1), 1_000_000));
    }
    for (int minute = 0; minute < 40; minute++) {
      ward.clock.advance(Duration.ofMinutes(1));
      for (int i = 0; i < minute % 7; i++) {
        ward.chat(TestWard.chat("The ward round begins at eight.", false));
      }
      if (minute % 5 == 0) {
        var nameless = TestWard.chat("x", false);
        nameless.remove("metadata");
        ward.chat(nameless);
      }
      ward.get("/console/now");
    }
  }
}
