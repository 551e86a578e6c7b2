package org.wardhealth.records;

import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which codes, systems and other short words may stay: those whose form is that of a public
 * vocabulary. A name or a number of a patient has none of these forms, but for what somebody hides
 * on purpose.
 */
final class FhirCodes {
  /** Beginnings of URIs of public vocabularies, definitions and identifier systems. */
  private static final List<String> PUBLIC =
      List.of(
          "http://hl7.org/",
          "http://terminology.hl7.org/",
          "http://loinc.org",
          "http://snomed.info/",
          "http://unitsofmeasure.org",
          "http://www.nlm.nih.gov/research/umls/",
          "http://www.ama-assn.org/go/cpt",
          "http://dicom.nema.org/",
          "http://ihe.net/",
          "http://www.w3.org/",
          "http://www.whocc.no/atc",
          "http://fdasis.nlm.nih.gov",
          "http://nucc.org/",
          "http://www.cms.gov/",
          "https://www.cms.gov/",
          "https://bluebutton.cms.gov/",
          "http://www.genenames.org",
          "http://varnomen.hgvs.org",
          "http://www.orpha.net",
          "http://id.who.int/",
          "https://www.nubc.org/",
          "https://www.usps.com/",
          "https://github.com/synthetichealth/synthea",
          "http://synthetichealth.github.io/synthea",
          "urn:ietf:",
          "urn:iso:",
          "urn:oid:2.16.840.1.113883.6.",
          "urn:oid:2.16.840.1.113883.5.",
          "urn:oid:2.16.840.1.113883.12.",
          "urn:oid:2.16.840.1.113883.10.",
          "urn:oid:2.16.840.1.113883.4.1",
          "urn:oid:2.16.840.1.113883.4.6",
          "urn:oid:1.2.840.10008.");

  private static final Pattern PLAIN_URI = Pattern.compile("[a-z]+:[A-Za-z0-9/._:#|-]{1,200}");

  private static final Map<String, Pattern> FORMS = new LinkedHashMap<>();

  static {
    form("http://loinc.org", "[0-9]{1,7}-[0-9]|L[APLG][0-9]{1,7}-[0-9]");
    form("http://snomed.info/sct", "[0-9]{6,18}");
    form("http://www.nlm.nih.gov/research/umls/rxnorm", "[0-9]{1,8}");
    form("http://hl7.org/fhir/sid/icd-10", "[A-Z][0-9][0-9A-Z](\\.?[0-9A-Z]{1,4})?");
    form("http://hl7.org/fhir/sid/icd-9", "[EV]?[0-9]{2,4}(\\.[0-9]{1,2})?");
    form("http://hl7.org/fhir/sid/cvx", "[0-9]{1,3}");
    form("http://hl7.org/fhir/sid/mvx", "[A-Z]{2,3}");
    form("http://hl7.org/fhir/sid/ndc", "[0-9]{4,5}-?[0-9]{3,4}-?[0-9]{1,2}");
    form("http://www.ama-assn.org/go/cpt", "[0-9]{4}[0-9A-Z]");
    form("https://www.cms.gov/Medicare/Coding/HCPCS", "[A-Z][0-9]{4}");
    form("http://www.cms.gov/Medicare/Coding/ICD10", "[0-9A-Z]{7}");
    form("http://nucc.org/provider-taxonomy", "[0-9]{2,3}[0-9A-Z]{6,7}X");
    form("http://fdasis.nlm.nih.gov", "[0-9A-Z]{10}");
    form("http://www.whocc.no/atc", "[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?");
    form("http://dicom.nema.org/", "[A-Z]{2,3}|[0-9]{5,6}");
    form("http://ihe.net/", "urn:ihe:[a-z]{2,4}:[a-z0-9:-]{1,40}:20[0-9]{2}");
    form("urn:oid:2.16.840.1.113883.6.238", "[0-9]{4}-[0-9]");
    form(
        "https://bluebutton.cms.gov/resources/",
        "[A-Z0-9]{1,2}|https://bluebutton.cms.gov/[a-z0-9_/-]{1,80}");
    form("urn:iso:std:iso:3166", "[A-Z]{2,3}|[0-9]{3}|[A-Z]{2}-[A-Z0-9]{1,3}");
    form("urn:iso:std:iso:4217", "[A-Z]{3}");
    form("https://www.usps.com/", "[A-Z]{2}");
    form("urn:ietf:bcp:13", "[a-z]+/[a-z0-9.+-]{1,40}");
  }

  private static final String UCUM = "http://unitsofmeasure.org";

  private static final Pattern UNIT =
      Pattern.compile(
          "[A-Za-z0-9%/.*\\[\\]'_^()+-]{0,16}(\\{[A-Za-z#]{1,12}\\})?[A-Za-z0-9/.]{0,8}");

  private static final Pattern ANNOTATION = Pattern.compile("\\{([A-Za-z#]*)\\}");

  private static final Set<String> ANNOTATIONS =
      Set.of(
          "score",
          "nominal",
          "ratio",
          "beats",
          "breaths",
          "cells",
          "copies",
          "count",
          "#",
          "creat",
          "creatinine",
          "RBC",
          "WBC",
          "index",
          "titer",
          "INR",
          "GAU",
          "MPL",
          "GPL",
          "mutation",
          "Pulse",
          "events",
          "visits",
          "doses",
          "tbl",
          "puff",
          "drop",
          "T",
          "percentile",
          "presence",
          "Estimated",
          "packs",
          "drinks");

