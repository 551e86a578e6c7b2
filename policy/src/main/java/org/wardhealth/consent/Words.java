package org.wardhealth.consent;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The codes that Ward understands, and their order.
 *
 * <p>From HL7 Terminology 5.1: v3-ActReason below PurposeOfUse, v3-ActCode below
 * InformationSensitivityPolicy, v3-Confidentiality, consentaction. IHE PCF 1.1 puts ETHUD and
 * OPIOIDUD under ETH; so does Ward, with SUD.
 */
final class Words {
  static final Hierarchy PURPOSES =
      new Hierarchy(
          """
          PurposeOfUse HMARKT,HOPERAT,HPAYMT,HRESCH,PATRQT,PUBHLTH,TREAT
          TREAT CLINTRL,COC,ETREAT,POPHLTH
          ETREAT BTG,ERTREAT
          HOPERAT CAREMGT,DONAT,FRAUD,GOV,HACCRED,HCOMPL,HDECD,HDIRECT,HDM,HLEGAL,HOUTCOMS,HPRGRP
          HOPERAT HQUALIMP,HSYSADMIN,MEMADMIN,MILCDM,PATADMIN,PATSFTY,PERFMSR,RECORDMGT,SYSDEV,TRAIN
          HSYSADMIN LABELING,METAMGT
          SYSDEV HTEST
          HPAYMT CLMATTCH,COVAUTH,COVERAGE,REMITADV
          COVERAGE ELIGDTRM,ELIGVER,ENROLLM,MILDCRG
          HRESCH BIORCH,CLINTRCH,DSRCH,POARCH,TRANSRCH
          CLINTRCH CLINTRCHNPC,CLINTRCHPC,PRECLINTRCH
          PATRQT FAMRQT,PWATRNY,SUPNWK
          PUBHLTH DISASTER,THREAT
          """);

  static final Hierarchy SENSITIVITIES =
      new Hierarchy(
          """
          SPI BH,MH,PSY,PSYTHPN,SUD
          BH COGN,DVD,EMOTDIS
          SUD ETHUD,OPIOIDUD
          ETH SUD,ETHUD,OPIOIDUD
          ANY ETH,GDIS,HIV,IDS,MST,PREGNANT,SCA,SDV,SEX,SICKLE,SPI,STD,TBOO,VIO
          ANY ADOL,CEL,DIA,DRGIS,EMP,PDS,PHY,PRS,VIP,DEMO,DOB,GENDER,LIVARG,MARST,PATLOC,RACE,REL
          ANY B,EMPL,LOCIS,SSP
          """);

  /** Kinds of data about a stigma: without a label of confidentiality they count as R. */
  private static final Set<String> RESTRICTED =
      Set.of(
          "ETH",
          "GDIS",
          "HIV",
          "IDS",
          "MST",
          "PREGNANT",
          "SCA",
          "SDV",
          "SEX",
          "SICKLE",
          "SPI",
          "STD",
          "TBOO",
          "VIO");

  /** What must be done, or not done: not a property of data. */
  private static final Set<String> OBLIGATIONS =
      Set.of(
          "ANONY",
          "AOD",
          "AUDIT",
          "AUDTR",
          "CPLYCC",
          "CPLYCD",
          "CPLYCUI",
          "CPLYJPP",
          "CPLYJSP",
          "CPLYOPP",
          "CPLYOSP",
          "CPLYPOL",
          "DECLASSIFYLABEL",
          "DEID",
          "DELAU",
          "DOWNGRDLABEL",
          "DRIVLABEL",
          "ENCRYPT",
          "ENCRYPTR",
          "ENCRYPTT",
          "ENCRYPTU",
          "HUAPRV",
          "LABEL",
          "MASK",
          "MINEC",
          "PERSISTLABEL",
          "PRIVMARK",
          "PSEUD",
          "REDACT",
          "UPGRDLABEL",
          "NOAUTH",
          "NOCOLLECT",
          "NODSCLCD",
          "NODSCLCDS",
          "NOINTEGRATE",
          "NOLIST",
          "NOMOU",
          "NOORGPOL",
          "NOPAT",
          "NOPERSISTP",
          "NORDSCLCD",
          "NORDSCLCDS",
          "NORDSCLW",
          "NORELINK",
          "NOREUSE",
          "NOVIP",
          "ORCON");

  private static final List<String> CONFIDENTIALITY = List.of("U", "L", "M", "N", "R", "V");
  static final int NORMAL = 3;
  static final int RESTRICTED_LEVEL = 4;
  static final int HIGHEST = 5;

  static final Set<String> ACTIONS = Set.of("collect", "access", "use", "disclose", "correct");

  static final String AI_PROCESSING = "ai-processing";
  static final String AI_EXTERNAL = "ai-external-disclosure";
  static final String AI_TRAINING = "ai-training";
  private static final Set<String> AI = Set.of(AI_PROCESSING, AI_EXTERNAL, AI_TRAINING);

  private static final Set<String> TYPES =
      Set.of(Coding.RESOURCE_TYPES, "http://hl7.org/fhir/fhir-types");

  private Words() {}

  static boolean obligation(Coding label) {
    return label.system().equals(Coding.ACT_CODE) && OBLIGATIONS.contains(label.code());
  }

  static boolean sensitivity(Coding label) {
    return label.system().equals(Coding.ACT_CODE);
  }

  static boolean restricted(Coding label) {
    return sensitivity(label)
        && SENSITIVITIES.above(label.code()).stream().anyMatch(RESTRICTED::contains);
  }

  /** U is 0, V is 5; minus one for what is no confidentiality. */
  static int level(Coding label) {
    return label.system().equals(Coding.CONFIDENTIALITY)
        ? CONFIDENTIALITY.indexOf(label.code())
        : -1;
  }

  static String level(int level) {
    return CONFIDENTIALITY.get(level);
  }

  static boolean knownAction(Coding action) {
    return switch (action.system()) {
      case Coding.CONSENT_ACTION -> ACTIONS.contains(action.code());
      case Coding.AI -> AI.contains(action.code());
      default -> false;
    };
  }

  /** Types of resources have had two names for their system; one is kept. */
  static Coding type(Coding type) {
    return TYPES.contains(type.system()) ? Coding.resourceType(type.code()) : type;
  }

  static boolean knownPurpose(Coding purpose) {
    return purpose.system().equals(Coding.ACT_REASON) && PURPOSES.knows(purpose.code());
  }

  /** A term of the Data Use Ontology, as {@code DUO:0000042}; nothing for another coding. */
  static Optional<String> term(Coding coding) {
    boolean duo =
        coding.system().toLowerCase(java.util.Locale.ROOT).contains("duo")
            || coding.system().startsWith("http://purl.obolibrary.org/obo");
    String code = coding.code().replace('_', ':');
    return duo && ResearchTerm.of(code).isPresent() ? Optional.of(code) : Optional.empty();
  }

  static boolean confidentiality(String code) {
    return CONFIDENTIALITY.contains(code);
  }

  static List<String> aiActions() {
    return Arrays.asList(AI_PROCESSING, AI_EXTERNAL, AI_TRAINING);
  }
}
