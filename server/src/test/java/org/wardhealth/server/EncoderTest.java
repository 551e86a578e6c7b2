package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.deid.Encoder;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.Language;

/** The optional encoder is asked while Ward runs, and closed when Ward stops. */
public final class EncoderTest {
  private static final List<Fake> OPENED = new CopyOnWriteArrayList<>();

  @TempDir private Path folder;
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  /** Found by the service loader of the test's thread. */
  public static final class Maker implements Encoder.Maker {
    @Override
    public Encoder open(Optional<Path> model) {
      Fake made = new Fake();
      OPENED.add(made);
      return made;
    }
  }

  private static final class Fake implements Encoder {
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @Override
    public Language language() {
      return Language.ENGLISH;
    }

    @Override
    public Reading read(String text, List<Finding> ruled) {
      if (closed.get() > 0) {
        throw new IllegalStateException("the encoder is closed");
      }
      read.incrementAndGet();
      return new Reading(List.of(), List.of());
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @BeforeEach
  void install() throws Exception {
    OPENED.clear();
    Path services = Files.createDirectories(folder.resolve("jar/META-INF/services"));
    Files.writeString(services.resolve(Encoder.Maker.class.getName()), Maker.class.getName());
    URL[] jar = {folder.resolve("jar").toUri().toURL()};
    Thread.currentThread().setContextClassLoader(new URLClassLoader(jar, before));
  }

  @AfterEach
  void uninstall() throws Exception {
    if (Thread.currentThread().getContextClassLoader() instanceof URLClassLoader jar) {
      jar.close();
    }
    Thread.currentThread().setContextClassLoader(before);
  }

  @Test
  void anEncoderIsClosedWhenWardStops() {
    try (TestWard ward = TestWard.in(folder.resolve("home")).encoder().start()) {
      assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(200);

      assertThat(OPENED).hasSize(1);
      assertThat(OPENED.getFirst().read.get()).isPositive();
      assertThat(OPENED.getFirst().closed.get()).isZero();
    }

    assertThat(OPENED).hasSize(1);
    assertThat(OPENED.getFirst().closed.get()).isEqualTo(1);
  }

  @Test
  void noneIsOpenedWithoutTheSetting() {
    try (TestWard ward = TestWard.start(folder.resolve("home"))) {
      assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(200);
    }

    assertThat(OPENED).isEmpty();
  }
}
