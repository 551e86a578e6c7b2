package org.wardhealth.consent;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The terms of GA4GH's Data Use Ontology: five permissions, each within the one before, and
 * modifiers that narrow them.
 */
public enum ResearchTerm {
  NRES("DUO:0000004", "no restriction", true),
  GRU("DUO:0000042", "general research use", true),
  HMB("DUO:0000006", "health, medical or biomedical research", true),
  DS("DUO:0000007", "research of one disease", true),
  POA("DUO:0000011", "research of populations or ancestry only", true),
  RS("DUO:0000012", "research of a stated kind only", false),
  NMDS("DUO:0000015", "no general methods research", false),
  GSO("DUO:0000016", "genetic studies only", false),
  NPUNCU("DUO:0000018", "not for profit, non-commercial use only", false),
  PUB("DUO:0000019", "publication required", false),
  COL("DUO:0000020", "collaboration required", false),
  IRB("DUO:0000021", "ethics approval required", false),
  GS("DUO:0000022", "within a region only", false),
  MOR("DUO:0000024", "publication moratorium", false),
  TS("DUO:0000025", "for a limited time", false),
  US("DUO:0000026", "by stated users only", false),
  PS("DUO:0000027", "in a stated project only", false),
  IS("DUO:0000028", "in a stated institution only", false),
  RTN("DUO:0000029", "return of results to the database", false),
  CC("DUO:0000043", "clinical care use", false),
  NPOA("DUO:0000044", "no research of populations or ancestry", false),
  NPU("DUO:0000045", "by not-for-profit organisations only", false),
  NCU("DUO:0000046", "non-commercial use only", false);

  private final String code;
  private final String display;
  private final boolean permission;

  ResearchTerm(String code, String display, boolean permission) {
    this.code = code;
    this.display = display;
    this.permission = permission;
  }

  /** As {@code DUO:0000042}. */
  public String code() {
    return code;
  }

  /** In plain words. */
  public String display() {
    return display;
  }

  /** Whether it permits research; otherwise it narrows a permission. */
  public boolean permission() {
    return permission;
  }

  /** Reads {@code DUO:0000042}. */
  public static Optional<ResearchTerm> of(String code) {
    return Arrays.stream(values()).filter(term -> term.code.equals(code)).findFirst();
  }

  /**
   * Whether consent to {@code granted} covers research of this kind, as far as terms can say; a
   * modifier is covered when the consent names it.
   */
  public boolean coveredBy(Set<String> granted) {
    return switch (this) {
      case NRES -> granted.contains(NRES.code);
      case GRU -> granted.contains(GRU.code) || granted.contains(NRES.code);
      case HMB -> granted.contains(HMB.code) || GRU.coveredBy(granted);
      case DS -> granted.contains(DS.code) || HMB.coveredBy(granted);
      case POA ->
          !granted.contains(NPOA.code) && (granted.contains(POA.code) || GRU.coveredBy(granted));
      case RS, NMDS, GSO, NPUNCU, PUB, COL, IRB, GS, MOR, TS, US, PS, IS, RTN, CC, NPOA, NPU, NCU ->
          granted.contains(code);
    };
  }
}
