package org.wardhealth.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/errors.md} to the errors that Ward gives. */
class ErrorsPageTest {
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `([a-z_]+)` \\| ([0-9]{3}) \\| `([a-z_]+)` \\| ([^|]+) \\| ([^|]+) \\|$");

  private static List<MatchResult> rows() throws IOException {
    Path page = Path.of(System.getProperty("ward.root", "..")).resolve("docs/errors.md");
    return ROW.matcher(Files.readString(page)).results().toList();
  }

  @Test
  void everyCodeIsDocumentedAndEveryDocumentedCodeExists() throws IOException {
    assertThat(rows().stream().map(row -> row.group(1)))
        .containsExactlyElementsOf(Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
  }

  @Test
  void statusAndTypeAreThoseThatAreSent() throws IOException {
    for (MatchResult row : rows()) {
      ErrorCode code =
          Arrays.stream(ErrorCode.values())
              .filter(known -> known.code().equals(row.group(1)))
              .findFirst()
              .orElseThrow();
      assertThat(row.group(2)).as(code.code()).isEqualTo(Integer.toString(code.status()));
      assertThat(row.group(3)).as(code.code()).isEqualTo(code.type());
    }
  }

  @Test
  void everyCodeSaysWhatItMeansAndWhatToDo() throws IOException {
    for (MatchResult row : rows()) {
      assertThat(row.group(4)).as(row.group(1)).hasSizeGreaterThan(15);
      assertThat(row.group(5)).as(row.group(1)).hasSizeGreaterThan(15);
    }
  }
}
