package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wardhealth.deid.ResidualRisk.Document;
import org.wardhealth.deid.ResidualRisk.Kind;

/** Planted leaks are seen, surrogates are not taken for leaks, and lonely subjects are counted. */
class ResidualRiskTest {
  private static final DataSet DATA = SubjectTest.dataSet(SubjectTest.realistic(), 1);

  private static ResidualRisk risk(Document... documents) {
    return ResidualRisk.of(List.of(documents), DATA.profile(), DATA.deid());
  }

  private static Document document(String id, String text) {
    return new Document(id, id, new Transformed(text, List.of()), Map.of());
  }

  @Test
  void plantedLeaksAreSeen() {
    String text = "Afterwards Kowalczyk signed, file 884-21-77, SSN 123-45-6789.";
    ResidualRisk risk = risk(document("d1", text));
    assertThat(risk.leftovers())
        .anySatisfy(
            left -> {
              assertThat(left.kind()).isEqualTo(Kind.NAME_LIKE);
              assertThat(text.substring(left.start(), left.end())).isEqualTo("Kowalczyk");
            })
        .anySatisfy(
            left -> {
              assertThat(left.kind()).isEqualTo(Kind.LONG_NUMBER);
              assertThat(text.substring(left.start(), left.end())).isEqualTo("884-21-77");
            });
    assertThat(risk.count(Kind.FOUND_AGAIN)).isGreaterThanOrEqualTo(1);
    assertThat(risk.withLeftover()).isEqualTo(new Proportion(1, 1));
  }

  @Test
  void whatAThresholdLeavesIsCounted() {
    Profile high = Profile.of(Map.of("name", "own", "threshold", 1));
    Document left = document("d1", "Mr. John Smith was seen, SSN 123-45-6789.");
    assertThat(ResidualRisk.of(List.of(left), high, English.DEID).count(Kind.FOUND_AGAIN))
        .isEqualTo(
            ResidualRisk.of(List.of(left), Profile.SAFE_HARBOR, English.DEID)
                .count(Kind.FOUND_AGAIN))
        .isPositive();
  }

  @Test
  void whatWardPutThereIsNoLeak() {
    Subject subject = DATA.subject("p");
    Transformed safe =
        subject.transform("Mr. Smith, MRN: 00447123, was seen on 03/04/2021 by Dr. Patel.");
    ResidualRisk risk = risk(new Document("d", "p", safe, Map.of()));
    assertThat(safe.replacements()).hasSize(4);
    assertThat(risk.leftovers()).isEmpty();
    assertThat(risk.withLeftover().high()).isEqualTo(1);
  }

  @Test
  void aloneIsWhomNobodyIsLike() {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      documents.add(
          document("d" + i, "A 45-year-old woman from Springfield, Texas, seen in 2021."));
    }
    documents.add(document("lonely", "A 45-year-old man from Albany, Texas, seen in 2021."));
    ResidualRisk risk = ResidualRisk.of(documents, DATA.profile(), DATA.deid());
    assertThat(risk.traits())
        .anySatisfy(
            each -> {
              assertThat(each.traits()).containsExactly("sex");
              assertThat(each.smallest()).isEqualTo(1);
              assertThat(each.alone()).isEqualTo(new Proportion(1, 21));
            })
        .anySatisfy(
            each -> {
              assertThat(each.traits()).containsExactly("age");
              assertThat(each.smallest()).isEqualTo(21);
            });
    assertThat(risk.traits().getLast().traits()).containsExactly("age", "sex", "state", "year");
    assertThat(risk.text()).contains("alone 1 of 21");
  }

  @Test
  void traitsOfRecordsCount() {
    Transformed empty = new Transformed("", List.of());
    ResidualRisk risk =
        risk(
            new Document("a", "p1", empty, Map.of("zip3", "627")),
            new Document("b", "p2", empty, Map.of("zip3", "100")));
    assertThat(risk.traits().getFirst().alone()).isEqualTo(new Proportion(2, 2));
  }

  @Test
  void theReportHoldsNoText() {
    ResidualRisk risk = risk(document("d\"1", "Afterwards Kowalczyk signed."));
    assertThat(risk.json())
        .startsWith("{\"documents\":1,")
        .contains("\"document\":\"d\\\"1\"", "\"kind\":\"NAME_LIKE\"")
        .doesNotContain("Kowalczyk");
    assertThat(risk.text()).doesNotContain("Kowalczyk");
  }

  @Test
  void intervalsAreThoseOfTheBooks() {
    Proportion half = new Proportion(5, 10);
    assertThat(half.low()).isCloseTo(0.2366, within(1e-4));
    assertThat(half.high()).isCloseTo(0.7634, within(1e-4));
    assertThat(new Proportion(0, 300).high()).isEqualTo(0.01);
    assertThat(new Proportion(0, 0).high()).isEqualTo(1);
    assertThat(new Proportion(10, 10).high()).isEqualTo(1);
  }

  @Test
  void theParrotTellsPlantedLeaks() {
    List<ParrotAttack.Marked> texts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String seen = "Mr. Harrison came with Mrs. Patterson.";
      String leak = i % 4 == 0 ? " then Kowalczyk signed" : "";
      String text = seen + leak;
      List<Finding> names = new ArrayList<>();
      for (String name : List.of("Harrison", "Patterson", "Kowalczyk")) {
        int at = text.indexOf(name);
        if (at >= 0) {
          names.add(new Finding(at, at + name.length(), IdentifierType.NAME, Source.KNOWN, 1));
        }
      }
      texts.add(new ParrotAttack.Marked(text, names));
    }
    DataSet rulesAlone =
        new DataSet(
            DATA.profile(), DATA.key(), new Deid(Pack.load(Language.ENGLISH).withoutTagger()));
    ParrotAttack attack = ParrotAttack.on(rulesAlone, texts);
    assertThat(attack.missed()).isEqualTo(new Proportion(10, 90));
    assertThat(attack.again().told()).isEqualTo(new Proportion(10, 10));
    assertThat(attack.again().right().count()).isEqualTo(10);
    assertThat(attack.list().told()).isEqualTo(new Proportion(10, 10));
    assertThat(attack.json()).contains("\"missed\":{\"count\":10,\"of\":90");
    assertThat(attack.text()).contains("10 of 90").doesNotContain("Kowalczyk");
  }
}
