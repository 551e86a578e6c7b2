package org.wardhealth.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Source;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;

/** Everything that pages say is in the bundles, in every language, and nowhere else. */
final class WordsTest {
  private static final Path ROOT = Path.of(System.getProperty("ward.root", "..")).resolve("server");
  private static final Words EN = Words.of(Language.EN, ZoneOffset.UTC);
  private static final Words ES = Words.of(Language.ES, ZoneOffset.UTC);
  private static final Pattern SAID =
      Pattern.compile("(?:say|count)\\(\\s*\"([a-z][a-zA-Z0-9._-]*[a-zA-Z0-9])\"\\s*[,)]");
  private static final Pattern HOLE = Pattern.compile("\\{[0-9]}");

  @Test
  void theBundlesHaveTheSameKeysAndHoles() {
    assertThat(ES.keys()).isEqualTo(EN.keys());
    for (String key : EN.keys()) {
      assertThat(holes(ES.say(key))).as(key).isEqualTo(holes(EN.say(key)));
      assertThat(ES.say(key)).as(key).isNotBlank();
    }
  }

  @Test
  void everyKeyThatIsSaidIsThere() throws IOException {
    Set<String> missing = new TreeSet<>();
    int said = 0;
    for (Path file : files("src/main/jte", "src/main/java/org/wardhealth/server/console")) {
      Matcher matcher = SAID.matcher(Files.readString(file));
      while (matcher.find()) {
        said++;
        String key = matcher.group(1);
        if (!EN.keys().contains(key) && !EN.keys().contains(key + ".other")) {
          missing.add(file.getFileName() + ": " + key);
        }
      }
    }
    assertThat(said).isGreaterThan(100);
    assertThat(missing).isEmpty();
  }

  @Test
  void everyRightPurposeLayerAndTypeHasItsWords() {
    for (Right right : Right.values()) {
      assertThat(EN.keys()).contains("right." + right, "right." + right + ".short");
    }
    for (Purpose purpose : Purpose.values()) {
      assertThat(EN.keys()).contains("purpose." + purpose);
    }
    for (Source layer : Source.values()) {
      assertThat(EN.keys()).contains("layer." + layer);
    }
    for (IdentifierType type : IdentifierType.values()) {
      assertThat(EN.keys()).contains("identifier." + type);
    }
  }

  @Test
  void noTemplateHoldsWords() throws IOException {
    for (Path file : files("src/main/jte")) {
      assertThat(wordsOf(Files.readString(file))).as(file.toString()).isEmpty();
    }
  }

  @Test
  void theSearchForWordsFindsThem() {
    assertThat(
            wordsOf("<p>${shell.say(\"x\")}</p>\n@if(a > b)<b title=\"Hello\">Good day</b>@endif"))
        .containsExactly("Hello", "Good day");
  }

  @Test
  void timeIsToldInOneUnitAndExactlyWithItsZone() {
    Instant now = Instant.parse("2026-03-01T08:00:00Z");
    assertThat(EN.relative(now, now)).isEqualTo("just now");
    assertThat(EN.relative(now.minusSeconds(42), now)).isEqualTo("42 s ago");
    assertThat(EN.relative(now.minusSeconds(3_000), now)).isEqualTo("50 min ago");
    assertThat(EN.relative(now.minusSeconds(86_400 * 3), now)).isEqualTo("3 days ago");
    assertThat(EN.relative(now.plusSeconds(86_400 * 3), now)).isEqualTo("in 3 days");
    assertThat(ES.relative(now.minusSeconds(7_200), now)).isEqualTo("hace 2 h");
    assertThat(EN.exact(now)).isEqualTo("1 Mar 2026, 08:00:00 UTC");
    Words madrid = Words.of(Language.ES, ZoneId.of("Europe/Madrid"));
    assertThat(madrid.exact(now)).contains("1 de marzo de 2026", "9:00:00", "(+01:00)");
  }

  @Test
  void aKeyThatIsNotThereIsAnErrorAndNotSilence() {
    assertThatThrownBy(() -> EN.say("no.such.key"))
        .hasMessageContaining("words_en.properties has no 'no.such.key'");
  }

  /** What a reader would see or hear of a template that no bundle says. */
  private static List<String> wordsOf(String template) {
    String bare = template.replaceAll("(?m)^(@import|@param|!\\{).*$", "");
    bare = bare.replaceAll("\\$\\{[^}]*}", "");
    bare = bare.replaceAll("!\\{[^}]*}", "");
    bare =
        bare.replaceAll(
            "@(if|elseif|for)\\((?:[^()]|\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\))*\\)", "");
    bare = bare.replaceAll("@(else|endif|endfor)", "");
    bare =
        bare.replaceAll(
            "@template\\.[a-z_]+\\((?:[^()`]|\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\))*(\\)|@`)",
            "");
    bare = bare.replaceAll("`\\)", "");
    List<String> words =
        Pattern.compile("(?:title|alt|placeholder|aria-label)=\"([^\"]*)\"")
            .matcher(bare)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toList());
    bare = bare.replaceAll("<code>ward backup</code>", "");
    bare = bare.replaceAll("<[^>]*>", "\n");
    bare.lines().map(String::strip).filter(line -> line.matches(".*\\p{L}.*")).forEach(words::add);
    return words.stream().filter(word -> !word.isBlank()).toList();
  }

  private static Set<String> holes(String text) {
    return HOLE.matcher(text).results().map(found -> found.group()).collect(Collectors.toSet());
  }

  private static List<Path> files(String... directories) throws IOException {
    TreeSet<Path> all = new TreeSet<>();
    for (String directory : directories) {
      try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
        files.forEach(all::add);
      }
    }
    return List.copyOf(all);
  }
}
