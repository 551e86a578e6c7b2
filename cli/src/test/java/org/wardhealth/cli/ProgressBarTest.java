package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final StringWriter screen = new StringWriter();
  private final AtomicLong nanos = new AtomicLong();
  private final ProgressBar bar = new ProgressBar(new PrintWriter(screen), nanos::get);

  @Test
  void itSaysHowMuchHowFastAndHowLong() {
    bar.begins(4, 50_000_000);
    nanos.set(2_000_000_000L);
    bar.read(25_000_000);
    assertThat(screen.toString())
        .endsWith(
            "[######------------------]  25 %  25.0 of 100.0 MB  12.5 MB/s  0:00:06 left"
                + "  0 of 4 files ");
  }

  @Test
  void whatAnEarlierRunDidIsNotSpeed() {
    bar.begins(4, 50_000_000);
    bar.read(50_000_000);
    bar.resumes(2);
    nanos.set(1_000_000_000L);
    bar.read(10_000_000);
    assertThat(screen.toString()).contains("10.0 MB/s").endsWith("2 of 4 files ");
  }

  @Test
  void aQuickCallerDoesNotFloodTheScreen() {
    bar.begins(4, 1_000_000);
    for (int i = 0; i < 1000; i++) {
      bar.read(1);
    }
    assertThat(screen.toString().chars().filter(c -> c == '\r').count()).isEqualTo(1);
  }
}
