package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wardhealth.deid.Wording.Kind;
import org.wardhealth.deid.Wording.Piece;

/**
 * Finds again, in any case and with other separators, what was found once in a text: names and
 * addresses of two words or more, and codes of five characters or more with a digit. So no such
 * identifier that was taken out in one place stands in another.
 *
 * <p>Single words, dates and ages are not searched: elsewhere they are often something else.
 */
final class Recurrences {
  private static final int LONGEST = 12;
  private static final int SHORTEST_CODE = 5;

  /** A node of the trie of folded words. */
  private static final class Node {
    private final Map<String, Node> next = new HashMap<>();
    private IdentifierType type = IdentifierType.OTHER_ID;
    private boolean ends;
  }

  private Recurrences() {}

  /** {@code found} and what stands elsewhere of it, sorted and disjoint. */
  static List<Finding> in(String text, List<Finding> found) {
    Node root = new Node();
    for (Finding finding : found) {
      add(root, finding.type(), text.substring(finding.start(), finding.end()));
    }
    if (root.next.isEmpty()) {
      return found;
    }
    List<Finding> out = new ArrayList<>();
    List<Piece> pieces = Wording.pieces(text);
    int at = 0;
    int next = 0;
    int done = 0;
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      while (next < found.size() && found.get(next).start() <= at) {
        done = Math.max(done, found.get(next).end());
        out.add(found.get(next++));
      }
      if (!piece.is(Kind.OTHER) && at >= done) {
        int limit = next < found.size() ? found.get(next).start() : text.length();
        int end = match(root, pieces, i, at, limit, out);
        done = Math.max(done, end);
      }
      at += piece.text().length();
    }
    out.addAll(found.subList(next, found.size()));
    return List.copyOf(out);
  }

  /** Adds the longest identifier that begins with piece {@code from}; answers its end, or -1. */
  private static int match(
      Node root, List<Piece> pieces, int from, int start, int limit, List<Finding> out) {
    Node node = root;
    int at = start;
    int end = -1;
    IdentifierType type = IdentifierType.OTHER_ID;
    for (int i = from; i < pieces.size() && i < from + 2 * LONGEST; i++) {
      Piece piece = pieces.get(i);
      at += piece.text().length();
      if (at > limit) {
        break;
      }
      if (piece.is(Kind.OTHER)) {
        if (piece.text().length() > 2) {
          break;
        }
        continue;
      }
      Node next = node.next.get(piece.folded());
      if (next == null) {
        break;
      }
      node = next;
      if (node.ends) {
        end = at;
        type = node.type;
      }
    }
    if (end > 0) {
      out.add(new Finding(start, end, type, Source.PROPAGATED, 0.5f));
    }
    return end;
  }

  private static void add(Node root, IdentifierType type, String spelling) {
    List<String> words = new ArrayList<>();
    int characters = 0;
    boolean digit = false;
    for (Piece piece : Wording.pieces(spelling)) {
      if (!piece.is(Kind.OTHER)) {
        words.add(piece.folded());
        characters += piece.text().length();
        digit |= piece.is(Kind.NUMBER);
      }
    }
    boolean several = words.size() > 1 && characters > SHORTEST_CODE;
    boolean code = digit && characters >= SHORTEST_CODE;
    if (words.size() > LONGEST || !searched(type) || !(code || (several && !digit))) {
      return;
    }
    Node node = root;
    for (String word : words) {
      node = node.next.computeIfAbsent(word, unused -> new Node());
    }
    node.ends = true;
    node.type = type;
  }

  private static boolean searched(IdentifierType type) {
    return switch (type) {
      case DATE, AGE, AGE_OVER_89, RELATION, SEX, STATE, COUNTRY, OCCUPATION, CHARACTERISTIC ->
          false;
      case NAME,
          CLINICIAN,
          STREET,
          LOCATION,
          FACILITY,
          CARE_CENTER,
          ORGANISATION,
          PHONE,
          FAX,
          EMAIL,
          SSN,
          MRN,
          HEALTH_PLAN,
          ACCOUNT,
          LICENSE,
          VEHICLE,
          DEVICE,
          URL,
          IP,
          BIOMETRIC,
          PHOTO,
          ENCOUNTER,
          OTHER_ID ->
          true;
    };
  }
}