  private static final Pattern LANGUAGE =
      Pattern.compile("[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?");
  private static final Pattern VERSION =
      Pattern.compile(
          "[0-9][0-9.]{0,15}|[0-9]{4}-[0-9]{2}(-[0-9]{2})?|http://snomed.info/sct/[0-9/a-z]{1,60}");

  private static final Set<String> MIME =
      Set.of(
          "text/plain",
          "text/markdown",
          "text/csv",
          "text/html",
          "text/xml",
          "text/rtf",
          "text/cql",
          "text/fhirpath",
          "application/pdf",
          "application/rtf",
          "application/json",
          "application/xml",
          "application/fhir+json",
          "application/fhir+xml",
          "application/hl7-v3+xml",
          "application/hl7-cda+xml",
          "application/msword",
          "application/zip",
          "application/dicom",
          "application/octet-stream",
          "application/elm+xml",
          "application/elm+json",
          "image/jpeg",
          "image/png",
          "image/gif",
          "image/tiff",
          "image/bmp",
          "image/svg+xml",
          "audio/mpeg",
          "audio/wav",
          "audio/basic",
          "audio/mp4",
          "video/mp4",
          "video/mpeg");

  private static final Set<String> HONORIFICS =
      Set.of(
          "mr",
          "mrs",
          "ms",
          "miss",
          "mx",
          "dr",
          "prof",
          "professor",
          "sir",
          "dame",
          "rev",
          "hon",
          "sr",
          "sra",
          "srta",
          "dra",
          "don",
          "doña",
          "herr",
          "frau",
          "jr",
          "ii",
          "iii",
          "iv",
          "md",
          "do",
          "phd",
          "rn",
          "np",
          "pa",
          "pa-c",
          "dds",
          "dmd",
          "dpm",
          "pharmd",
          "esq",
          "msn",
          "bsn",
          "aprn",
          "crna",
          "lcsw",
          "mph",
          "mba",
          "jd",
          "facp",
          "facs",
          "faap");

  private static final Set<String> COUNTRIES = countries();

  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private FhirCodes() {}

  /** ISO 3166 codes, and the names in English and Spanish. */
  private static Set<String> countries() {
    Set<String> countries = new HashSet<>(Set.of("USA", "UNITED STATES OF AMERICA", "UK"));
    for (String code : Locale.getISOCountries()) {
      Locale country = Locale.of("", code);
      countries.add(code);
      countries.add(country.getISO3Country());
      countries.add(country.getDisplayCountry(Locale.ENGLISH).toUpperCase(Locale.ROOT));
      countries.add(country.getDisplayCountry(Locale.of("es")).toUpperCase(Locale.ROOT));
    }
    return Set.copyOf(countries);
  }

  /** Whether this is a code of ISO 4217. */
  static boolean currency(String code) {
    return CURRENCIES.contains(code);
  }

  /** Whether this names a country. */
  static boolean country(String country) {
    return COUNTRIES.contains(country.strip().toUpperCase(Locale.ROOT));
  }

  private static void form(String system, String pattern) {
    FORMS.put(system, Pattern.compile(pattern));
  }

  /** Whether this is the URI of a public vocabulary, profile or identifier system. */
  static boolean publicUri(String uri) {
    for (String begin : PUBLIC) {
      if (uri.startsWith(begin) && ends(begin, uri)) {
        return PLAIN_URI.matcher(uri).matches();
      }
    }
    return false;
  }

  /** Whether what stands behind the beginning goes on with it and is no longer name of a server. */
  private static boolean ends(String begin, String uri) {
    return uri.length() == begin.length()
        || "/:.".indexOf(begin.charAt(begin.length() - 1)) >= 0
        || "/|#".indexOf(uri.charAt(begin.length())) >= 0;
  }

  /** Whether {@code code} has the form of the codes of a public {@code system}. */
  static boolean code(String system, String code) {
    if (system.equals(UCUM)) {
      return unit(code);
    }
    for (Map.Entry<String, Pattern> form : FORMS.entrySet()) {
      if (system.startsWith(form.getKey())) {
        return form.getValue().matcher(code).matches();
      }
    }
    return publicUri(system) && FhirElements.ALL.code(code);
  }

  /** Whether this is a unit of UCUM, in form. */
  static boolean unit(String code) {
    if (!UNIT.matcher(code).matches()) {
      return false;
    }
    var annotation = ANNOTATION.matcher(code);
    return !annotation.find() || ANNOTATIONS.contains(annotation.group(1));
  }

  static boolean language(String tag) {
    return LANGUAGE.matcher(tag).matches();
  }

  static boolean version(String version) {
    return VERSION.matcher(version).matches();
  }

  /** The media type without parameters, in lower case; empty when it is none of those that stay. */
  static String mime(String type) {
    String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return MIME.contains(plain) ? plain : "";
  }

  static boolean honorific(String word) {
    String plain = word.strip().toLowerCase(Locale.ROOT).replace(".", "");
    return HONORIFICS.contains(plain);
  }
}
