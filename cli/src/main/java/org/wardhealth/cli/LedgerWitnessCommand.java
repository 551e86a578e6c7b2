package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.wardhealth.ledger.KeyType;
import org.wardhealth.ledger.TrustPolicy;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.ledger.Witness;
import org.wardhealth.ledger.WitnessKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ward ledger witness}: makes the key of a witness, or runs one until it is ended. */
@Command(
    name = "witness",
    mixinStandardHelpOptions = true,
    description = "Makes the key of a witness, or runs one (C2SP tlog-witness).")
final class LedgerWitnessCommand implements Callable<Integer> {
  private final SecureRandom random = new SecureRandom();

  @Option(names = "--key", required = true, paramLabel = "FILE", description = "Its secret.")
  private Path key = Path.of("");

  @Option(
      names = "--new-key",
      paramLabel = "NAME",
      description = "Make the key, print its public half, and end.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--ed25519",
      description = "With --new-key: for clients that do not know ML-DSA-44.")
  private boolean ed25519;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "The logs to cosign, as those of a policy.")
  private Optional<Path> policy = Optional.empty();

  @Option(
      names = "--logs",
      paramLabel = "FILE",
      description = "The logs to cosign, as one vkey a line.")
  private Optional<Path> logs = Optional.empty();

  @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where it listens.")
  private Optional<String> listen = Optional.empty();

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where it remembers what it cosigned.")
  private Optional<Path> state = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      if (name.isPresent()) {
        newKey(name.get(), out);
      } else {
        serve(out);
      }
    } catch (IllegalArgumentException e) {
      throw new Failure(Failure.USAGE, String.valueOf(e.getMessage()));
    }
    out.flush();
    return 0;
  }

  private void serve(PrintWriter out) throws IOException {
    InetSocketAddress address = address(needed(listen, "--listen"));
    WitnessKey own = WitnessKey.parse(Files.readString(key));
    Witness witness = Witness.open(own, logs(), needed(state, "--state"), InstantSource.system());
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
          "witness "
              + own.verificationKey().name()
              + " listens on http://"
              + server.address().getHostString()
              + ":"
              + server.address().getPort());
      out.println(own.verificationKey());
      out.flush();
      ended.await();
    } catch (IOException e) {
      witness.close();
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void newKey(String name, PrintWriter out) throws IOException {
    WitnessKey made =
        WitnessKey.generate(
            ed25519 ? KeyType.ED25519_COSIGNATURE : KeyType.ML_DSA_44, name, random);
    try (FileChannel channel =
        FileChannel.open(
            key,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer text = StandardCharsets.UTF_8.encode(made.secretText() + "\n");
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
    out.println(made.verificationKey());
  }

  /** The logs that the witness knows: those of a policy, or one vkey a line. */
  private List<VerificationKey> logs() throws IOException {
    List<VerificationKey> known = new ArrayList<>();
    if (policy.isPresent()) {
      known.addAll(TrustPolicy.parse(Files.readAllBytes(policy.get())).logs());
    }
    if (logs.isPresent()) {
      for (String line : Files.readAllLines(logs.get())) {
        String vkey = line.strip();
        if (!vkey.isEmpty() && vkey.charAt(0) != '#') {
          known.add(VerificationKey.parse(vkey));
        }
      }
    }
    if (known.isEmpty()) {
      throw new IllegalArgumentException(
          "a witness needs logs that it knows: --policy FILE or --logs FILE with one vkey a line");
    }
    return known;
  }

  private static <T> T needed(Optional<T> value, String option) {
    return value.orElseThrow(() -> new IllegalArgumentException(option + " is needed"));
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
}
