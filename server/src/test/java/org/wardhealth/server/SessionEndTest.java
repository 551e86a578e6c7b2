package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.SignIn;
import org.wardhealth.server.identity.Token;

/** A session ends when nobody does anything, whatever an open page asks by itself. */
final class SessionEndTest {
  @TempDir private Path home;
  private TestWard ward;
  private HttpClient http;
  private Token session;

  @BeforeEach
  void start() {
    ward = TestWard.start(home);
    http = HttpClient.newHttpClient();
    Enrolment enrolment = ward.server.room(Enrolment.class);
    Person person =
        ward.server.room(Accounts.class).add("ada", EnumSet.of(Role.ADMINISTRATOR), "operator");
    Token link = enrolment.link(person, "operator").token();
    String secret = enrolment.look(link).key().replace(" ", "");
    session =
        enrolment
            .password(link, "four words of a sentence", Codes.now(secret, ward.clock))
            .session()
            .token();
  }

  @AfterEach
  void stop() {
    http.close();
    ward.close();
  }

  private HttpResponse<String> get(String path, boolean byItself)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + ward.server.url().getPort() + path))
            .header("Cookie", "__Host-ward=" + session.reveal());
    if (byItself) {
      request.header("HX-Request", "true");
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void theRefreshOfAnOpenPageKeepsNoSessionAlive() throws Exception {
    assertThat(get("/console/now", false).statusCode()).isEqualTo(200);
    for (int minute = 0; minute < 19; minute++) {
      ward.clock.advance(Duration.ofMinutes(1));
      assertThat(get("/console/now?part=live", true).statusCode())
          .as(minute + " min")
          .isEqualTo(200);
      assertThat(get("/console/now/events", false).statusCode()).isEqualTo(200);
    }
    ward.clock.advance(Duration.ofMinutes(1));
    HttpResponse<String> over = get("/console/now?part=live", true);
    assertThat(over.statusCode()).isEqualTo(401);
    assertThat(over.headers().firstValue("HX-Redirect")).contains("/sign-in");
    assertThat(get("/console/now", false).statusCode()).isEqualTo(303);
  }

  @Test
  void whatAPersonDoesKeepsItAliveAndThePageSaysUntilWhen() throws Exception {
    for (int i = 0; i < 4; i++) {
      ward.clock.advance(Duration.ofMinutes(15));
      HttpResponse<String> page = get("/console/now", false);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .contains(
              "Your session ends", "data-left=\"" + Duration.ofMinutes(19).toSeconds() + "\"");
    }
  }

  @Test
  void aPasswordDoesNotGrowOld() {
    ward.clock.advance(Duration.ofDays(5 * 365));
    assertThat(
            ward.server
                .room(SignIn.class)
                .password("ada", "four words of a sentence", Optional.empty())
                .signedIn()
                .person()
                .name())
        .isEqualTo("ada");
  }
}
