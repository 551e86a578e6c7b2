package org.wardhealth.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/errors.md} to what is refused before the pages of people. */
class RefusedPageTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z_]+)` \\| ([0-9]{3}) \\| [^|`][^|]{15,} \\| [^|]{10,} \\|$");

  @Test
  void everyCodeIsDocumentedWithItsStatusAndEveryDocumentedOneExists() throws IOException {
    Path page = Path.of(System.getProperty("ward.root", "..")).resolve("docs/errors.md");
    assertThat(
            ROW.matcher(Files.readString(page))
                .results()
                .map(row -> row.group(1) + ' ' + row.group(2)))
        .containsExactlyElementsOf(
            Arrays.stream(Refused.Code.values())
                .map(code -> code.code() + ' ' + code.status())
                .toList());
  }
}
