package org.wardhealth.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.wardhealth.policy.ConsentState;
import org.wardhealth.policy.Decision;
import org.wardhealth.policy.Policies;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Question.Action;
import org.wardhealth.policy.Question.Auth;
import org.wardhealth.policy.Question.Client;
import org.wardhealth.policy.Question.Location;
import org.wardhealth.policy.Question.Model;
import org.wardhealth.policy.Question.Risk;
import org.wardhealth.policy.Question.State;
import org.wardhealth.policy.Question.Use;
import org.wardhealth.policy.Question.WithoutConsent;

/**
 * How long one decision of the shipped set takes, on one thread: asked of Cedar each time, and with
 * the memo when questions come again.
 */
final class PolicyBench {
  private static final int WARM_UP = 20_000;
  private static final int MEASURED = 50_000;
  private static final int DIFFERENT = 500;

  private PolicyBench() {}

  static int run(String[] args, PrintStream out) {
    if (args.length > 0) {
      out.println("ward bench policy takes no options");
      return 64;
    }
    long start = System.nanoTime();
    Policies policies = Policies.load(PolicySource.shipped());
    out.printf("loaded and validated in %d ms%n", (System.nanoTime() - start) / 1_000_000);
    measure("Cedar, each time another question", i -> policies.evaluate(question(i)), out);
    measure(
        "with the memo, 500 questions again", i -> policies.decide(question(i % DIFFERENT)), out);
    measure("with the memo, always another", i -> policies.decide(question(i)), out);
    return 0;
  }

  private static void measure(String name, IntFunction<Decision> decide, PrintStream out) {
    for (int i = 0; i < WARM_UP; i++) {
      permitted(decide.apply(-i));
    }
    long[] nanos = new long[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
      long start = System.nanoTime();
      Decision decision = decide.apply(i);
      nanos[i] = System.nanoTime() - start;
      permitted(decision);
    }
    Arrays.sort(nanos);
    out.printf(
        "%-36s p50 %9.2f us   p99 %9.2f us   max %9.2f us%n",
        name,
        nanos[MEASURED / 2] / 1e3,
        nanos[MEASURED / 100 * 99] / 1e3,
        nanos[MEASURED - 1] / 1e3);
  }

  private static void permitted(Decision decision) {
    if (!decision.permitted()) {
      throw new IllegalStateException("The bench measures permits: " + decision.says());
    }
  }

  /** The question of an exchange; consents of another generation make another question. */
  private static Question question(int i) {
    return new Question(
        new Client(
            "client", Set.of(), true, "", Set.of("TREAT", "ETREAT", "HPAYMT"), Set.of("summary")),
        Action.INFER,
        new Model(
            "summary",
            State.APPROVED,
            Location.EXTERNAL,
            true,
            Risk.LOW,
            Question.PURPOSES,
            Set.of("HIV", "PSY", "ETH"),
            Set.of()),
        new Use(
            "TREAT",
            new Auth(1, true, 0, true, false),
            new ConsentState(
                ConsentState.Word.PERMIT,
                ConsentState.Word.PERMIT,
                ConsentState.Word.PERMIT,
                Set.of("SDV"),
                Set.of(),
                i),
            WithoutConsent.PERMIT,
            false,
            false,
            false,
            Set.of("HIV"),
            3,
            false,
            Optional.empty()));
  }
}
