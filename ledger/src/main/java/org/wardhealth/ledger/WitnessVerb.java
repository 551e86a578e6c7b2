package org.wardhealth.ledger;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** {@code witness}: makes the key of a witness, or runs one until the process is ended. */
final class WitnessVerb {
  private final PrintStream out;
  private final InstantSource clock;
  private final SecureRandom random;

  WitnessVerb(PrintStream out, InstantSource clock, SecureRandom random) {
    this.out = out;
    this.clock = clock;
    this.random = random;
  }

  int run(Arguments arguments) throws IOException {
    Path key = Path.of(arguments.need("--key"));
    if (arguments.one("--new-key").isPresent()) {
      return newKey(key, arguments.need("--new-key"), arguments.has("--ed25519"));
    }
    InetSocketAddress address = address(arguments.need("--listen"));
    Path state = Path.of(arguments.need("--state"));
    WitnessKey own = WitnessKey.parse(Files.readString(key));
    Witness witness = Witness.open(own, logs(arguments), state, clock);
    // The JDK's server has no other way to be told how long a request may take, in seconds.
    System.setProperty("sun.net.httpserver.maxReqTime", "20");
    System.setProperty("sun.net.httpserver.maxRspTime", "20");
    try {
      WitnessServer server = WitnessServer.start(witness, address);
      CountDownLatch ended = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    server.close();
                    witness.close();
                    ended.countDown();
                  },
                  "ward-witness-end"));
      out.println(
          "witness " + own.verificationKey().name() + " listens on " + text(server.address()));
      out.println(own.verificationKey());
      out.flush();
      ended.await();
    } catch (IOException e) {
      witness.close();
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private int newKey(Path file, String name, boolean ed25519) throws IOException {
    WitnessKey key =
        WitnessKey.generate(
            ed25519 ? KeyType.ED25519_COSIGNATURE : KeyType.ML_DSA_44, name, random);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer text = StandardCharsets.UTF_8.encode(key.secretText() + "\n");
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
    out.println(key.verificationKey());
    return 0;
  }

  /** The logs that the witness knows: those of a policy, or one vkey a line. */
  private static List<VerificationKey> logs(Arguments arguments) throws IOException {
    List<VerificationKey> logs = new ArrayList<>();
    if (arguments.one("--policy").isPresent()) {
      logs.addAll(TrustPolicy.parse(bytes(arguments.need("--policy"))).logs());
    }
    if (arguments.one("--logs").isPresent()) {
      for (String line :
          new String(bytes(arguments.need("--logs")), StandardCharsets.UTF_8).split("\n")) {
        String vkey = line.strip();
        if (!vkey.isEmpty() && vkey.charAt(0) != '#') {
          logs.add(VerificationKey.parse(vkey));
        }
      }
    }
    if (logs.isEmpty()) {
      throw new IllegalArgumentException(
          "a witness needs logs that it knows: --policy FILE or --logs FILE with one vkey a line");
    }
    return logs;
  }

  private static byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(Path.of(file));
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new IllegalArgumentException("--listen is HOST:PORT; got: " + text);
    }
    String host = text.substring(0, colon);
    return new InetSocketAddress(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
  }

  private static String text(InetSocketAddress address) {
    return "http://" + address.getHostString() + ":" + address.getPort();
  }
}
