package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * From samples to a {@link TaggerFile}: the weights learnt, in one training or as the mean of
 * several, rounded, the slight ones dropped.
 *
 * <p>What a chain of words sums is linear in its weights, so the mean of several trainings says
 * what all of them say together, and costs no more to use than one. A weight that a training lacks
 * counts as nought in it.
 */
final class TaggerBuild {
  /** One unit of a weight, in log-odds: a byte reaches from -6.4 to 6.35. */
  private static final float STEP = 0.05f;

  private static final int STATES = 128;

  private final Lexicon lexicon;
  private final Rules rules;
  private final TagStates states;
  private final ChainTrainer.Settings settings;
  private int trainings;
  private final double[] moves;

  /** What a weight is of: a feature's id times {@link #STATES}, and a state; ascending. */
  private long[] cells = {};

  private float[] sums = {};

  TaggerBuild(Lexicon lexicon, Rules rules, TagStates states, ChainTrainer.Settings settings) {
    this.lexicon = lexicon;
    this.rules = rules;
    this.states = states;
    this.settings = settings;
    int between = (states.types().size() + 1) * (states.types().size() + 1);
    this.moves = new double[between + 4 * states.types().size()];
  }

  /**
   * Trains once, and adds what was learnt.
   *
   * @param progress is told the number of each pass behind it
   */
  void train(List<TaggerSamples.Sample> samples, long seed, IntConsumer progress) {
    TaggerSamples source = new TaggerSamples(lexicon, rules, states);
    source.select(samples, settings.least());
    List<ChainTrainer.Chain> chains = new ArrayList<>();
    for (TaggerSamples.Sample sample : samples) {
      chains.addAll(source.chains(sample));
    }
    ChainTrainer trainer =
        new ChainTrainer(
            states, settings, rows(source.features(), chains, states.size(), settings.dense()));
    trainer.train(chains, new Random(seed), progress);
    add(source.ids(), trainer);
    double[] moved = trainer.moves();
    Arrays.setAll(moves, i -> moves[i] + moved[i]);
    trainings++;
  }

  private static long[][] rows(int features, List<ChainTrainer.Chain> chains, int size, int dense) {
    long[][] rows = new long[features][2];
    int[] count = new int[features];
    for (ChainTrainer.Chain chain : chains) {
      for (int t = 0; t < chain.features().length; t++) {
        for (int f : chain.features()[t]) {
          rows[f][0] |= chain.allowed()[t][0];
          rows[f][1] |= chain.allowed()[t][1];
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

  /** Merges the weights of a training into those of the ones before. */
  private void add(long[] ids, ChainTrainer trainer) {
    int[] order =
        IntStream.range(0, ids.length)
            .boxed()
            .sorted(Comparator.comparingLong(f -> ids[f]))
            .mapToInt(f -> f)
            .toArray();
    int room = cells.length;
    for (int f : order) {
      for (float weight : trainer.weightsOf(f)) {
        room += weight != 0 ? 1 : 0;
      }
    }
    long[] merged = new long[room];
    float[] sum = new float[room];
    int size = 0;
    int at = 0;
    for (int f : order) {
      float[] weights = trainer.weightsOf(f);
      byte[] of = trainer.statesOf(f);
      for (int i = 0; i < weights.length; i++) {
        long cell = ids[f] * STATES + of[i];
        if (weights[i] != 0) {
          while (at < cells.length && cells[at] < cell) {
            merged[size] = cells[at];
            sum[size++] = sums[at++];
          }
          boolean known = at < cells.length && cells[at] == cell;
          merged[size] = cell;
          sum[size++] = weights[i] + (known ? sums[at] : 0);
          at += known ? 1 : 0;
        }
      }
    }
    while (at < cells.length) {
      merged[size] = cells[at];
      sum[size++] = sums[at++];
    }
    cells = Arrays.copyOf(merged, size);
    sums = Arrays.copyOf(sum, size);
  }

  /**
   * The mean of what was learnt.
   *
   * @param cut weights nearer to nought are dropped
   */
  TaggerFile model(String language, TaggerGate gate, float bias, float cut) {
    Map<Long, List<int[]>> byKey = new TreeMap<>();
    for (int i = 0; i < cells.length; i++) {
      float weight = sums[i] / trainings;
      int units = Math.round(weight / STEP);
      if (Math.abs(weight) >= cut && units != 0) {
        long id = cells[i] / STATES;
        int state = (int) (cells[i] % STATES);
        int cell = (TaggerSamples.offset(id) + TaggerFeatures.REACH) * states.size() + state;
        byKey
            .computeIfAbsent(Integer.toUnsignedLong(TaggerSamples.key(id)), k -> new ArrayList<>())
            .add(new int[] {cell, Math.clamp(units, Byte.MIN_VALUE, Byte.MAX_VALUE)});
      }
    }
    TaggerRows rows = new TaggerRows();
    byKey.forEach(
        (key, list) -> {
          list.sort((a, b) -> Integer.compare(a[0], b[0]));
          rows.begin((int) (long) key);
          list.forEach(cell -> rows.cell(cell[0], cell[1]));
        });
    short[] units = new short[moves.length];
    for (int i = 0; i < units.length; i++) {
      units[i] =
          (short)
              Math.clamp(Math.round(moves[i] / trainings / STEP), Short.MIN_VALUE, Short.MAX_VALUE);
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
