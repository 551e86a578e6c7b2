package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.AUDITOR;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.console.Language;
import org.wardhealth.server.console.Viewers;

/**
 * The exchanges in a real Chromium: found, told, and proved by the browser itself, which notices
 * every byte that was altered.
 */
@Tag("extra")
final class ExchangesBrowserTest {
  private static final Path PICTURES =
      Path.of(System.getProperty("ward.root", ".."), "server", "target", "screenshots");
  private static final FakeViewers VIEWERS = new FakeViewers();

  /** Alters the proof of the page's last entry: its entry, a hash, the root, or the signature. */
  private static final String ALTER =
      """
      what => {
        const part = [...document.querySelectorAll('.proof')].pop();
        const lines = atob(part.dataset.proof).split('\\n');
        const flip = text => {
          const bytes = atob(text).split('').map(c => c.charCodeAt(0));
          bytes[bytes.length - 3] ^= 1;
          return btoa(String.fromCharCode(...bytes));
        };
        const blank = lines.indexOf('');
        if (what === 'entry') lines[1] = 'extra ' + flip(lines[1].slice(6));
        if (what === 'hash') lines[3] = flip(lines[3]);
        if (what === 'index') lines[2] = 'index ' + (Number(lines[2].slice(6)) - 1);
        if (what === 'root') lines[blank + 3] = flip(lines[blank + 3]);
        if (what === 'size') lines[blank + 2] = String(Number(lines[blank + 2]) + 1);
        if (what === 'signature') {
          const at = lines.findIndex((line, i) => i > blank + 3 && line.includes(' test.example/'));
          const words = lines[at].split(' ');
          words[2] = flip(words[2]);
          lines[at] = words.join(' ');
        }
        if (what === 'form') lines[0] = 'another';
        part.dataset.proof = btoa(lines.join('\\n'));
      }
      """;

  /**
   * Whether the button that opens the first row can be hit where it is, without scrolling aside.
   */
  private static final String IN_SIGHT =
      """
      () => {
        const button = document.querySelector('.table td:last-child > .button');
        button.scrollIntoView({block: 'center'});
        document.querySelector('.table-frame').scrollLeft = 0;
        const box = button.getBoundingClientRect();
        const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return box.left >= 0 && box.right <= innerWidth && button.contains(hit);
      }
      """;

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

  private static String last(String type) {
    ward.ledger.ledger().publish();
    ward.server.room(Projection.class).catchUp();
    return ward.entries().stream()
        .filter(entry -> entry.path("type").asString().equals(type))
        .reduce((first, second) -> second)
        .orElseThrow()
        .path("exchange")
        .asString();
  }

  private static String answered() {
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(200);
    return last("exchange.result");
  }

  private static String denied() {
    var nameless = TestWard.chat("x", false);
    nameless.remove("metadata");
    assertThat(ward.chat(nameless).status()).isEqualTo(403);
    return last("exchange.refuse");
  }

