package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is more precise than a year and less than a month is found with its year. */
class PartOfYearRecogniserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "In hospital in {spring 2023} and {Q3 2022}.",
        "Seen {week 14 of 2021} and {mid-2020}.",
        "From {early 2019} to {late 2018}.",
        "in the {summer of 2017} and in the {fall of 2016}",
        "in {Fall 2016}, {winter 2019-20} and {summer '19}",
        "{W14 2021}, then {2021-W14-3} and {2020 Q2}",
        "{2Q2022}, {Q2/2021}, {first half of 2020}, {H1 2020}",
        "the {third quarter of 2021}, the {3rd quarter of 2021}",
        "the {14th week of 2021}, the {last week of 2021}",
        "the {beginning of 2014} and the {end of the year 2013}",
        "{day 123 of 2021}"
      })
  void finds(String marked) {
    assertThat(Marked.of(marked).findings(IdentifierType.DATE)).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ingresó en {primavera de 2023} y en {otoño del 2022}.",
        "a {mediados de 2020}, a {principios del año 2019}",
        "en el {primer trimestre de 2022} y la {semana 14 de 2021}",
        "el {2º semestre de 2021}"
      })
  void findsInSpanish(String marked) {
    assertThat(Marked.of(marked).spanish()).isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Diagnosed in 2019, in the spring.",
        "She had a fall in 2019; hip fracture, fall 2018.",
        "Since the early 1990s and mid-1980's.",
        "Start 2000 mg, early 2000 units, Q3 2000 ml.",
        "H2 blocker, Q4 hours, week 14 of pregnancy.",
        "the end of 20 days"
      })
  void leaves(String text) {
    assertThat(English.found(IdentifierType.DATE, text)).isEmpty();
  }
}
