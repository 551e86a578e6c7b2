package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wardhealth.ledger.SimulatedStorage.Fault;
import org.wardhealth.ledger.SimulatedStorage.Stopped;

class StorageTest {
  private static final Path HOME = Path.of("/home/ward/ledger");

  /** Stopped at any step, started again, and then the power goes. */
  @Test
  void aDirectoryThatAStoppedProcessBeganOutlivesThePower() throws IOException {
    for (int stop = 0; stop < 6; stop++) {
      for (int seed = 0; seed < 20; seed++) {
        SimulatedStorage storage = new SimulatedStorage(new Random(seed), Set.of());
        storage.plan(Fault.STOP, stop);
        assertThatThrownBy(() -> storage.createDirectories(HOME)).isInstanceOf(Stopped.class);
        storage.startAgain();
        storage.createDirectories(HOME);
        storage.losePower();
        assertThat(storage.isDirectory(HOME)).as("stopped at %d, seed %d", stop, seed).isTrue();
      }
    }
  }

  @Test
  void whatMayNotBeOpenedIsTakenAsItIs() throws IOException {
    SimulatedStorage storage = new SimulatedStorage(new Random(1), Set.of());
    storage.createDirectory(Path.of("/home"));
    storage.createDirectory(Path.of("/home/ward"));
    storage.deny(Path.of("/"));
    storage.createDirectories(HOME);
    assertThat(storage.isDirectory(HOME)).isTrue();
    storage.deny(Path.of("/home/ward"));
    assertThatThrownBy(() -> storage.createDirectories(HOME))
        .isInstanceOf(AccessDeniedException.class);
  }
}
