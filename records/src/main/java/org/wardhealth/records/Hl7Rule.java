package org.wardhealth.records;

import java.util.List;
import org.wardhealth.deid.IdentifierType;

/** What is done with a field or component of HL7 v2. */
sealed interface Hl7Rule {
  /** A value without parts of its own. */
  enum Plain implements Hl7Rule {
    /** Goes. */
    X,
    /** A code. */
    C,
    /** A number. */
    NM,
    /** A date. */
    DT,
    /** A time of day. */
    TM,
    /** Free text. */
    TX,
    /** A title or degree. */
    HON,
    /** A state. */
    STATE,
    /** A country. */
    COUNTRY,
    /** The universal name of an organisation or register. */
    OID
  }

  /** A number or code that links. */
  record Link(IdentifierType type) implements Hl7Rule {}

  /** A whole value of an identifier type. */
  record Value(IdentifierType type) implements Hl7Rule {}

  /** A family name, or else given names, of somebody of an identifier type. */
  record Name(IdentifierType type, boolean family) implements Hl7Rule {}

  /** Components or subcomponents, each with its rule; what has none goes. */
  record Parts(List<Hl7Rule> rules) implements Hl7Rule {
    /** Copies the list. */
    public Parts {
      rules = List.copyOf(rules);
    }
  }

  /** An identifier with its check digit, register and type (CX). */
  record Extended(IdentifierType type) implements Hl7Rule {}

  /** A data type with a rule of its own. */
  enum Special implements Hl7Rule {
    /** A code with texts, twice (CE, CWE, CNE). */
    CWE,
    /** A unit of measure, as a code with texts. */
    UNIT,
    /** A telephone number or electronic address. */
    XTN,
    /** The name of a system, facility or register. */
    HD,
    /** The value of an observation, by the type that OBX-2 says. */
    OBX5
  }
}
