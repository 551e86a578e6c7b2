package org.wardhealth.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/** Holds the house to its plan, and its picture in {@code docs/architecture.md} to the house. */
class ArchitectureTest {
  private static final String SERVER = "org.wardhealth.server";
  private static final String BEGIN = "<!-- begin picture -->";
  private static final String END = "<!-- end picture -->";

  /** From the top of the house down. */
  private static final List<String> ROOMS =
      List.of(
          "console",
          "gateway",
          "guard",
          "models",
          "identity",
          "consent",
          "policy",
          "audit",
          "vault",
          "store");

  private static final List<String> LIBRARIES = List.of("deid", "ledger", "policy");

  private static final JavaClasses WARD =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.wardhealth");

  @Test
  void roomsCallOnlyTheRoomsThatTheyAreAllowedTo() {
    ApplicationModules.of(SERVER).verify();
  }

  @Test
  void everyRoomIsInThePlanAndNothingElse() {
    assertThat(ApplicationModules.of(SERVER).stream().map(room -> room.getIdentifier().toString()))
        .containsExactlyInAnyOrderElementsOf(ROOMS);
  }

  @Test
  void aRoomIsAllowedOnlyRoomsBelowIt() {
    for (String room : ROOMS) {
      assertThat(ROOMS.subList(ROOMS.indexOf(room) + 1, ROOMS.size()))
          .as(room)
          .containsAll(allowed(room));
    }
  }

  @Test
  void roomsAreFlatAndNullMarked() {
    classes()
        .that()
        .resideInAPackage(SERVER + "..")
        .should()
        .resideInAnyPackage(
            ROOMS.stream().map(room -> SERVER + "." + room).toList().toArray(new String[0]))
        .orShould()
        .resideInAPackage(SERVER)
        .check(WARD);
    for (String room : ROOMS) {
      assertThat(packageInfo(room).isAnnotationPresent(NullMarked.class)).as(room).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deid", "ledger", "policy"})
  void librariesKnowNeitherSpringNorTheServer(String library) {
    noClasses()
        .that()
        .resideInAPackage("org.wardhealth." + library + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", "jakarta..", SERVER + "..")
        .check(WARD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deid", "ledger"})
  void librariesNeedTheJdkAlone(String library) {
    classes()
        .that()
        .resideInAPackage("org.wardhealth." + library + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "java..",
                "javax.crypto..",
                "com.sun.net.httpserver..", // of the JDK's module jdk.httpserver
                "org.jspecify..",
                "org.wardhealth." + library + ".."))
        .check(WARD);
  }

  @Test
  void siblingsStayBehindTheirRoomsDoor() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Screen")
        .or()
        .haveSimpleNameEndingWith("Provider")
        .or()
        .haveSimpleNameEndingWith("Recogniser")
        .or()
        .haveSimpleNameEndingWith("Door")
        .should()
        .bePackagePrivate()
        .check(WARD);
  }

  @Test
  void nothingIsNamedByWhatSaysNothing() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Service")
        .orShould()
        .haveSimpleNameStartingWith("Common")
        .check(WARD);
  }

  @Test
  void sqlIsLeftToTheRoomsThatKeepTables() {
    noClasses()
        .that()
        .resideInAnyPackage(SERVER + ".gateway..", SERVER + ".guard..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.springframework.jdbc..")
        .check(WARD);
  }

  /** Promise 7: the clock is handed in, and made in one place. */
  @Test
  void theTimeOfDayIsHandedIn() {
    noClasses()
        .that(resideOutsideOfPackage("org.wardhealth.server"))
        .and(DescribedPredicate.not(named("org.wardhealth.ledger.LedgerOptions")))
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(java.time.Clock.class, "systemUTC")
        .check(WARD);
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return DescribedPredicate.describe("named " + name, type -> type.getName().equals(name));
  }

  /** Run with {@code -Dward.docs.write=true} to write the picture anew. */
  @Test
  void thePictureShowsTheHouseAsItIs() throws IOException {
    Path page = Path.of(System.getProperty("ward.root", "..")).resolve("docs/architecture.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    assertThat(begin).as("the page has a place for the picture").isBetween(0, end);
    String current = text.substring(0, begin) + BEGIN + "\n" + picture() + text.substring(end);
    if (Boolean.getBoolean("ward.docs.write")) {
      Files.writeString(page, current);
    }
    assertThat(Files.readString(page))
        .as("docs/architecture.md is stale: run this test with -Dward.docs.write=true")
        .isEqualTo(current);
  }

  private static String picture() {
    StringBuilder picture = new StringBuilder("```mermaid\nflowchart TD\n");
    picture.append("  subgraph server\n");
    ROOMS.forEach(room -> picture.append("    ").append(room).append('\n'));
    picture.append("  end\n");
    LIBRARIES.forEach(
        library ->
            picture.append("  ").append(node(library)).append("[[").append(library).append("]]\n"));
    for (String room : ROOMS) {
      for (String other : ROOMS) {
        if (allowed(room).contains(other)) {
          picture.append("  ").append(room).append(" --> ").append(other).append('\n');
        }
      }
      librariesOf(room)
          .forEach(
              library ->
                  picture
                      .append("  ")
                      .append(room)
                      .append(" -.-> ")
                      .append(node(library))
                      .append('\n'));
    }
    return picture.append("```\n").toString();
  }

  /** A library that has the name of a room is another node. */
  private static String node(String library) {
    return ROOMS.contains(library) ? library + "_library" : library;
  }

  private static Set<String> allowed(String room) {
    ApplicationModule module = packageInfo(room).getAnnotation(ApplicationModule.class);
    return Set.of(module.allowedDependencies());
  }

  private static Class<?> packageInfo(String room) {
    try {
      return Class.forName(SERVER + "." + room + ".package-info");
    } catch (ClassNotFoundException e) {
      throw new AssertionError(room + " has no package-info", e);
    }
  }

  private static Set<String> librariesOf(String room) {
    return WARD.stream()
        .filter(type -> type.getPackageName().equals(SERVER + "." + room))
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass().getPackageName())
        .filter(name -> name.startsWith("org.wardhealth."))
        .map(name -> name.substring("org.wardhealth.".length()))
        .filter(LIBRARIES::contains)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
