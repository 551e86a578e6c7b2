package org.wardhealth.bench;

import java.util.Arrays;
import java.util.List;

/**
 * {@code ward bench gateway|deid|ledger|records|policy|consent|console|labels|search|vault}:
 * measures on this machine, and prints what was measured.
 */
final class Main {
  private static final int USAGE_ERROR = 64;

  private Main() {}

  public static void main(String[] args) {
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    System.exit(
        switch (args.length == 0 ? "" : args[0]) {
          case "gateway" -> GatewayBench.run(rest, List.of(WardPeer::prepare), System.out);
          case "deid" -> DeidBench.run(rest, System.out);
          case "ledger" -> LedgerBench.run(rest, System.out);
          case "vault" -> VaultBench.run(rest, System.out);
          case "records" -> RecordsBench.run(rest, System.out);
          case "consent" -> ConsentBench.run(rest, System.out);
          case "console" -> ConsoleBench.run(rest, System.out);
          case "labels" -> LabelsBench.run(rest, System.out);
          case "policy" -> PolicyBench.run(rest, System.out);
          case "search" -> SearchBench.run(rest, System.out);
          default -> {
            System.err.println(
                "ward bench gateway|deid|ledger|records|policy|consent|console|labels|search|vault|spark [OPTION]...");
            yield USAGE_ERROR;
          }
        });
  }
}
