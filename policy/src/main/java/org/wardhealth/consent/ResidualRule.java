package org.wardhealth.consent;

import java.util.List;

/**
 * What a permit still forbids, or permits nevertheless: an element of IHE PCF's {@code residual}.
 * Without labels, data and the rest it is about all data.
 *
 * @param forbid whether it forbids; otherwise it permits
 * @param consent the consent that says so
 * @param path the provision in it
 * @param labels about data with any of these labels
 * @param dataPeriod about data of this time
 * @param data about data in any of these relations
 * @param classes about data of any of these types; PCF has no word for it
 * @param codes about data with any of these codes; PCF has no word for it
 */
public record ResidualRule(
    boolean forbid,
    String consent,
    String path,
    List<Coding> labels,
    Span dataPeriod,
    List<DataRule> data,
    List<Coding> classes,
    List<List<Coding>> codes) {
  static ResidualRule everything(String consent, String path) {
    return new ResidualRule(
        true, consent, path, List.of(), Span.ALWAYS, List.of(), List.of(), List.of());
  }

  /** Whether it is about all data. */
  public boolean aboutAll() {
    return labels.isEmpty() && onlyLabels();
  }

  /** Whether labels alone tell what it is about. */
  public boolean onlyLabels() {
    return dataPeriod.equals(Span.ALWAYS) && data.isEmpty() && classes.isEmpty() && codes.isEmpty();
  }
}
