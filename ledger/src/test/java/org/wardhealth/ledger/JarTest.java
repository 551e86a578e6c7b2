package org.wardhealth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What an auditor carries away: one small jar, and the JDK. */
class JarTest {
  private static final int LIMIT = 200_000 - 500 /* Maven adds a manifest */;

  @Test
  void theJarHasNoMoreThan200KilobytesAndAsksForNothingButTheJdk() throws Exception {
    Path classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isRegularFile(classes)) {
      assertThat(Files.size(classes)).isLessThanOrEqualTo(LIMIT);
    } else {
      assertThat(packed(classes)).isLessThanOrEqualTo(LIMIT);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var print = new PrintStream(out, true, UTF_8)) {
      ToolProvider.findFirst("jdeps")
          .orElseThrow()
          .run(print, print, "--print-module-deps", "--ignore-missing-deps", classes.toString());
    }
    assertThat(List.of(out.toString(UTF_8).strip().split(",")))
        .isSubsetOf("java.base", "java.net.http");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        assertThat(Files.readAllLines(file))
            .filteredOn(line -> line.startsWith("import "))
            .allMatch(
                line ->
                    line.matches(
                        "import (static )?(java\\.|org\\.wardhealth\\.ledger\\.|org\\.jspecify\\.annotations\\.).*"));
      }
    }
  }

  private static long packed(Path classes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        jar.write(Files.readAllBytes(file));
      }
    }
    return out.size();
  }
}
