package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.vault.Secrets;
import org.wardhealth.server.vault.Vault;
import org.wardhealth.testkit.ManualClock;

/**
 * A person goes to an identity provider of another site and comes back, in Debian's Chromium: the
 * session's cookie is {@code SameSite=Strict}, and they are signed in nevertheless.
 */
@Tag("extra")
class ProviderSignInBrowserTest {
  @TempDir private Path home;
  private FakeIssuer hospital;
  private TestWard ward;
  private Chromium browser;

  @BeforeEach
  void start() {
    ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
    hospital = FakeIssuer.start(clock);
    ward =
        TestWard.in(home)
            .clock(clock)
            .issuers(
                SignInProvider.settings(
                    "hospital",
                    hospital.url(),
                    Duration.ofSeconds(30),
                    SignInProvider.people(
                        FakeIssuer.CLIENT,
                        new IssuerSettings.Password("idp"),
                        Set.of("gold"),
                        Set.of(),
                        Map.of("wards", Role.CLINICIAN))))
            .start();
    Secrets.open(home, ward.server.room(Vault.class).keys()).set("idp", FakeIssuer.SECRET);
    browser = Chromium.start();
  }

  @AfterEach
  void stop() {
    browser.close();
    ward.close();
    hospital.close();
  }

  @Test
  void whoComesBackFromAnotherSiteIsSignedIn() {
    hospital.welcome(
        "subject-1",
        claims -> {
          claims.put("acr", "gold").put("preferred_username", "ada");
          claims.putArray("groups").add("wards");
        });
    try (BrowserContext context = browser.newContext(new Browser.NewContextOptions())) {
      Page page = context.newPage();
      page.navigate("http://localhost:" + ward.server.url().getPort() + "/sign-in?next=/console");
      page.locator("a[href*='/sign-in/with/hospital']").click();
      page.waitForURL(hospital.url() + "/authorize**");
      page.locator("a").click();
      page.waitForURL("**/console**");
      assertThat(page.locator(".viewer strong").innerText()).isEqualTo("ada@hospital");
      assertThat(context.cookies())
          .filteredOn(cookie -> cookie.name.equals("__Host-ward"))
          .singleElement()
          .satisfies(
              cookie -> {
                assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.STRICT);
                assertThat(cookie.httpOnly).isTrue();
              });
      assertThat(context.cookies())
          .extracting((Cookie cookie) -> cookie.name)
          .doesNotContain("__Host-ward-login");
      page.locator("form.viewer-out button").click();
      page.waitForURL("**/sign-in");
      page.navigate("http://localhost:" + ward.server.url().getPort() + "/account/factors");
      assertThat(page.url()).contains("/sign-in?next=");
    }
  }
}
