package org.wardhealth.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The four layers of a set, each a folder. A permit of one never outweighs a forbid of another. */
public enum Layer {
  /** What the law and the organisation forbid. */
  ORGANISATION,
  /** What a role, a relationship or a registration permits. */
  ROLE,
  /** What the patient refuses. */
  PATIENT,
  /** What the card of the model does not allow. */
  MODEL;

  /** The folder's name. */
  public String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Layer> of(String folder) {
    return Arrays.stream(values()).filter(layer -> layer.folder().equals(folder)).findFirst();
  }

  /** In this layer, every policy has this effect. */
  Rule.Effect effect() {
    return this == ROLE ? Rule.Effect.PERMIT : Rule.Effect.FORBID;
  }
}
