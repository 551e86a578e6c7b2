package org.wardhealth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Profile;
import org.wardhealth.deid.Source;

/**
 * How far two people agree: the marks of a second one are scored against those of the first as an
 * engine's findings are. What an engine reaches beyond that says more of the marks than of the
 * engine.
 */
final class SecondMarks {
  private static final Set<String> TYPES =
      Arrays.stream(IdentifierType.values()).map(Enum::name).collect(Collectors.toSet());

  private SecondMarks() {}

  /**
   * Prints the score.
   *
   * @param first marked texts; see {@link GoldText}
   * @param second the same texts, marked by somebody else with the names of {@link IdentifierType}
   * @return 0, or 65 when they are not the same texts, or a mark has another name
   */
  static int score(Path first, Path second, Profile profile, boolean errors, PrintStream out)
      throws IOException {
    Map<String, GoldText> again = new HashMap<>();
    for (GoldText text : GoldText.read(second)) {
      again.put(text.id(), text);
      for (GoldText.Span span : text.spans()) {
        if (!TYPES.contains(span.label())) {
          out.println("the second marks of " + text.id() + " have no type '" + span.label() + "'");
          return 65;
        }
      }
    }
    GoldScore score = new GoldScore(profile);
    for (GoldText text : GoldText.read(first)) {
      GoldText other = again.get(text.id());
      if (other == null || !other.text().equals(text.text())) {
        out.println(
            "the second marks " + (other == null ? "lack " : "have another text for ") + text.id());
        return 65;
      }
      score.add(text, findings(other), 0);
    }
    out.printf(
        Locale.ROOT,
        "%s as marked again in %s, profile %s%n",
        first.getFileName(),
        second,
        profile.name());
    score.print(out);
    if (errors) {
      score.printErrors(out);
    }
    return 0;
  }

  private static List<Finding> findings(GoldText text) {
    return text.spans().stream()
        .map(
            span ->
                new Finding(
                    span.start(),
                    span.end(),
                    IdentifierType.valueOf(span.label()),
                    Source.TAGGER,
                    1))
        .toList();
  }
}
