package org.wardhealth.consent;

/**
 * Data by their relation to a named resource: an element {@code data} of a provision.
 *
 * @param meaning how they are related to it
 * @param reference the resource, as {@link Reference} writes it; empty if Ward cannot tell which
 */
public record DataRule(Meaning meaning, String reference) {
  /** FHIR consent-data-meaning. */
  public enum Meaning {
    /** The resource itself. */
    INSTANCE,
    /** The resource, what it refers to, and (as IHE PCF uses it) what refers to it. */
    RELATED,
    /** The resource, and what refers to it. */
    DEPENDENTS,
    /** What was written by it. */
    AUTHOREDBY;

    String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
