package org.wardhealth.server.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An extractive summariser: the sentences that say most of what the others say, in their own words
 * and order.
 *
 * <p>Continuous LexRank (Erkan and Radev, <i>LexRank: Graph-based Lexical Centrality as Salience in
 * Text Summarization</i>, JAIR 22, 2004): sentences are the nodes of a graph, the cosine of their
 * TF-IDF vectors is the weight of its edges, and the stationary distribution of a random walk on it
 * is their rank. Sentences are then taken by maximal marginal relevance (Carbonell and Goldstein,
 * SIGIR 1998), so that none repeats another.
 *
 * <p>The graph is never built. With the unit vectors of the sentences as rows of a sparse matrix X,
 * its weights are X·Xᵀ less the diagonal, so that a step of the walk is two sparse products: time
 * and memory are linear in the text.
 *
 * <p>Guarantees: the same text gives the same answer; every sentence of it stands in the text, but
 * for line breaks; tags such as {@code [NAME-1]} come through untouched and do not sway the choice,
 * so that a protected note is summarised as the note itself would be. It understands nothing: it
 * does not merge, rephrase or infer, and a fact that a note mentions once may be left out.
 */
final class LexRank {
  /**
   * What the model says.
   *
   * @param text sentences, joined by spaces
   * @param cut whether {@code max_tokens} left out something that would have been said
   */
  record Answer(String text, boolean cut) {}

  /** English text has about so many characters to a token. */
  static final int CHARS_PER_TOKEN = 4;

  private static final double DAMPING = 0.85;
  private static final double CONVERGED = 1e-5;
  private static final int MOST_STEPS = 60;
  private static final double RELEVANCE = 0.7;
  private static final double SAME = 0.8;
  private static final int LEAST_WORDS = 4;

  private static final Set<String> STOP_WORDS =
      Set.of(
          ("a an and are as at be been but by can did do does for from had has have he her hers him"
                  + " his i if in into is it its me my no not of on or our she so than that the their"
                  + " them then there these they this to was we were which who will with you your also"
                  + " any all after before about")
              .split(" "));

  /** The sentences of a clinical text, in order; headings and rules are left out. */
  static List<String> sentences(String text) {
    return Sentences.of(text).stream().map(Sentences.Sentence::text).toList();
  }

  /**
   * At most so many sentences of the text, in its order; fewer when it has fewer that say something
   * new.
   */
  List<String> summarise(String text, int sentences) {
    List<Sentences.Sentence> all = Sentences.of(text);
    return choose(all, sentences).stream().sorted().map(i -> all.get(i).text()).toList();
  }

  /**
   * Three to five sentences, as the text is long; less when {@code maxTokens} (taken as four
   * characters each) is short of that, down to the beginning of one sentence; and nothing from the
   * first occurrence of a stop sequence on.
   */
  Answer answer(String text, int maxTokens, List<String> stops) {
    List<Sentences.Sentence> all = Sentences.of(text);
    List<Integer> best = choose(all, Math.clamp(all.size() / 5, 3, 5));
    long room = (long) maxTokens * CHARS_PER_TOKEN;
    List<Integer> taken = new ArrayList<>();
    for (int i : best) {
      room -= all.get(i).text().length() + 1;
      if (room < -1) {
        break;
      }
      taken.add(i);
    }
    boolean cut = taken.size() < best.size();
    String said;
    if (taken.isEmpty() && cut) {
      said = beginning(all.get(best.getFirst()).text(), maxTokens * CHARS_PER_TOKEN);
    } else {
      said = String.join(" ", taken.stream().sorted().map(i -> all.get(i).text()).toList());
    }
    int end = said.length();
    for (String stop : stops) {
      int at = stop.isEmpty() ? -1 : said.indexOf(stop);
      end = at >= 0 && at < end ? at : end;
    }
    return new Answer(said.substring(0, end), cut && end == said.length());
  }

  /** As many whole words as fit; a tag is a word. */
  private static String beginning(String sentence, int length) {
    int end = sentence.lastIndexOf(' ', length);
    return end < 0 ? "" : sentence.substring(0, end);
  }

