package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.ConsoleBrowserTest.fits;
import static org.wardhealth.server.ConsoleBrowserTest.shot;
import static org.wardhealth.server.ConsoleBrowserTest.violations;
import static org.wardhealth.server.identity.Role.AUDITOR;
import static org.wardhealth.server.identity.Role.PRIVACY_OFFICER;
import static org.wardhealth.server.identity.Role.SECURITY_OFFICER;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.console.Language;
import org.wardhealth.server.console.Viewers;

/** The rules in a real Chromium: proposed by one, approved by another, with scripts and without. */
@Tag("extra")
final class RulesBrowserTest {
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
    VIEWERS.showed(Optional.of(ward.clock.instant()));
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

  private static String policy(String id) {
    return """
        @id("%s")
        @says("The mock is not asked at night.")
        forbid (principal, action == Ward::Action::"infer", resource)
        when { resource == Ward::Model::"test/mock" && context.vip };
        """
        .formatted(id);
  }

  /** Types a proposal and sends it; the page of the proposal is open then. */
  private static void propose(Page page, String id) {
    page.navigate(ward.server.url() + "/console/rules/new");
    page.locator("#why").fill("The mock is not asked at night by anybody in this hospital.");
    page.locator("#file").fill("organisation/" + id + ".cedar");
    page.locator("#text").fill(policy(id));
    page.locator("#main form button[type=submit]").click();
    page.locator("#changes").waitFor();
  }

  @Test
  void onePersonProposesAndAnotherApprovesWithAndWithoutScripts() {
    for (boolean script : new boolean[] {true, false}) {
      String id = script ? "with-scripts" : "without-scripts";
      try (BrowserContext context = context(1280, ColorScheme.LIGHT, script)) {
        Page page = context.newPage();
        VIEWERS.is("pe_ada", "ada", SECURITY_OFFICER);
        propose(page, id);
        String proposal = page.url();
        assertThat(page.locator("#decide").textContent()).contains("Withdraw");
        VIEWERS.is("pe_grace", "grace", PRIVACY_OFFICER);
        page.navigate(proposal);
        page.locator("#decide button:has-text('Approve')").focus();
        page.keyboard().press("Enter");
        page.locator("h1:has-text('version')").waitFor();
        assertThat(page.locator("h1").textContent()).contains("in force");
        page.navigate(ward.server.url() + "/console/rules");
        assertThat(page.locator("#layer-organisation").textContent()).contains(id);
      }
    }
  }

  @Test
  void everyScreenInEveryLookIsAccessibleAndFits() {
    VIEWERS.is("pe_ada", "ada", SECURITY_OFFICER);
    ward.chat(TestWard.chat(TestWard.NOTE, false));
    ward.ledger.ledger().publish();
    ward.server.room(Projection.class).catchUp();
    String proposal;
    try (BrowserContext context = context(1280, ColorScheme.LIGHT, true)) {
      Page page = context.newPage();
      propose(page, "looked-at");
      proposal = page.url();
    }
    List<String> wrong = new ArrayList<>();
    Map<String, String> pages =
        Map.of(
            "rules", ward.server.url() + "/console/rules",
            "rules-new", ward.server.url() + "/console/rules/new",
            "rules-set", proposal,
            "rules-past", proposal + "/past",
            "rules-unknown", ward.server.url() + "/console/rules/sets/none",
            "rules-trial",
                ward.server.url()
                    + "/console/rules/trial?model=test/mock&purpose=TREAT&application="
                    + ward.server
                        .room(org.wardhealth.server.identity.Clients.class)
                        .list()
                        .getFirst()
                        .id());
    for (int width : new int[] {1280, 320}) {
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        try (BrowserContext context = context(width, scheme, true)) {
          Page page = context.newPage();
          page.onConsoleMessage(
              message -> {
                if (message.text().contains("Content Security Policy")) {
                  wrong.add(page.url() + ": " + message.text());
                }
              });
          pages.forEach(
              (name, url) -> {
                String what = name + " " + width + " " + scheme;
                VIEWERS.is("pe_grace", "grace", PRIVACY_OFFICER);
                page.navigate(url);
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
                violations(page, what);
                fits(page, what);
                shot(
                    page,
                    name + "-" + width + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
              });
        }
      }
    }
    try (BrowserContext context = context(320, ColorScheme.LIGHT, true)) {
      Page page = context.newPage();
      VIEWERS.is("Inés Peña", Language.ES, AUDITOR);
      pages.forEach(
          (name, url) -> {
            if (page.navigate(url).status() == 200) {
              fits(page, name + " es");
              shot(page, name + "-es");
            }
          });
      VIEWERS.is("pe_ada", "ada", SECURITY_OFFICER);
      page.navigate(ward.server.url() + "/console/rules/new");
      page.locator("#file").fill("role/broken.cedar");
      page.locator("#text").fill("permit (");
      page.locator("#main form button[type=submit]").click();
      page.locator(".error-summary:focus").waitFor();
      violations(page, "a proposal with problems");
      fits(page, "a proposal with problems");
      shot(page, "rules-new-wrong");
    }
    assertThat(wrong).isEmpty();
  }
}
