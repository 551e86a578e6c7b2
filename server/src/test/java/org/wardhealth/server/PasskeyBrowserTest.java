package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A person enrols with a passkey and signs in with it, in Debian's Chromium with a virtual
 * authenticator, under the content security policy as it is.
 */
@Tag("extra")
class PasskeyBrowserTest {
  private static final Path PICTURES =
      Path.of(System.getProperty("ward.root", ".."), "server", "target", "screenshots");

  @TempDir private static Path home;
  private static WardServer ward;
  private static Chromium browser;

  @BeforeAll
  static void start() {
    ward =
        WardServer.start(
            Settings.load(home, Map.of("WARD_SERVER_PORT", "0", "WARD_SERVER_PLAIN_HTTP", "true")));
    browser = Chromium.start();
  }

  @AfterAll
  static void stop() {
    browser.close();
    ward.close();
  }

  private static String authenticator(CDPSession devtools, boolean verifies) {
    devtools.send("WebAuthn.enable");
    JsonObject options = new JsonObject();
    options.addProperty("protocol", "ctap2");
    options.addProperty("transport", "internal");
    options.addProperty("hasResidentKey", true);
    options.addProperty("hasUserVerification", verifies);
    options.addProperty("isUserVerified", verifies);
    options.addProperty("automaticPresenceSimulation", true);
    JsonObject wanted = new JsonObject();
    wanted.add("options", options);
    return devtools
        .send("WebAuthn.addVirtualAuthenticator", wanted)
        .get("authenticatorId")
        .getAsString();
  }

  @Test
  void aPasskeyIsMadeUsedAndUselessWithoutItsHolder() {
    try (BrowserContext context = browser.newContext(new Browser.NewContextOptions())) {
      List<String> complaints = new ArrayList<>();
      Page page = context.newPage();
      page.onConsoleMessage(
          message -> {
            if (message.text().contains("Content Security Policy")) {
              complaints.add(message.text());
            }
          });
      CDPSession devtools = context.newCDPSession(page);
      String device = authenticator(devtools, true);

      String link = ward.firstLink().orElseThrow().toString();
      page.navigate(link);
      look(page, "enrol");
      page.locator("form[data-passkey] button").click();
      page.locator("[data-recovery-codes]").waitFor();
      assertThat(page.locator("[data-recovery-codes] li").count()).isEqualTo(10);
      assertThat(page.content()).doesNotContain(URI.create(link).getPath() + "/");
      look(page, "recovery-codes");
      page.navigate(at("/step-up"));
      look(page, "step-up");

      page.navigate(at("/account/factors"));
      assertThat(page.locator("table").first().innerText()).contains("Passkey");
      look(page, "factors");
      page.locator("#main form[action='/sign-out'] button").click();
      page.waitForURL(at("/sign-in"));

      page.navigate(at("/account/factors"));
      assertThat(page.url()).contains("/sign-in?next=");
      look(page, "sign-in");
      page.locator("form[data-passkey] button").click();
      page.waitForURL(at("/account/factors"));
      assertThat(page.locator("h1").innerText()).isEqualTo("How you sign in");

      page.locator("#main form[action='/sign-out'] button").click();
      page.waitForURL(at("/sign-in"));
      JsonObject unverified = new JsonObject();
      unverified.addProperty("authenticatorId", device);
      unverified.addProperty("isUserVerified", false);
      devtools.send("WebAuthn.setUserVerified", unverified);
      page.locator("form[data-passkey] button").click();
      page.locator("[data-passkey-problem]:not(:empty)").waitFor();
      look(page, "sign-in-refused");
      page.navigate(at("/recovery"));
      look(page, "recovery");
      page.navigate(at("/account/factors"));
      assertThat(page.url()).contains("/sign-in");
      assertThat(complaints).isEmpty();
    }
  }

  /** No violation that axe knows of, nothing wider than a phone, and a picture of both widths. */
  private static void look(Page page, String name) {
    page.setViewportSize(1280, 900);
    assertThat(
            new AxeBuilder(page)
                    .setLegacyMode(true)
                    .withTags(List.of("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"))
                    .analyze()
                    .getViolations()
                    .stream()
                    .map(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
                    .toList())
        .as(name)
        .isEmpty();
    shot(page, name + "-light");
    page.setViewportSize(320, 720);
    assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
        .as("%s scrolls sideways", name)
        .isEqualTo(0);
    shot(page, name + "-phone");
  }

  private static void shot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  private static String at(String path) {
    return "http://localhost:" + ward.url().getPort() + path;
  }
}
