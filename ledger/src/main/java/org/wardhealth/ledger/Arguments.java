package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words behind a verb: those that stand alone, and the values of options. */
final class Arguments {
  private final List<String> words = new ArrayList<>();
  private final Map<String, List<String>> options = new LinkedHashMap<>();

  /**
   * Takes the words apart.
   *
   * @param flags options without a value
   * @param valued options with one
   * @throws IllegalArgumentException if an option is unknown or lacks its value
   */
  Arguments(List<String> all, Set<String> flags, Set<String> valued) {
    for (int i = 0; i < all.size(); i++) {
      String word = all.get(i);
      if (flags.contains(word)) {
        options.computeIfAbsent(word, key -> new ArrayList<>());
      } else if (valued.contains(word)) {
        if (i + 1 == all.size()) {
          throw new IllegalArgumentException(word + " needs a value");
        }
        options.computeIfAbsent(word, key -> new ArrayList<>()).add(all.get(++i));
      } else if (word.startsWith("-")) {
        throw new IllegalArgumentException("unexpected: " + word);
      } else {
        words.add(word);
      }
    }
  }

  List<String> words() {
    return words;
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  List<String> all(String option) {
    return options.getOrDefault(option, List.of());
  }

  Optional<String> one(String option) {
    List<String> values = all(option);
    if (values.size() > 1) {
      throw new IllegalArgumentException(option + " is given more than once");
    }
    return values.stream().findFirst();
  }

  String need(String option) {
    return one(option).orElseThrow(() -> new IllegalArgumentException(option + " is needed"));
  }

  /** Whom to believe, from {@code --policy} and {@code --key}. */
  TrustPolicy policy() throws IOException {
    List<VerificationKey> keys = all("--key").stream().map(VerificationKey::parse).toList();
    Optional<String> file = one("--policy");
    if (file.isEmpty() && keys.isEmpty()) {
      throw new IllegalArgumentException("--policy or --key is needed");
    }
    TrustPolicy policy =
        file.isEmpty()
            ? TrustPolicy.of(keys)
            : TrustPolicy.parse(Files.readAllBytes(Path.of(file.get()))).withLogs(keys);
    if (policy.logs().isEmpty()) {
      throw new IllegalArgumentException("the policy lists no log: give its keys with --key");
    }
    return policy;
  }
}
