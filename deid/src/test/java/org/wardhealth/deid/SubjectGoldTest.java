package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promises of subjects on notes that were not written for these tests. */
@Tag("data")
class SubjectGoldTest {
  private static final Pattern TEXT = Pattern.compile("\"text\": ?\"((?:[^\"\\\\]|\\\\.)*+)\"");
  private static final Pattern NAME =
      Pattern.compile(
          "\"start\": ?(\\d+), ?\"end\": ?(\\d+), ?\"label\": ?\"(?:NAME|PATIENT|DOCTOR|PERSON)\"");

  private static List<ParrotAttack.Marked> texts(String file) throws IOException {
    List<ParrotAttack.Marked> texts = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(System.getProperty("ward.data"), "deid", file))) {
      Matcher text = TEXT.matcher(line);
      assertThat(text.find()).isTrue();
      List<Finding> names = new ArrayList<>();
      Matcher name = NAME.matcher(line);
      while (name.find()) {
        int start = Integer.parseInt(name.group(1));
        int end = Integer.parseInt(name.group(2));
        names.add(new Finding(start, end, IdentifierType.NAME, Source.KNOWN, 1));
      }
      texts.add(new ParrotAttack.Marked(unescaped(text.group(1)), names));
    }
    return texts;
  }

  private static String unescaped(String json) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char e = json.charAt(++i);
      if (e == 'u') {
        out.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
        i += 4;
      } else {
        out.append(e == 'n' ? '\n' : e == 't' ? '\t' : e == 'r' ? '\r' : e);
      }
    }
    return out.toString();
  }

  @Test
  void whatWasFoundIsNowhereAndComesBack() throws IOException {
    Profile all = new Profile("all", Map.of(IdentifierType.DATE, Action.SHIFT), true);
    for (Profile profile : List.of(all, Profile.SAFE_HARBOR, Profile.GDPR_PSEUDONYMISED)) {
      DataSet dataSet = SubjectTest.dataSet(profile, 3);
      for (ParrotAttack.Marked note : texts("aci_inject_train.jsonl")) {
        Subject subject = dataSet.subject("n");
        Transformed safe = subject.transform(note.text());
        assertThat(safe.restore()).isEqualTo(note.text());
        assertThat(subject.text(safe.text())).isEqualTo(safe.text());
        String folded = Folding.fold(safe.text());
        for (Transformed.Replacement gone : safe.replacements()) {
          boolean words = gone.original().strip().contains(" ");
          // The words of a date or an age ("6 months") are a duration elsewhere in the note.
          boolean time = gone.type() == IdentifierType.DATE || gone.type() == IdentifierType.AGE;
          if (words && !time) {
            assertThat(folded.contains(Folding.fold(gone.original())))
                .as(gone.toString())
                .isFalse();
          }
        }
      }
    }
  }

  @Test
  void fewNamesAreMissedAndFewSuspectsAreRight() throws IOException {
    DataSet dataSet = SubjectTest.dataSet(SubjectTest.realistic(), 3);
    for (String file : List.of("aci_inject_train.jsonl", "asq_phi_dev.jsonl")) {
      ParrotAttack attack = ParrotAttack.on(dataSet, texts(file));
      assertThat(attack.missed().of()).isGreaterThan(100);
      assertThat(attack.missed().rate()).isLessThan(0.05);
      assertThat(attack.again().right().high()).isLessThan(0.25);
      assertThat(attack.list().right().high()).isLessThan(0.25);
    }
  }
}
