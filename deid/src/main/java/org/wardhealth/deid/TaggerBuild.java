package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** From samples to a {@link TaggerFile}: the weights learnt, rounded, the slight ones dropped. */
final class TaggerBuild {
  /** One unit of a weight, in log-odds: a byte reaches from -6.4 to 6.35. */
  private static final float STEP = 0.05f;

  private TaggerBuild() {}

  /**
   * @param cut weights nearer to nought are dropped
   * @param lost the share of the marked tokens that the gate may pass by
   * @param progress is told the number of each pass behind it
   */
  static TaggerFile train(
      String language,
      Lexicon lexicon,
      Rules rules,
      TagStates states,
      List<TaggerSamples.Sample> samples,
      ChainTrainer.Settings settings,
      long seed,
      float bias,
      float cut,
      double lost,
      IntConsumer progress) {
    TaggerSamples source = new TaggerSamples(lexicon, rules, states);
    source.select(samples, settings.least());
    List<ChainTrainer.Chain> chains = new ArrayList<>();
    for (TaggerSamples.Sample sample : samples) {
      chains.addAll(source.chains(sample));
    }
    ChainTrainer trainer =
        new ChainTrainer(
            states, settings, rows(source.features(), chains, states, settings.dense()));
    trainer.train(chains, new Random(seed), progress);
    TaggerGate gate = new TaggerGateTrainer(lexicon, rules).train(samples, lost, new Random(seed));
    return model(language, states, source.ids(), trainer, gate, bias, cut);
  }

  private static long[][] rows(
      int features, List<ChainTrainer.Chain> chains, TagStates states, int dense) {
    int size = states.sums();
    long[][] rows = new long[features][2];
    int[] count = new int[features];
    for (ChainTrainer.Chain chain : chains) {
      for (int t = 0; t < chain.features().length; t++) {
        long[] sums = sums(states, chain.allowed()[t]);
        for (int f : chain.features()[t]) {
          rows[f][0] |= sums[0];
          rows[f][1] |= sums[1];
          count[f]++;
        }
      }
    }
    for (int f = 0; f < features; f++) {
      if (count[f] >= dense) {
        rows[f][0] = size >= 64 ? -1L : (1L << size) - 1;
        rows[f][1] = size > 64 ? (1L << (size - 64)) - 1 : 0;
      }
    }
    return rows;
  }

  /** The bits of the sums that speak for the states of these bits. */
  private static long[] sums(TagStates states, long[] allowed) {
    long[] sums = new long[2];
    for (int s = 0; s < states.size(); s++) {
      if ((allowed[s >> 6] >>> (s & 63) & 1) != 0) {
        int sum = states.sum(s);
        sums[sum >> 6] |= 1L << (sum & 63);
      }
    }
    return sums;
  }

  private static TaggerFile model(
      String language,
      TagStates states,
      long[] ids,
      ChainTrainer trainer,
      TaggerGate gate,
      float bias,
      float cut) {
    Map<Long, List<int[]>> byKey = new TreeMap<>();
    for (int f = 0; f < ids.length; f++) {
      float[] weights = trainer.weightsOf(f);
      byte[] of = trainer.sumsOf(f);
      for (int i = 0; i < weights.length; i++) {
        int units = Math.round(weights[i] / STEP);
        if (Math.abs(weights[i]) >= cut && units != 0) {
          int cell = (TaggerSamples.offset(ids[f]) + TaggerFeatures.REACH) * states.sums() + of[i];
          byKey
              .computeIfAbsent(
                  Integer.toUnsignedLong(TaggerSamples.key(ids[f])), k -> new ArrayList<>())
              .add(new int[] {cell, Math.clamp(units, Byte.MIN_VALUE, Byte.MAX_VALUE)});
        }
      }
    }
    TaggerRows rows = new TaggerRows();
    byKey.forEach(
        (key, list) -> {
          list.sort((a, b) -> Integer.compare(a[0], b[0]));
          rows.begin((int) (long) key);
          list.forEach(cell -> rows.cell(cell[0], cell[1]));
        });
    double[] moves = trainer.moves();
    short[] units = new short[moves.length];
    for (int i = 0; i < units.length; i++) {
      units[i] = (short) Math.clamp(Math.round(moves[i] / STEP), Short.MIN_VALUE, Short.MAX_VALUE);
    }
    int between = (states.types().size() + 1) * (states.types().size() + 1);
    return new TaggerFile(
        language,
        states,
        STEP,
        bias,
        Arrays.copyOf(units, between),
        Arrays.copyOfRange(units, between, units.length),
        rows,
        gate);
  }
}
