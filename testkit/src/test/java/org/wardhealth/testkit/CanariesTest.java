package org.wardhealth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search that finds nothing proves nothing unless it is known to find what was planted. */
class CanariesTest {
  private static final Canaries CANARIES = Canaries.seeded(7);
  private static final String BEFORE = "{\"x\":\"";
  private static final String AFTER = " was here\"}";

  private static final Map<Sighting.Form, Function<String, byte[]>> WRITERS = new LinkedHashMap<>();

  static {
    WRITERS.put(Sighting.Form.UTF_8, s -> utf8(BEFORE + s + AFTER));
    WRITERS.put(Sighting.Form.UTF_16BE, s -> (BEFORE + s).getBytes(StandardCharsets.UTF_16BE));
    WRITERS.put(Sighting.Form.UTF_16LE, s -> (BEFORE + s).getBytes(StandardCharsets.UTF_16LE));
    WRITERS.put(Sighting.Form.HEX, s -> utf8(HexFormat.of().formatHex(utf8(BEFORE + s))));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Set<Canary> seen(List<Sighting> sightings) {
    return sightings.stream().map(Sighting::canary).collect(Collectors.toSet());
  }

  @Test
  void everyCanaryIsFoundInEveryPlainForm() {
    WRITERS.forEach(
        (form, write) -> {
          for (Canary canary : CANARIES.all()) {
            assertThat(CANARIES.search().in("planted", write.apply(canary.value())))
                .as("%s as %s", canary, form)
                .extracting(Sighting::canary, Sighting::form)
                .contains(tuple(canary, form));
          }
        });
  }

  @Test
  void everyCanaryIsFoundInBase64AtEveryAlignmentAndInBothAlphabets() {
    for (Canary canary : CANARIES.all()) {
      for (int shift = 0; shift < 6; shift++) {
        byte[] text = utf8("x".repeat(shift) + canary.value() + " and so on");
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
          assertThat(seen(CANARIES.search().in("planted", encoder.encode(text)))).contains(canary);
        }
      }
    }
  }

  @Test
  void namesAreFoundInEscapesOfJsonUrlAndHtmlAndInAnyCase() {
    String name = CANARIES.value(Canary.Kind.NAME);
    StringBuilder json = new StringBuilder();
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      json.append(c < 128 ? "" + c : String.format(Locale.ROOT, "\\u%04X", (int) c));
      html.append(c < 128 ? "" + c : "&#" + (int) c + ";");
    }
    List<String> forms =
        List.of(
            json.toString(),
            html.toString(),
            URLEncoder.encode(name, StandardCharsets.UTF_8),
            URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"),
            URLEncoder.encode(name, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT));
    for (String form : forms) {
      assertThat(seen(CANARIES.search().in("planted", form)))
          .as(form)
          .extracting(Canary::kind)
          .containsExactly(Canary.Kind.NAME);
    }
  }

  @Test
  void halfANameIsFoundTooAlsoInLatin1() {
    for (String part : CANARIES.value(Canary.Kind.NAME).split(" ", -1)) {
      byte[] latin = ("hello " + part + ".").getBytes(StandardCharsets.ISO_8859_1);
      assertThat(CANARIES.search().in("heap", latin))
          .extracting(Sighting::form)
          .containsExactly(Sighting.Form.LATIN_1);
    }
  }

  @Test
  void numbersAreFoundWithoutTheirSeparators() {
    String phone = CANARIES.value(Canary.Kind.PHONE).replace("-", "");
    assertThat(CANARIES.search().in("log", "called +1" + phone))
        .extracting(Sighting::form)
        .containsExactly(Sighting.Form.DIGITS);
  }

  @Test
  void filesAreSearchedWithTheirNamesAndInsideOfNestedGzip(@TempDir Path directory)
      throws IOException {
    byte[] note = utf8(CANARIES.note());
    byte[] twice = Fault.gzip(Fault.gzip(note));
    byte[] page = new byte[4096 + twice.length];
    System.arraycopy(twice, 0, page, 4096, twice.length);
    Files.createDirectories(directory.resolve("a/b"));
    Files.write(directory.resolve("a/b/page.db"), page);
    Files.writeString(
        directory.resolve("MRN-" + CANARIES.value(Canary.Kind.MRN) + ".txt"), "nothing");

    List<Sighting> found = CANARIES.under(directory);

    assertThat(seen(found)).containsExactlyInAnyOrderElementsOf(CANARIES.all());
    assertThat(found)
        .anySatisfy(
            sighting -> {
              assertThat(sighting.canary().kind()).isEqualTo(Canary.Kind.MRN);
              assertThat(sighting.offset()).isEqualTo(-1);
            });
    assertThat(found)
        .anySatisfy(s -> assertThat(s.where()).isEqualTo("a/b/page.db!gzip@4096!gzip@0"));
  }

  @Test
  void aTornGzipMemberIsSearchedUpToItsTear() {
    byte[] packed = Fault.gzip(utf8(CANARIES.value(Canary.Kind.NAME) + ", ".repeat(50_000)));
    byte[] torn = Arrays.copyOf(packed, packed.length - 9);
    assertThat(seen(CANARIES.search().in("torn", torn))).isNotEmpty();
  }

  @Test
  void cleanTextIsClean() {
    String other = Canaries.seeded(8).note() + SyntheticPatients.seeded(1).next().fhir();
    assertThat(CANARIES.search().in("clean", other)).isEmpty();
  }

  @Test
  void seedsGiveTheirOwnCanaries() {
    assertThat(Canaries.seeded(7).all()).isEqualTo(CANARIES.all());
    assertThat(Canaries.seeded(9).all()).doesNotContainAnyElementsOf(CANARIES.all());
    for (Canary canary : CANARIES.all()) {
      assertThat(CANARIES.note()).contains(canary.value());
    }
  }

  @Test
  void aReportOfALeakDoesNotLeak() {
    List<Sighting> found = CANARIES.search().in("note", CANARIES.note());
    assertThat(CANARIES.search().in("report", found.toString())).isEmpty();
  }
}
