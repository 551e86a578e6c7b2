package org.wardhealth.testkit;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Runs {@link FuzzTarget}s: with seeded changes of their seeds in every test run, and under <a
 * href="https://github.com/CodeIntelligenceTesting/jazzer">Jazzer</a>, which looks for new paths,
 * by {@code ward fuzz}. Jazzer finds the two methods that it calls by their names.
 */
public final class Fuzzing {
  private static final HexFormat HEX = HexFormat.of();

  private static FuzzTarget target = new Nothing();

  private static final class Nothing implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
      return List.of();
    }

    @Override
    public void run(byte[] input) {
      throw new IllegalStateException("no target was named");
    }
  }

  private Fuzzing() {}

  /** Called by Jazzer before the first input: the name of the target's class. */
  public static void fuzzerInitialize(String[] arguments) throws ReflectiveOperationException {
    target = named(arguments[0]);
  }

  /** Called by Jazzer with one input after another. */
  public static void fuzzerTestOneInput(byte[] input) {
    target.run(input);
  }

  /** Writes the seeds of the target {@code arguments[0]} as files into {@code arguments[1]}. */
  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    Path directory = Files.createDirectories(Path.of(arguments[1]));
    int number = 0;
    for (byte[] seed : named(arguments[0]).seeds()) {
      Files.write(directory.resolve("seed-" + number++), seed);
    }
  }

  /**
   * Gives the target its seeds, and changes of them, the same ones for the same {@code seed}.
   *
   * @throws AssertionError when it fails, with the input in hexadecimal digits
   */
  public static void run(FuzzTarget target, long seed, int changes) {
    Random random = new Random(seed);
    List<byte[]> seeds = target.seeds();
    for (byte[] real : seeds) {
      attempt(target, real);
    }
    for (int i = 0; i < changes; i++) {
      attempt(target, changed(seeds.get(random.nextInt(seeds.size())), random));
    }
  }

  private static void attempt(FuzzTarget target, byte[] input) {
    try {
      target.run(input.clone());
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          target.getClass().getSimpleName() + " fails on " + HEX.formatHex(input), e);
    }
  }

  /** Flips, overwrites, cuts, doubles or drops a few bytes. */
  private static byte[] changed(byte[] real, Random random) {
    byte[] bytes = real.clone();
    for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
      int at = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, at + 1 + random.nextInt(8));
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = bytes[random.nextInt(bytes.length)];
        case 2 -> bytes[at] = (byte) random.nextInt(256);
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        case 4 -> bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
        default -> bytes = splice(bytes, at, to, new byte[0]);
      }
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    return ByteBuffer.allocate(bytes.length - (to - from) + middle.length)
        .put(bytes, 0, from)
        .put(middle)
        .put(bytes, to, bytes.length - to)
        .array();
  }

  private static FuzzTarget named(String name) throws ReflectiveOperationException {
    Constructor<?> made = Class.forName(name).getDeclaredConstructor();
    made.setAccessible(true); // Targets are package-private, as what they test is.
    return (FuzzTarget) made.newInstance();
  }
}
