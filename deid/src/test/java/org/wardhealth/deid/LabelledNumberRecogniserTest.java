package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of {@link LabelledNumberRecogniser}. */
class LabelledNumberRecogniserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MRN         | MRN: 00-123 noted                 | 00-123",
        "MRN         | under MRN UCSF-20210930-567        | UCSF-20210930-567",
        "MRN         | mrn#MP98765                        | MP98765",
        "MRN         | Med Rec#: CC-789654                | CC-789654",
        "MRN         | MRN is 123 456 789                 | 123 456 789",
        "MRN         | MRN: 345-67-8901                   | 345-67-8901",
        "SSN         | SSN: 123-45-6789                   | 123-45-6789",
        "SSN         | number 123-45-6789 on file         | 123-45-6789",
        "SSN         | SSN 123456789                      | 123456789",
        "HEALTH_PLAN | (Policy No: 789-456-123)           | 789-456-123",
        "HEALTH_PLAN | insurance ID ZX-987654             | ZX-987654",
        "HEALTH_PLAN | his plan is HP-987654.             | HP-987654",
        "HEALTH_PLAN | member id: W123456789              | W123456789",
        "ACCOUNT     | Acct #: 634746160                  | 634746160",
        "LICENSE     | NPI 1234567893                     | 1234567893",
        "LICENSE     | DEA: AB1234563                     | AB1234563",
        "VEHICLE     | drove 1M8GDM9AXKP042788 home       | 1M8GDM9AXKP042788",
        "VEHICLE     | license plate 7ABC123              | 7ABC123",
        "DEVICE      | Serial no. SN-44871-A              | SN-44871-A",
        "DEVICE      | RhoGAM 300 mcg, lot RG4471C today  | RG4471C",
        "DEVICE      | cement, Lot: 7RR20-1               | 7RR20-1",
        "ENCOUNTER   | Accession A13-34777.               | A13-34777",
        "OTHER_ID    | case #JH-998877                    | JH-998877",
        "OTHER_ID    | the code HP-987654 was             | HP-987654",
        "OTHER_ID    | seen 123456789012 there            | 123456789012"
      })
  void findsTheWholeValue(IdentifierType type, String text, String expected) {
    assertThat(English.found(type, text)).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ICD-10 C50.911, E11.9 and I10",
        "LOINC 2345-7; RxNorm 197361; SNOMED 22298006; NCT01234567; PMID 12345678",
        "COVID-19, HLA-B27, BRCA1, IL-6, CD4, rs1801133",
        "Treatment plan: 500 mg daily. Plan 2 weeks.",
        "platelets 250,000; WBC 7000; viral load 1200000 copies",
        "In case 3 doses are missed. Medicare at 65.",
        "CHADS2 score 4, DAS28 3.5, MELD 25",
        "MK-3475 and BAY 59-7939 were given",
        "mL/min/1.73m2 and 45 mL/min",
        "Insurance was discussed in 2021.",
        "a lot of pain, parking lot 4, lot 14"
      })
  void leavesCodesQuantitiesAndGenes(String text) {
    assertThat(English.found(text)).isEmpty();
  }
}