  /** The indices of the chosen sentences, best first. */
  private static List<Integer> choose(List<Sentences.Sentence> all, int count) {
    Vectors x = new Vectors(all);
    double[] rank = rank(x);
    double most = Arrays.stream(rank).max().orElse(1);
    double[] redundancy = new double[x.rows];
    boolean[] out = new boolean[x.rows];
    boolean anyProse = false;
    for (int i = 0; i < x.rows; i++) {
      anyProse |= all.get(i).prose() && x.words[i] >= LEAST_WORDS;
    }
    for (int i = 0; i < x.rows && anyProse; i++) {
      out[i] = !all.get(i).prose() || x.words[i] < LEAST_WORDS;
    }
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < count) {
      int best = -1;
      double bestScore = 0;
      for (int i = 0; i < x.rows; i++) {
        double score = RELEVANCE * rank[i] / most - (1 - RELEVANCE) * redundancy[i];
        if (!out[i] && redundancy[i] < SAME && (best < 0 || score > bestScore)) {
          best = i;
          bestScore = score;
        }
      }
      if (best < 0) {
        return chosen;
      }
      chosen.add(best);
      out[best] = true;
      double[] likeness = x.times(x.row(best));
      for (int i = 0; i < x.rows; i++) {
        redundancy[i] = Math.max(redundancy[i], likeness[i]);
      }
    }
    return chosen;
  }

  /** The stationary distribution of the walk; sentences without a neighbour lead anywhere. */
  private static double[] rank(Vectors x) {
    int n = x.rows;
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    double[] degree = x.neighbours(ones);
    double[] rank = new double[n];
    Arrays.fill(rank, 1.0 / n);
    double[] share = new double[n];
    for (int step = 0; step < MOST_STEPS; step++) {
      double lost = 0;
      for (int i = 0; i < n; i++) {
        boolean alone = degree[i] < 1e-9;
        share[i] = alone ? 0 : rank[i] / degree[i];
        lost += alone ? rank[i] : 0;
      }
      double[] next = x.neighbours(share);
      double change = 0;
      for (int i = 0; i < n; i++) {
        next[i] = (1 - DAMPING) / n + DAMPING * (next[i] + lost / n);
        change += Math.abs(next[i] - rank[i]);
      }
      rank = next;
      if (change < CONVERGED) {
        break;
      }
    }
    return rank;
  }

  /** The TF-IDF vectors of the sentences, of length 1, as rows of a sparse matrix. */
  private static final class Vectors {
    final int rows;
    final int[] words;
    private final int[] start;
    private final int[] column;
    private final double[] weight;
    private final int columns;

    Vectors(List<Sentences.Sentence> sentences) {
      rows = sentences.size();
      words = new int[rows];
      start = new int[rows + 1];
      Map<String, Integer> ids = new HashMap<>();
      int[] cells = new int[64];
      int used = 0;
      for (int row = 0; row < rows; row++) {
        List<String> terms = terms(sentences.get(row).text());
        words[row] = terms.size();
        if (used + terms.size() > cells.length) {
          cells = Arrays.copyOf(cells, 2 * (used + terms.size()));
        }
        for (String term : terms) {
          Integer id = ids.putIfAbsent(term, ids.size());
          cells[used++] = id == null ? ids.size() - 1 : id;
        }
        Arrays.sort(cells, start[row], used);
        start[row + 1] = used;
      }
      columns = ids.size();
      column = Arrays.copyOf(cells, used);
      weight = new double[used];
      weigh();
    }

    /** Counts terms, leaves their weight in the first cell of each and 0 in the others. */
    private void weigh() {
      int[] holders = new int[columns];
      for (int row = 0; row < rows; row++) {
        for (int i = start[row]; i < start[row + 1]; ) {
          int first = i;
          while (i < start[row + 1] && column[i] == column[first]) {
            i++;
          }
          weight[first] = i - first;
          holders[column[first]]++;
        }
      }
      for (int row = 0; row < rows; row++) {
        double square = 0;
        for (int i = start[row]; i < start[row + 1]; i++) {
          weight[i] *= Math.log(1.0 + (double) rows / holders[column[i]]);
          square += weight[i] * weight[i];
        }
        for (int i = start[row]; i < start[row + 1]; i++) {
          weight[i] /= Math.sqrt(square);
        }
      }
    }

    /** A row, as a dense vector over the terms. */
    double[] row(int row) {
      double[] vector = new double[columns];
      for (int i = start[row]; i < start[row + 1]; i++) {
        vector[column[i]] += weight[i];
      }
      return vector;
    }

    /** X·v: the cosine of each row with a vector over the terms. */
    double[] times(double[] vector) {
      double[] product = new double[rows];
      for (int row = 0; row < rows; row++) {
        for (int i = start[row]; i < start[row + 1]; i++) {
          product[row] += weight[i] * vector[column[i]];
        }
      }
      return product;
    }

    /** (X·Xᵀ - I)·v, with 1 for I only where a row is not empty. */
    double[] neighbours(double[] vector) {
      double[] terms = new double[columns];
      for (int row = 0; row < rows; row++) {
        for (int i = start[row]; i < start[row + 1]; i++) {
          terms[column[i]] += weight[i] * vector[row];
        }
      }
      double[] product = times(terms);
      for (int row = 0; row < rows; row++) {
        boolean empty = start[row] == start[row + 1];
        product[row] = empty ? 0 : Math.max(0, product[row] - vector[row]);
      }
      return product;
    }

    /** Numbers and single letters tell nothing of what a sentence is about. */
    private static boolean isWord(String term) {
      return term.length() > 1 && term.chars().anyMatch(Character::isLetter);
    }

    private static String singular(String term) {
      int last = term.length() - 1;
      boolean plural = last > 3 && term.charAt(last) == 's' && term.charAt(last - 1) != 's';
      return plural ? term.substring(0, last) : term;
    }

    /** The words that carry meaning, in lower case and without a plural's s; tags are left out. */
    private static List<String> terms(String sentence) {
      List<String> terms = new ArrayList<>();
      String lower = sentence.toLowerCase(Locale.ROOT);
      int i = 0;
      while (i < lower.length()) {
        char c = lower.charAt(i);
        int end = Sentences.tagEnd(lower, i);
        if (end > 0) {
          i = end;
        } else if (Character.isLetterOrDigit(c)) {
          int start = i;
          while (i < lower.length() && Character.isLetterOrDigit(lower.charAt(i))) {
            i++;
          }
          String term = lower.substring(start, i);
          if (isWord(term) && !STOP_WORDS.contains(term)) {
            terms.add(singular(term));
          }
        } else {
          i++;
        }
      }
      return terms;
    }
  }
}
