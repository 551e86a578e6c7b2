package org.wardhealth.deid;

import java.util.List;
import java.util.Set;

/** A text with its identifiers between braces, as the examples of the tests are written. */
record Marked(String text) {
  static Marked of(String marked) {
    return new Marked(marked.replace("{", "").replace("}", ""));
  }

  /** The text with what the rules find of some types between braces. */
  String findings(IdentifierType... types) {
    Set<IdentifierType> wanted = Set.of(types);
    return braced(
        English.RULES.find(text).stream().filter(f -> wanted.contains(f.type())).toList());
  }

  /** The text with what the rules of Spanish find between braces, whatever its type. */
  String spanish() {
    return braced(Spanish.find(text));
  }

  private String braced(List<Finding> findings) {
    StringBuilder out = new StringBuilder();
    int done = 0;
    for (Finding finding : findings) {
      out.append(text, done, finding.start())
          .append('{')
          .append(text, finding.start(), finding.end())
          .append('}');
      done = finding.end();
    }
    return out.append(text.substring(done)).toString();
  }
}
