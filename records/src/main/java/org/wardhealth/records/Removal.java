package org.wardhealth.records;

/** Why something is no longer there. The names are stable; manifests store them. */
public enum Removal {
  /** An element, field, segment or column that the keep-list does not name. */
  UNKNOWN_ELEMENT,
  /** A record of a type that the keep-list does not name. */
  UNKNOWN_TYPE,
  /** It identifies, and has no form that may stay. */
  IDENTIFYING,
  /** Its value does not have the form that its place asks for, so it cannot be judged. */
  UNREADABLE_VALUE,
  /** An attachment that is no text: PDF, RTF, image, and whatever else cannot be read. */
  ATTACHMENT,
  /** An extension that the keep-list does not name. */
  EXTENSION,
  /** Markup outside the permitted subset: tags, attributes, comments, scripts. */
  MARKUP,
  /** A link or reference that could not be made a pseudonym. */
  LINK,
  /** A signature: it signs what is no longer there. */
  SIGNATURE
}