  private static BrowserContext context(int width, ColorScheme scheme, boolean script) {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setViewportSize(width, 900)
            .setColorScheme(scheme)
            .setJavaScriptEnabled(script));
  }

  @Test
  void everyScreenInEveryLookIsAccessibleAndFits() {
    String denied = denied();
    String answered = answered();
    for (int i = 0; i < 52; i++) {
      ward.clock.advance(Duration.ofMinutes(7));
      ward.chat(TestWard.chat("The ward round begins at eight.", i % 3 == 0));
    }
    last("exchange.result");
    Map<String, String> pages =
        Map.of(
            "exchanges", "/console/exchanges",
            "exchanges-none", "/console/exchanges?ended=aborted",
            "exchanges-wrong", "/console/exchanges?patient=x&since=y",
            "exchange", "/console/exchanges/" + answered,
            "exchange-refused", "/console/exchanges/" + denied,
            "exchange-unknown", "/console/exchanges/ex_1",
            "sent-ask", "/console/exchanges/" + answered + "/sent",
            "denied", "/console/denied",
            "denied-why", "/console/denied?decision=" + denied,
            "denied-unknown", "/console/denied?decision=ex_1");
    List<String> wrong = new ArrayList<>();
    for (int width : new int[] {1280, 320}) {
      for (Language language : Language.values()) {
        boolean dark = language == Language.ES;
        VIEWERS.is("Ada Marsh", language, AUDITOR, PRIVACY_OFFICER);
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
                page.navigate(ward.server.url() + path);
                ConsoleBrowserTest.violations(page, name + " " + width);
                ConsoleBrowserTest.fits(page, name + " " + width);
                ConsoleBrowserTest.shot(page, name + "-" + width + (dark ? "-es-dark" : "-light"));
              });
          page.navigate(ward.server.url() + "/console/exchanges");
          assertThat(page.evaluate(IN_SIGHT)).as("rows can be opened at " + width).isEqualTo(true);
          page.navigate(ward.server.url() + "/console/exchanges/" + answered + "/sent");
          page.locator("#reason").selectOption("PROTECTION_REVIEW");
          page.locator("form.form button").click();
          assertThat(page.locator(".agreed").first().textContent()).contains("[NAME-1]");
          ConsoleBrowserTest.violations(page, "sent " + width);
          ConsoleBrowserTest.fits(page, "sent " + width);
          ConsoleBrowserTest.shot(page, "sent-" + width + (dark ? "-es-dark" : "-light"));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theBrowserVerifiesARealEntryAndNoticesEveryAlteration() {
    VIEWERS.is(AUDITOR);
    String exchange = answered();
    try (BrowserContext context = context(1280, ColorScheme.LIGHT, true)) {
      Page page = context.newPage();
      page.navigate(ward.server.url() + "/console/exchanges/" + exchange);
      for (int i = 0; i < 2; i++) {
        page.locator("[data-prove]").nth(i).focus();
        page.keyboard().press("Enter");
        page.waitForSelector(".proof:nth-of-type(" + (i + 1) + ") .proved[data-verdict]");
      }
      assertThat(page.locator(".proved[data-verdict=good]").count()).isEqualTo(2);
      assertThat(page.locator(".proved").last().textContent())
          .contains(
              "Verified.", "This is the root", "Ed25519 signature of the checkpoint is right");
      ConsoleBrowserTest.violations(page, "verified");
      ConsoleBrowserTest.shot(page, "exchange-verified-light");
      for (String what : List.of("entry", "hash", "index", "root", "size", "signature", "form")) {
        page.navigate(ward.server.url() + "/console/exchanges/" + exchange);
        page.evaluate(ALTER, what);
        page.locator("[data-prove]").last().click();
        page.waitForSelector(".proved[data-verdict]");
        assertThat(page.locator(".proved").last().getAttribute("data-verdict"))
            .as(what + " was altered")
            .isEqualTo("bad");
        assertThat(page.locator(".proved").last().textContent()).contains("NOT verified");
        if (what.equals("entry")) {
          ConsoleBrowserTest.violations(page, "altered");
          ConsoleBrowserTest.shot(page, "exchange-altered-light");
        }
      }
    }
  }

  @Test
  void anAuditorFindsAnExchangeAndAClinicianADenialWithoutScripts() {
    String denied = denied();
    try (BrowserContext context = context(1280, ColorScheme.LIGHT, false)) {
      Page page = context.newPage();
      VIEWERS.is(AUDITOR);
      page.navigate(ward.server.url() + "/console/exchanges");
      page.locator("#ended").selectOption("refused");
      page.locator("#code").fill("purpose_missing");
      page.keyboard().press("Enter");
      page.locator("a[href='/console/exchanges/" + denied + "']").click();
      assertThat(page.locator("ol.timeline").textContent()).contains("stopped here");
      assertThat(page.locator("[data-prove]").first().isVisible()).isFalse();
      assertThat(page.locator("a[download]").first().isVisible()).isTrue();

      VIEWERS.is(CLINICIAN);
      page.navigate(ward.server.url() + "/console/denied");
      page.locator("#decision").fill(denied);
      page.keyboard().press("Enter");
      assertThat(page.locator("#why").textContent()).contains("Say the purpose of use");
    }
  }
}
