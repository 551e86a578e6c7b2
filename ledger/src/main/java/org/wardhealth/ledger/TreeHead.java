package org.wardhealth.ledger;

import java.util.regex.Pattern;

/**
 * The body of a checkpoint (C2SP tlog-checkpoint): which log, how many entries, which root.
 * Extension lines are passed over.
 *
 * @param origin the identity of the log
 * @param size the number of entries
 * @param root the root hash over them
 */
public record TreeHead(String origin, long size, Hash root) {
  private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,19}");

  static TreeHead parse(String text) throws Malformed {
    if (!text.endsWith("\n")) {
      throw new Malformed("the checkpoint does not end with a newline");
    }
    String[] lines = text.substring(0, text.length() - 1).split("\n", -1);
    if (lines.length < 3) {
      throw new Malformed("the checkpoint has " + lines.length + " lines, needs 3");
    }
    for (String line : lines) {
      if (line.isEmpty()) {
        throw new Malformed("the checkpoint has an empty line");
      }
    }
    byte[] root = Base64Text.decode(lines[2]);
    if (root.length != Hash.LENGTH) {
      throw new Malformed("the root has " + root.length + " bytes, not 32");
    }
    return new TreeHead(lines[0], size(lines[1]), Hash.of(root));
  }

  private static long size(String digits) throws Malformed {
    if (!SIZE.matcher(digits).matches()) {
      throw new Malformed("the size \"" + digits + "\" is not a plain decimal number");
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new Malformed("the size " + digits + " is beyond what this program can count");
    }
  }

  /** The text that is signed. */
  String text() {
    return origin + "\n" + size + "\n" + root + "\n";
  }
}
