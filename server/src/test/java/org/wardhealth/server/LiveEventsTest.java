package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.identity.Role;

/** A page that stands open is told that there is something new, and nothing of it. */
final class LiveEventsTest {
  private static final String EVENTS = "/console/now/events";

  private final FakeViewers viewers = new FakeViewers();
  @TempDir private Path home;
  private TestWard ward;

  @BeforeEach
  void start() {
    ward = TestWard.in(home).bean(Viewers.class, viewers).start();
    viewers.is(Role.AUDITOR);
  }

  @AfterEach
  void stop() {
    ward.close();
  }

  @Test
  void anEventSaysNothingAndComesWithEachEntryAndNowAndThen() {
    TestWard.Answer quiet = ward.get(EVENTS);
    assertThat(quiet.status()).isEqualTo(200);
    assertThat(quiet.header("content-type").orElseThrow()).startsWith("text/event-stream");
    assertThat(quiet.header("cache-control").orElseThrow()).contains("no-store");
    assertThat(quiet.body()).matches("(: here|event: changed|data: now|\n)+");
    int seldom = events(quiet);
    assertThat(seldom).isBetween(6, 20);

    ward.inPause = () -> ward.chat(TestWard.chat("The ward round begins at eight.", false));
    TestWard.Answer busy = ward.get(EVENTS);
    assertThat(busy.body()).matches("(: here|event: changed|data: now|\n)+");
    assertThat(events(busy)).isEqualTo(60);
  }

  private static int events(TestWard.Answer answer) {
    return answer.body().split("event: changed", -1).length - 1;
  }

  @Test
  void strangersHearNothingAndNobodyTakesAllConnections() throws Exception {
    viewers.nobody();
    TestWard.Answer refused = ward.get(EVENTS);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body()).doesNotContain("event:", ": here");
    viewers.is(Role.AUDITOR);
    CountDownLatch open = new CountDownLatch(64);
    CountDownLatch go = new CountDownLatch(1);
    ward.inPause =
        () -> {
          open.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(ward.server.url() + EVENTS)).build();
      List<CompletableFuture<HttpResponse<String>>> streams = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        streams.add(http.sendAsync(request, BodyHandlers.ofString()));
      }
      open.await();
      assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
      go.countDown();
      for (CompletableFuture<HttpResponse<String>> stream : streams) {
        assertThat(stream.get().statusCode()).isEqualTo(200);
      }
      assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }
}
