package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Role;

/**
 * Who wrote into a form for so long that they must prove themselves again finds it as they left it,
 * in a real Chromium.
 */
@Tag("extra")
final class StepUpBrowserTest {
  private static final String PASSWORD = "four words of a sentence";
  private static final String TEXT = "Found unconscious,\nthe allergies are needed now.";

  @TempDir private static Path home;
  private static TestWard ward;
  private static Chromium browser;

  @BeforeAll
  static void start() throws IOException {
    ward = TestWard.start(home);
    browser = Chromium.start();
  }

  @AfterAll
  static void stop() {
    browser.close();
    ward.close();
  }

  @Test
  void whatWasWrittenComesBackOnceAndIsSentByHand() {
    walk("wide", 1280, true, "en-GB", ColorScheme.LIGHT);
    walk("narrow", 320, true, "es-MX", ColorScheme.DARK);
    walk("no-script", 1280, false, "en-GB", ColorScheme.LIGHT);
  }

  private static void walk(
      String look, int width, boolean script, String locale, ColorScheme scheme) {
    Enrolment enrolment = ward.server.room(Enrolment.class);
    var link =
        enrolment
            .link(
                ward.server
                    .room(Accounts.class)
                    .add("grace-" + look, EnumSet.of(Role.CLINICIAN), "operator"),
                "operator")
            .token();
    String secret = enrolment.look(link).key().replace(" ", "");
    String session =
        enrolment
            .password(link, PASSWORD, Codes.now(secret, ward.clock))
            .session()
            .token()
            .reveal();
    String url = "http://localhost:" + ward.server.url().getPort();
    try (BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setLocale(locale)
                .setJavaScriptEnabled(script))) {
      context.addCookies(
          List.of(
              new Cookie("__Host-ward", session)
                  .setUrl("https://localhost:" + ward.server.url().getPort() + "/")
                  .setHttpOnly(true)
                  .setSecure(true)));
      Page page = context.newPage();
      page.navigate(url + "/console/glass");
      page.locator("#patient").fill(TestWard.PATIENT);
      page.locator("#reason").selectOption("unconscious");
      page.locator("#text").fill(TEXT);
      page.locator("#minutes").selectOption("45");
      ward.clock.advance(Duration.ofMinutes(16));
      long before = ward.durable();
      page.locator("#main button[type=submit]").click();
      page.locator("#password").waitFor();
      assertThat(page.url()).doesNotContain(TestWard.PATIENT).contains("/step-up?next=");
      looked(page, "step-up-kept-" + look, script);
      page.locator("#password").fill(PASSWORD);
      page.locator("#code").fill(Codes.now(secret, ward.clock));
      page.locator("#main form[action='/step-up'] button").click();
      page.locator("#patient").waitFor();
      assertThat(page.url()).isEqualTo(url + "/console/glass?kept=1");
      assertThat(page.locator("#patient").inputValue()).isEqualTo(TestWard.PATIENT);
      assertThat(page.locator("#reason").inputValue()).isEqualTo("unconscious");
      assertThat(page.locator("#text").inputValue()).isEqualTo(TEXT);
      assertThat(page.locator("#minutes").inputValue()).isEqualTo("45");
      assertThat(page.locator("main > p.notice-good").isVisible()).isTrue();
      assertThat(broken(before)).isZero();
      looked(page, "step-up-back-" + look, script);
      page.locator("#main form[action='/console/glass'] button[type=submit]").click();
      page.locator("#glass-shown").waitFor();
      assertThat(broken(before)).isOne();
      page.navigate(url + "/console/glass?kept=1");
      assertThat(page.locator("#patient").inputValue()).isEmpty();
      assertThat(page.locator("main > p.notice-warn").isVisible()).isTrue();
    }
  }

  private static long broken(long since) {
    return ward.entriesFrom(since).stream()
        .filter(entry -> entry.path("type").asString("").equals("glass.broken"))
        .count();
  }

  private static void looked(Page page, String name, boolean script) {
    if (script) {
      ConsoleBrowserTest.violations(page, name);
    }
    ConsoleBrowserTest.fits(page, name);
    ConsoleBrowserTest.shot(page, name);
  }
}
