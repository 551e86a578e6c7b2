package org.wardhealth.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.Contents;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.store.Database;

/** Promise 7: the clock and randomness are handed in, and every test that needs time moves it. */
final class TimeIsHandedInTest {
  /** Where time and chance come from; everywhere else they arrive as parameters. */
  private static final Set<String> SOURCES =
      Set.of(
          "org.wardhealth.server.Rooms",
          "org.wardhealth.server.WardServer", // a certificate is made before there are rooms
          "org.wardhealth.ledger.LedgerOptions", // the default that Ward replaces
          "org.wardhealth.ledger.FixedRandom", // a SecureRandom that gives the bytes it was made of
          "org.wardhealth.ledger.Journal", // salts of segments; no order or decision rests on them
          "org.wardhealth.ledger.Main"); // the auditor's own command

  private static final Set<String> TIME =
      Set.of(
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Year.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.system",
          "java.time.InstantSource.system",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.Thread.sleep",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.util.Date.<init>",
          "java.util.Random.<init>",
          "java.util.SplittableRandom.<init>",
          "java.security.SecureRandom.<init>",
          "java.security.SecureRandom.getInstanceStrong");

  private static final ArchRule HANDED_IN =
      noClasses().that(outsideTheSources()).should().callCodeUnitWhere(takesTimeOrChance());

  private static DescribedPredicate<JavaClass> outsideTheSources() {
    return DescribedPredicate.describe(
        "are no source of time or chance",
        type -> !SOURCES.contains(type.getFullName().split("\\$", -1)[0]));
  }

  private static DescribedPredicate<JavaCall<?>> takesTimeOrChance() {
    return DescribedPredicate.describe(
        "takes time or chance from the world",
        call ->
            TIME.contains(call.getTargetOwner().getFullName() + "." + call.getName())
                && !isSeeded(call));
  }

  /** A generator made of a seed gives the same numbers every time: its chance is handed in. */
  private static boolean isSeeded(JavaCall<?> call) {
    return call.getTargetOwner().getFullName().equals("java.util.Random")
        && call.getTarget().getRawParameterTypes().size() == 1;
  }

  @Test
  void noClassTakesTimeOrChanceFromTheWorld() {
    JavaClasses house =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(
                "org.wardhealth.server", "org.wardhealth.ledger", "org.wardhealth.deid");
    HANDED_IN.check(house);
  }

  @Test
  void theRuleSeesWhoDoes() {
    JavaClasses planted = new ClassFileImporter().importClasses(Planted.class);
    assertThatThrownBy(() -> HANDED_IN.check(planted))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Planted.now()");
  }

  /** Takes the time from the world: what the rule must see. */
  static final class Planted {
    private Planted() {}

    static Instant now() {
      return Instant.now();
    }
  }

  @Test
  void limitsAndRetentionFollowTheClockThatIsHandedIn(@TempDir Path home) {
    try (TestWard ward = TestWard.in(home).limits(new Limits(2, 1_000_000)).start()) {
      assertThat(codes(ward, 3)).containsExactly("", "", "rate_limit_exceeded");
      ward.clock.advance(Duration.ofSeconds(30));
      assertThat(codes(ward, 2)).containsExactly("", "rate_limit_exceeded");
      ward.clock.advance(Duration.ofDays(-1));
      assertThat(codes(ward, 1)).containsExactly("rate_limit_exceeded");
      ward.clock.advance(Duration.ofSeconds(30));
      assertThat(codes(ward, 1)).as("a clock set back shuts nobody out").containsExactly("");

      ward.clock.advance(Duration.ofDays(1));
      assertThat(kept(ward)).isEqualTo(8);
      Contents contents = ward.server.room(Contents.class);
      ward.clock.advance(Duration.ofDays(28));
      assertThat(contents.purge()).isZero();
      ward.clock.advance(Duration.ofDays(2));
      assertThat(contents.purge()).isEqualTo(8);
      assertThat(kept(ward)).isZero();
    }
  }

  private static List<String> codes(TestWard ward, int requests) {
    return java.util.stream.IntStream.range(0, requests)
        .mapToObj(i -> ward.chat(TestWard.chat(TestWard.NOTE, false)).code())
        .toList();
  }

  private static long kept(TestWard ward) {
    return ward.server
        .room(Database.class)
        .jdbc()
        .sql("SELECT count(*) FROM audit_content")
        .query(Long.class)
        .single();
  }
}
