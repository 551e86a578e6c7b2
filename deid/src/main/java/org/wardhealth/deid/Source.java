package org.wardhealth.deid;

/** Which layer of the engine made a finding. */
public enum Source {
  /** The caller knew this identifier of the patient: {@link KnownIdentity}. */
  KNOWN,
  /** A rule on the shape of the text and the words around it. */
  RULE,
  /** A dictionary of names or places, with context. */
  DICTIONARY,
  /** The trained sequence tagger of the language. */
  TAGGER,
  /** The optional {@link Encoder} of the language. */
  ENCODER,
  /** The same name was found elsewhere in the text. */
  PROPAGATED
}
