package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.KeyCare;

/** Keys are turned while Ward serves, and no exchange fails for it. */
class RotationTest {
  private static final int CALLERS = 4;
  private static final int EACH = 25;

  @TempDir private Path home;

  @Test
  void keysAreTurnedUnderLoadWithoutAFailedExchange() throws Exception {
    try (TestWard ward = TestWard.start(home);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS + 1)) {
      KeyCare care = ward.server.room(KeyCare.class);
      AtomicBoolean serving = new AtomicBoolean(true);
      Future<Integer> turning =
          threads.submit(
              () -> {
                int turns = 0;
                while (serving.get() || turns == 0) {
                  var _ = care.rotate();
                  care.rewrap();
                  turns++;
                }
                return turns;
              });
      List<Future<List<Integer>>> callers = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        callers.add(
            threads.submit(
                () -> {
                  List<Integer> statuses = new ArrayList<>();
                  for (int i = 0; i < EACH; i++) {
                    statuses.add(ward.chat(TestWard.chat(TestWard.NOTE, i % 2 == 0)).status());
                  }
                  return statuses;
                }));
      }
      for (Future<List<Integer>> caller : callers) {
        assertThat(caller.get()).hasSize(EACH).containsOnly(200);
      }
      serving.set(false);
      assertThat(turning.get()).isPositive();
      assertThat(care.status().stream().filter(epoch -> epoch.dataKeys() > 0)).hasSize(1);
    }
  }
}
