package org.wardhealth.records;

import org.wardhealth.deid.Action;
import org.wardhealth.deid.IdentifierType;

/** What the constants mean, in words for a person who is no programmer. */
public final class PlainWords {
  private PlainWords() {}

  /** What a type of identifier is, in the plural. */
  public static String of(IdentifierType type) {
    return switch (type) {
      case NAME -> "names of patients, relatives and others";
      case CLINICIAN -> "names of those who give care";
      case RELATION -> "mentions of relatives without a name";
      case STREET -> "street addresses and post boxes";
      case LOCATION -> "towns, counties, postal codes";
      case STATE -> "states and provinces";
      case COUNTRY -> "countries";
      case FACILITY -> "hospitals and clinics";
      case CARE_CENTER -> "health centres";
      case ORGANISATION -> "employers, schools and other organisations";
      case OCCUPATION -> "occupations";
      case CHARACTERISTIC -> "other traits that can identify";
      case SEX -> "sex";
      case DATE -> "dates more precise than a year";
      case AGE -> "ages up to 89";
      case AGE_OVER_89 -> "ages over 89";
      case PHONE -> "telephone numbers";
      case FAX -> "fax numbers";
      case EMAIL -> "e-mail addresses";
      case SSN -> "social security numbers";
      case MRN -> "medical record numbers";
      case HEALTH_PLAN -> "health plan and insurance numbers";
      case ACCOUNT -> "account numbers";
      case LICENSE -> "certificate and licence numbers";
      case VEHICLE -> "vehicle numbers and plates";
      case DEVICE -> "device and serial numbers";
      case URL -> "web addresses";
      case IP -> "IP addresses";
      case BIOMETRIC -> "references to biometric data";
      case PHOTO -> "references to photographs";
      case ENCOUNTER -> "visit, accession and specimen numbers";
      case OTHER_ID -> "other identifying numbers and codes";
    };
  }

  /** What an action does, as a sentence goes on: "dates ... are". */
  public static String of(Action action) {
    return switch (action) {
      case KEEP -> "left as they stand";
      case SURROGATE -> "replaced";
      case GENERALISE -> "made coarser";
      case SHIFT -> "moved in time, each patient by a number of days of their own";
    };
  }

  /** Why something is no longer there. */
  public static String of(Removal reason) {
    return switch (reason) {
      case UNKNOWN_ELEMENT -> "fields that the keep-list does not name, removed unread";
      case UNKNOWN_TYPE -> "records of a kind that the keep-list does not name, removed unread";
      case IDENTIFYING -> "values that identify and have no form that may stay";
      case UNREADABLE_VALUE -> "values that do not have the form that their place asks for";
      case ATTACHMENT -> "attachments that are no text (PDF, images, RTF), removed unread";
      case EXTENSION -> "extensions that the keep-list does not name, removed unread";
      case MARKUP -> "markup outside the permitted kind";
      case LINK -> "links that could not be made pseudonyms";
      case SIGNATURE -> "signatures, which sign what is no longer there";
    };
  }
}
