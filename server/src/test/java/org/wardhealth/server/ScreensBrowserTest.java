package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ADMINISTRATOR;
import static org.wardhealth.server.identity.Role.CLINICIAN;
import static org.wardhealth.server.identity.Role.PRIVACY_OFFICER;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.console.Language;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Glass;
import org.wardhealth.server.identity.Glasses;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Suspension;
import org.wardhealth.server.models.Suspensions;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;

/**
 * People and models in a real Chromium: no violation that axe knows of, nothing wider than its
 * window, and their main tasks done without scripts.
 */
@Tag("extra")
final class ScreensBrowserTest {
  private static final Path PICTURES =
      Path.of(System.getProperty("ward.root", ".."), "server", "target", "screenshots");
  private static final FakeViewers VIEWERS = new FakeViewers();

  @TempDir private static Path home;
  private static TestWard ward;
  private static Chromium browser;

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

  private static BrowserContext context(int width, ColorScheme scheme, boolean script) {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setViewportSize(width, 900)
            .setColorScheme(scheme)
            .setJavaScriptEnabled(script));
  }

  /** A Ward with staff, some signed in, one locked, one not enrolled. */
  private static void staff() {
    Accounts accounts = ward.server.room(Accounts.class);
    Enrolment enrolment = ward.server.room(Enrolment.class);
    Role[] roles = Role.values();
    for (int i = 0; i < 6; i++) {
      Person person =
          accounts.add(
              List.of("ada.marsh", "b.okafor", "chen", "d.silva", "emil", "f.haddad").get(i),
              EnumSet.of(roles[i], roles[i + 5]),
              "operator");
      if (i < 4) {
        var link = enrolment.link(person, "operator").token();
        String secret = enrolment.look(link).key().replace(" ", "");
        var _ = enrolment.password(link, "four words of a sentence", Codes.now(secret, ward.clock));
      }
    }
    accounts.activate(accounts.named("f.haddad").orElseThrow(), false, "operator");
  }

  /** A clinician who breaks the glass now; its id. */
  private static String glass(String clinician, Glass.Reason reason, String why) {
    Enrolment enrolment = ward.server.room(Enrolment.class);
    var link =
        enrolment
            .link(
                ward.server
                    .room(Accounts.class)
                    .add(clinician, EnumSet.of(Role.CLINICIAN), "operator"),
                "operator")
            .token();
    String secret = enrolment.look(link).key().replace(" ", "");
    var opened =
        enrolment.password(link, "four words of a sentence", Codes.now(secret, ward.clock));
    return ward.server
        .room(Glasses.class)
        .breakFor(
            opened.session().signedIn(),
            ward.server
                .room(Patients.class)
                .find(PatientId.parse(TestWard.PATIENT).orElseThrow())
                .orElseThrow(),
            reason,
            why,
            Duration.ofMinutes(30))
        .glass()
        .id();
  }

  @Test
  void everyScreenInEveryLookIsAccessibleAndFits() {
    String late =
        glass("g.lindqvist-oyelaran", Glass.Reason.COVERING, "Night duty for the whole ward.");
    ward.clock.advance(Duration.ofHours(73));
    String broken =
        glass(
            "h.moreau",
            Glass.Reason.UNCONSCIOUS,
            "Found unconscious at the station, no relatives.\nAllergies are needed before surgery.");
    staff();
    Suspensions suspensions = ward.server.room(Suspensions.class);
    var _ =
        suspensions.suspend(
            ward.server.room(Models.class).find("ward/extractive").orElseThrow(),
            Suspension.Reason.WRONG_ANSWERS,
            Optional.of("INC-4711"),
            By.OPERATOR);
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("models-suspended", "/console/models");
    pages.put("now-suspended", "/console/now");
    pages.put("model-suspend", "/console/models/suspend?model=test%2Fmock");
    pages.put("model-resume", "/console/models/resume?model=ward%2Fextractive");
    pages.put("people", "/console/people");
    pages.put("glass", "/console/glass");
    pages.put("glass-review", "/console/glass/" + broken);
    pages.put("glass-overdue", "/console/glass/" + late);
    pages.put("person", "/console/people/ada.marsh");
    pages.put("person-locked", "/console/people/f.haddad");
    pages.put("person-new", "/console/people/new");
    pages.put("person-roles", "/console/people/ada.marsh/roles");
    pages.put("person-lock", "/console/people/ada.marsh/lock");
    pages.put("person-reset", "/console/people/ada.marsh/link");
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(200);
    String exchange = ward.entries().getLast().path("exchange").asString();
    String consents = consents();
    pages.put("explain", "/console/exchanges/" + exchange + "/patient?language=es");
    pages.put("consent-search", "/console/consent");
    pages.put("consent-cohorts", "/console/consent/cohorts");
    pages.put("consent", consents);
    pages.put("consent-record", consents + "/record");
    everyPage(pages);
  }

  /** A patient who said four things. */
  private static String consents() {
    VIEWERS.is(PRIVACY_OFFICER);
    String path =
        Forms.send(ward, "/console/consent", Map.of("patient", TestWard.PATIENT))
            .header("location")
            .orElseThrow();
    for (String said : List.of("NO_AI_OUTSIDE", "USE_NO_AI_OUTSIDE")) {
      var _ = Forms.send(ward, path + "/record", Map.of("said", said, "purpose", "HRESCH"));
    }
    ward.ledger.ledger().publish();
    ward.server.room(Projection.class).catchUp();
    return path;
  }

  @Test
  void aPrivacyOfficerCountsWhoPermitsWhat() {
    VIEWERS.is(PRIVACY_OFFICER);
    try (BrowserContext context = context(1280, ColorScheme.LIGHT, false)) {
      Page page = context.newPage();
      page.navigate(ward.server.url() + "/console/consent");
      page.locator("a[href$='/cohorts']").click();
      page.locator("#main button[type=submit]").click();
      assertThat(page.locator("#counted tbody tr").count()).isEqualTo(7);
      ConsoleBrowserTest.shot(page, "consent-counted");
    }
  }

  @Test
  void aPrivacyOfficerRecordsAndWithdrawsAConsentWithoutScripts() {
    VIEWERS.is(PRIVACY_OFFICER);
    try (BrowserContext context = context(1280, ColorScheme.LIGHT, false)) {
      Page page = context.newPage();
      page.navigate(ward.server.url() + "/console/consent");
      page.locator("#patient").fill(TestWard.PATIENT);
      page.keyboard().press("Enter");
      page.locator("a[href$='/record']").click();
      page.locator("#said").selectOption("NO_AI");
      page.locator("input[value=TREAT]").check();
      page.locator("#main button[type=submit]").click();
      assertThat(ward.chat(TestWard.chat("x", false)).code()).isEqualTo("consent_denied");
      page.locator("main .narrow a").click();
      page.locator("a[href*='/print']").first().click();
      ConsoleBrowserTest.shot(page, "consent-print");
      page.goBack();
      page.locator(".card:has-text('for treatment') a[href*='/withdraw']").first().click();
      page.locator("#main button[type=submit]").click();
      assertThat(ward.chat(TestWard.chat("x", false)).status()).isEqualTo(200);
    }
  }

  private static void everyPage(Map<String, String> pages) {
    List<String> wrong = new ArrayList<>();
    for (int width : new int[] {1280, 320}) {
      for (Language language : Language.values()) {
        boolean dark = language == Language.ES;
        VIEWERS.is("Ada Marsh", language, ADMINISTRATOR, PRIVACY_OFFICER, CLINICIAN);
        try (BrowserContext context =
            context(width, dark ? ColorScheme.DARK : ColorScheme.LIGHT, true)) {
          Page page = context.newPage();
          page.onConsoleMessage(
              message -> {
                if (message.text().contains("Content Security Policy")) {
                  wrong.add(page.url() + ": " + message.text());
                }
              });
          pages.forEach(
              (name, path) -> {
                assertThat(page.navigate(ward.server.url() + path).status())
                    .as(path)
                    .isLessThan(300);
                ConsoleBrowserTest.violations(page, name + " " + width);
                ConsoleBrowserTest.fits(page, name + " " + width);
                ConsoleBrowserTest.shot(page, name + "-" + width + (dark ? "-es-dark" : "-light"));
              });
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aNewcomerSuspendsAModelAndResumesItByKeyboardWithAndWithoutScripts() {
    VIEWERS.is(ADMINISTRATOR);
    for (boolean script : new boolean[] {true, false}) {
      try (BrowserContext context = context(1280, ColorScheme.LIGHT, script)) {
        Page page = context.newPage();
        page.navigate(ward.server.url() + "/console/now");
        page.locator("nav a[href='/console/models']").focus();
        page.keyboard().press("Enter");
        page.locator("a[href='/console/models/suspend?model=test%2Fmock']").focus();
        page.keyboard().press("Enter");
        page.locator("#reason").selectOption("PRIVACY");
        page.locator("#reference").focus();
        page.keyboard().type("INC-1");
        page.keyboard().press("Enter");
        assertThat(page.locator(".notice-good").textContent()).contains("test/mock");
        assertThat(ward.chat(TestWard.chat("x", false)).code()).isEqualTo("model_suspended");
        ConsoleBrowserTest.shot(page, "model-suspended-" + (script ? "light" : "no-script"));
        page.locator("main a[href='/console/models']").focus();
        page.keyboard().press("Enter");
        page.locator("a[href='/console/models/resume?model=test%2Fmock']").click();
        page.locator("#main button[type=submit]").click();
        assertThat(ward.chat(TestWard.chat("x", false)).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void anAdministratorAddsAPersonAndLocksThemWithoutScripts() {
    VIEWERS.is(ADMINISTRATOR);
    try (BrowserContext context = context(1280, ColorScheme.LIGHT, false)) {
      Page page = context.newPage();
      page.navigate(ward.server.url() + "/console/people");
      page.locator("a[href='/console/people/new']").click();
      page.locator("#name").fill("grace");
      page.locator("input[value=clinician]").check();
      page.locator("#main button[type=submit]").click();
      assertThat(page.locator("#link-shown").textContent()).contains("/enrol/");
      ConsoleBrowserTest.shot(page, "person-linked-no-script");
      page.locator("main a[href='/console/people/grace']").click();
      page.locator("a[href='/console/people/grace/lock']").click();
      page.locator("#main button[type=submit]").click();
      assertThat(page.locator(".notice-good").textContent()).contains("grace");
      assertThat(ward.server.room(Accounts.class).named("grace").orElseThrow().active()).isFalse();
    }
  }

  @Test
  void theEndOfASessionIsToldAndPutOffWithoutLeavingThePage() {
    VIEWERS.is(ADMINISTRATOR);
    VIEWERS.ends(ward.clock.instant().plusSeconds(90));
    try (BrowserContext context = context(1280, ColorScheme.LIGHT, true);
        BrowserContext without = context(1280, ColorScheme.LIGHT, false)) {
      Page page = context.newPage();
      page.navigate(ward.server.url() + "/console/people/new");
      page.locator("#name").fill("half typed");
      page.locator("#session").waitFor();
      assertThat(page.locator("#session").textContent()).contains("less than two minutes");
      ConsoleBrowserTest.violations(page, "session ends");
      ConsoleBrowserTest.shot(page, "session-ends-light");
      VIEWERS.ends(ward.clock.instant().plusSeconds(1_000));
      page.locator("#session button").focus();
      page.keyboard().press("Enter");
      page.locator("#session")
          .waitFor(
              new com.microsoft.playwright.Locator.WaitForOptions()
                  .setState(com.microsoft.playwright.options.WaitForSelectorState.HIDDEN));
      assertThat(page.locator("#name").inputValue()).isEqualTo("half typed");
      Page plain = without.newPage();
      plain.navigate(ward.server.url() + "/console/now");
      assertThat(plain.locator("#session").isVisible()).isFalse();
      assertThat(plain.locator("footer").textContent()).contains("Your session ends");
    }
  }
}
