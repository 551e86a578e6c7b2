package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Role;
import tools.jackson.databind.node.ObjectNode;

/**
 * A clinician breaks the glass in a real Chromium, in a session of their own, and ends it; a
 * privacy officer reviews it. Everything by keyboard, with scripts and without.
 */
@Tag("extra")
final class GlassBrowserTest {
  private static final Path PICTURES =
      Path.of(System.getProperty("ward.root", ".."), "server", "target", "screenshots");

  @TempDir private static Path home;
  private static TestWard ward;
  private static Chromium browser;

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(PICTURES);
    ward = TestWard.start(home);
    browser = Chromium.start();
  }

  @AfterAll
  static void stop() {
    browser.close();
    ward.close();
  }

  /** A browser in which somebody has just proved level 2. */
  private static BrowserContext of(
      String name, Role role, int width, boolean script, String locale, ColorScheme scheme) {
    Enrolment enrolment = ward.server.room(Enrolment.class);
    var link =
        enrolment
            .link(
                ward.server.room(Accounts.class).add(name, EnumSet.of(role), "operator"),
                "operator")
            .token();
    String secret = enrolment.look(link).key().replace(" ", "");
    String session =
        enrolment
            .password(link, "four words of a sentence", Codes.now(secret, ward.clock))
            .session()
            .token()
            .reveal();
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setLocale(locale)
                .setJavaScriptEnabled(script));
    context.addCookies(
        List.of(
            new Cookie("__Host-ward", session)
                .setUrl("https://localhost:" + ward.server.url().getPort() + "/")
                .setHttpOnly(true)
                .setSecure(true)));
    return context;
  }

  private static void looked(Page page, String name, boolean script) {
    if (script) {
      ConsoleBrowserTest.violations(page, name);
    }
    ConsoleBrowserTest.fits(page, name);
    ConsoleBrowserTest.shot(page, name);
  }

  private static String code(String token) {
    ObjectNode chat = TestWard.chat(TestWard.NOTE, false);
    chat.withObject("/metadata").put("patient", TestWard.PATIENT).put("purpose", "ETREAT");
    TestWard.Answer answer =
        ward.send(
            "POST", "/v1/chat/completions", chat.toString(), Map.of("Ward-Break-Glass", token));
    return answer.status() == 200 ? "" : answer.code();
  }

  @Test
  void aClinicianBreaksItAndEndsItAndAnOfficerReviewsItByKeyboard() {
    walk("wide", 1280, true, "en-GB", ColorScheme.LIGHT);
    walk("narrow", 320, true, "es-MX", ColorScheme.DARK);
    walk("no-script", 1280, false, "en-GB", ColorScheme.LIGHT);
  }

  private static void walk(
      String look, int width, boolean script, String locale, ColorScheme scheme) {
    String url = "http://localhost:" + ward.server.url().getPort();
    String glass;
    try (BrowserContext context =
        of("grace-" + look, Role.CLINICIAN, width, script, locale, scheme)) {
      Page page = context.newPage();
      page.navigate(url + "/console/glass");
      page.locator("#main button[type=submit]").focus();
      page.keyboard().press("Enter");
      page.locator(".error-summary").waitFor();
      looked(page, "glass-wrong-" + look, script);
      page.locator("#patient").fill(TestWard.PATIENT);
      page.locator("#reason").selectOption("unconscious");
      page.locator("#text").fill("Found unconscious,\nthe allergies are needed now.");
      page.locator("#minutes").focus();
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      String token = page.locator("#glass-shown").textContent();
      looked(page, "glass-broken-" + look, script);
      assertThat(code(token)).isEmpty();
      page.navigate(url + "/console/now");
      looked(page, "now-own-glass-" + look, script);
      page.locator("a[href$='/end']").focus();
      page.keyboard().press("Enter");
      page.locator("#main button[type=submit]").waitFor();
      glass = page.url().replaceAll(".*/(gl_[0-9a-f]+)/end", "$1");
      looked(page, "glass-end-" + look, script);
      page.locator("#main button[type=submit]").focus();
      page.keyboard().press("Enter");
      page.locator(".notice-good").waitFor();
      looked(page, "glass-ended-" + look, script);
      assertThat(code(token)).isEqualTo("break_glass_invalid");
    }
    try (BrowserContext context =
        of("petra-" + look, Role.PRIVACY_OFFICER, width, script, locale, scheme)) {
      Page page = context.newPage();
      page.navigate(url + "/console/now");
      page.locator("a[href='/console/glass/" + glass + "']").focus();
      page.keyboard().press("Enter");
      page.locator("#verdict").selectOption("justified");
      page.locator("#reference").fill("PO-2026-7");
      looked(page, "glass-review-" + look, script);
      page.locator("#reference").press("Enter");
      page.locator(".notice-good").waitFor();
      page.locator("main .narrow a").focus();
      page.keyboard().press("Enter");
      page.locator(".tag-good").waitFor();
      looked(page, "glass-reviewed-" + look, script);
    }
  }
}
