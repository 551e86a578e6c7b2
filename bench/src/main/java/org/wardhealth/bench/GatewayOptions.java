package org.wardhealth.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the command line of {@link GatewayBench} asks for. */
record GatewayOptions(
    int connections,
    double seconds,
    double warmUp,
    int runs,
    boolean portkey,
    boolean ownGenerator,
    String body,
    Optional<Path> json,
    Path directory) {

  static final String USAGE =
      """
      bench gateway [--connections N (16)] [--seconds S (5) of each measurement] [--warmup S (15)]
                    [--runs N (3)] [--portkey] [--own-generator] [--body FILE] [--json FILE]
                    [--directory DIR, on the disk to measure (the temporary directory)]
      """;

  /** What a hospital's software might ask: about 600 bytes. */
  private static final String BODY =
      """
      {"model":"mock","messages":[{"role":"user","content":"Summarize for the ward round: Ms. Ada \
      Winterbourne, MRN 70041938, DOB 02/17/1968, came on 03/09/2026 with three hours of substernal \
      pressure, 7/10, radiating to the left jaw. BP 158/94, HR 96, SpO2 97 % on room air. ECG with 2 mm \
      ST elevation in II, III and aVF; troponin I 412 ng/L. Seen by Dr. Grant Yellowhorse, cath lab at \
      05:31, stent to the RCA. Aspirin 81 mg q.d., ticagrelor 90 mg b.i.d., atorvastatin 80 mg. Husband \
      informed at (617) 555-0139. Follow-up on March 16 at 9:30."}]}\
      """;

  static GatewayOptions parse(String[] args) throws IOException {
    int connections = 16;
    double seconds = 5;
    double warmUp = 15;
    int runs = 3;
    boolean portkey = false;
    boolean ownGenerator = false;
    String body = BODY;
    Optional<Path> json = Optional.empty();
    Path directory = Path.of(System.getProperty("java.io.tmpdir"));
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--portkey" -> portkey = true;
        case "--own-generator" -> ownGenerator = true;
        case "--connections" -> connections = (int) number(args, ++i, 1, 1000);
        case "--seconds" -> seconds = number(args, ++i, 0.1, 600);
        case "--warmup" -> warmUp = number(args, ++i, 0, 600);
        case "--runs" -> runs = (int) number(args, ++i, 1, 100);
        case "--body" -> body = Files.readString(Path.of(value(args, ++i)), StandardCharsets.UTF_8);
        case "--json" -> json = Optional.of(Path.of(value(args, ++i)));
        case "--directory" -> directory = Path.of(value(args, ++i));
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    return new GatewayOptions(
        connections, seconds, warmUp, runs, portkey, ownGenerator, body, json, directory);
  }

  private static String value(String[] args, int i) {
    if (i >= args.length) {
      throw new IllegalArgumentException(args[i - 1] + " needs a value");
    }
    return args[i];
  }

  private static double number(String[] args, int i, double least, double most) {
    double number;
    try {
      number = Double.parseDouble(value(args, i));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(args[i - 1] + " needs a number, not " + args[i], e);
    }
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          args[i - 1] + " must be from " + least + " to " + most + ", not " + args[i]);
    }
    return number;
  }

  /** The same request as a stream: {@code "stream":true} as its first field. */
  String streamBody() {
    return "{\"stream\":true," + body.strip().substring(1);
  }
}
