package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fixed list of clinical text that identifies nobody: none of it may be touched. */
class ClinicalNonIdentifiersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Na 138, K 4.2, Cl 101, HCO3 24, BUN 18, creatinine 1.1, glucose 104.",
        "WBC 12.3 x 10^9/L, Hgb 13.5 g/dL, Plt 250,000, INR 2.0-3.0, PTT 32.",
        "BP 132/84, HR 72, RR 16, SpO2 97% on 2 L, T 98.6F, BMI 31.2.",
        "Lisinopril 40 mg daily, Lasix 20 mg BID, insulin glargine 10 units qHS.",
        "Take 1/2 tablet, then 1 1/2 tablets; 2-3 puffs every 4-6 hours.",
        "Pain 5/10, strength 5/5, reflexes 2+/4, murmur 3/6, GCS 15, Apgar 8/9.",
        "ICD-10 E11.9, I10, C50.911; CPT 99213; LOINC 4548-4; RxNorm 197361; SNOMED CT 73211009.",
        "BRCA1, TP53, EGFR L858R, KRAS G12C, JAK2 V617F, HLA-B27, rs1801133, c.68_69delAG.",
        "Parkinson disease, Crohn's disease, Hodgkin lymphoma, Addison's disease, Cushing's"
            + " syndrome.",
        "Wilson's disease, Graves' disease, Bell's palsy, Barrett's esophagus, Down syndrome.",
        "Foley catheter, Jackson-Pratt drain, Swan-Ganz catheter, Holter monitor, Kocher forceps.",
        "Babinski sign, Romberg test, Murphy's sign, Chaddock reflex, Phalen maneuver, Tinel sign.",
        "Glasgow Coma Scale, Framingham risk score, Wells score, Ferriman-Gallwey score, Rutherford"
            + " score 4.",
        "ALLHAT, ASCEND and SPRINT trials; KDIGO guidelines from 2019; the 2023 JAMA article.",
        "Humira vs. Enbrel; Xarelto, Eliquis, Plavix; Zoloft, Prozac, Lexapro; Tylenol and Advil.",
        "CRP and ESR elevated, BNP 3000, D-dimer high, HbA1c 7.2, eGFR 45 mL/min/1.73m2.",
        "E. coli, S. aureus, C. difficile, H. pylori, Klebsiella pneumoniae grew.",
        "A 50-year-old African American man, a 7-year-old child, age 68, in her 60s.",
        "Diagnosed in 2019, surgery three years ago, seen last summer, flu season.",
        "Vitamin D 2000 IU, vitamin B12, hepatitis C, type 2 diabetes, stage IV, NYHA class III.",
        "The patient may return; mark the site; grace and hope; a young man; white count.",
        "C5-C6 disc, L4-L5 stenosis, T2 lesion, 3 x 4 cm mass at 10 o'clock, 18 gauge needle.",
        "COVID-19, SARS-CoV-2, IL-6, CD4 350, MK-3475, NCT01234567, PMID 12345678.",
        "CHIEF COMPLAINT\nAnnual exam.\nREVIEW OF SYSTEMS\n• Cardiovascular: Denies chest pain.",
        "ASSESSMENT AND PLAN\nHypertension.\n• Medical Treatment: Continue Norvasc.",
        "Follow up in 2 weeks. Call with questions. Return to the emergency department if worse.",
        "Her mother has hypertension and her father died of cancer at 61.",
        "DISCHARGE INSTRUCTIONS: Low salt diet. No heavy lifting for 6 weeks.",
        "Lyme disease, West Nile virus, Rocky Mountain spotted fever, Norwalk virus.",
        "Stevens-Johnson syndrome, Guillain-Barre syndrome, von Willebrand disease, non-Hodgkin's"
            + " lymphoma.",
        "MELD score of 25, CHADS2 score, DAS28 of 3.5, MMSE score of 18, PHQ-9 score 12.",
        "Visual acuity 20/40 OD, 20/25 OS. Ejection fraction 55-60%. Gravida 2 para 1.",
        "Best practices for a patient in Texas or the southern US with gout.",
        "0.9% saline at 125 ml/hr, D5W, 1:1000 epinephrine, FiO2 0.4, PEEP 5, 14 Fr.",
        "What are the latest AHA guidelines for managing acute coronary syndrome?",
        "Could you summarize this note in plain English? Thanks!"
      })
  void isNotTouched(String text) {
    assertThat(Profile.SAFE_HARBOR.concerned(English.DEID.find(text))).isEmpty();
  }
}
