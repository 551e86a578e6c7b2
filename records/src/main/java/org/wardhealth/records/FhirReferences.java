package org.wardhealth.records;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References and URIs as pseudonyms. What led to the same resource before leads to the same one
 * after: {@code Patient/17}, {@code https://ehr.example.org/fhir/Patient/17/_history/3} and the
 * resource's own id {@code 17} get one pseudonym, as do {@code urn:uuid:X} and the id {@code X}.
 * Addresses of servers and versions do not stay.
 */
final class FhirReferences {
  /** Stands for the server of absolute references; RFC 6761 says that it never exists. */
  private static final String BASE = "https://deidentified.invalid/";

  private static final String UUID = "urn:uuid:";

  private static final Pattern LITERAL =
      Pattern.compile("(.{0,500}/)?([A-Z][A-Za-z]{2,40})/([^/?#|\\s]{1,128})(/_history(/[^/]*)?)?");

  private static final Pattern CONDITIONAL =
      Pattern.compile("(.{0,500}/)?([A-Z][A-Za-z]{2,40})\\?(.{0,2000})");

  private final Release release;

  FhirReferences(Release release) {
    this.release = release;
  }

  /** A reference, or the address of a resource; empty when nothing of it can stay. */
  String reference(String reference) {
    // Conditional ones count what they leave out, so they are made each time.
    return reference.indexOf('?') >= 0
        ? fresh(reference)
        : release.links().of(reference, this::fresh);
  }

  private String fresh(String reference) {
    if (reference.startsWith("#")) {
      return reference.length() == 1 ? reference : "#" + release.pseudonym(reference.substring(1));
    }
    if (reference.startsWith(UUID)) {
      return urn(reference.substring(UUID.length()));
    }
    Matcher literal = LITERAL.matcher(reference);
    if (literal.matches() && FhirElements.ALL.resource(literal.group(2)).isPresent()) {
      return (reference.indexOf(':') >= 0 ? BASE : "")
          + literal.group(2)
          + "/"
          + release.pseudonym(literal.group(3));
    }
    Matcher conditional = CONDITIONAL.matcher(reference);
    if (conditional.matches() && FhirElements.ALL.resource(conditional.group(2)).isPresent()) {
      return conditional(conditional.group(2), conditional.group(3));
    }
    if (FhirElements.ALL.resource(reference).isPresent()) {
      return reference;
    }
    return urn(reference);
  }

  /** A URI that names a system, a profile, a definition: stays if public, else a pseudonym. */
  String uri(String uri) {
    return uri.indexOf('?') >= 0 ? freshUri(uri) : release.uris().of(uri, this::freshUri);
  }

  private String freshUri(String uri) {
    if (FhirCodes.publicUri(uri) || FhirElements.ALL.resource(uri).isPresent()) {
      return uri;
    }
    int version = uri.indexOf('|');
    return reference(version > 0 ? uri.substring(0, version) : uri);
  }

  /** The patient that a reference leads to, if it looks like one. */
  static Optional<PatientKey> patient(String reference) {
    if (reference.startsWith(UUID)) {
      return Optional.of(PatientKey.ofId(reference.substring(UUID.length())));
    }
    Matcher literal = LITERAL.matcher(reference);
    if (literal.matches() && literal.group(2).equals("Patient")) {
      return Optional.of(PatientKey.ofId(literal.group(3)));
    }
    Matcher conditional = CONDITIONAL.matcher(reference);
    if (conditional.matches() && conditional.group(2).equals("Patient")) {
      for (String parameter : conditional.group(3).split("&")) {
        if (parameter.startsWith("identifier=")) {
          String token = decode(parameter.substring("identifier=".length()));
          return Optional.of(
              PatientKey.ofIdentifier(token.startsWith("|") ? token.substring(1) : token));
        }
      }
    }
    return Optional.empty();
  }

  /** The type of the resource that a reference leads to; empty when it does not say. */
  static String type(String reference) {
    Matcher literal = LITERAL.matcher(reference);
    if (literal.matches()) {
      return literal.group(2);
    }
    Matcher conditional = CONDITIONAL.matcher(reference);
    return conditional.matches() ? conditional.group(2) : "";
  }

  private String urn(String id) {
    String pseudonym = release.pseudonym(id);
    return UUID + (Uuids.isUuid(pseudonym) ? pseudonym : Uuids.of(pseudonym));
  }

  private String conditional(String type, String query) {
    StringBuilder kept = new StringBuilder();
    for (String parameter : query.split("&")) {
      if (parameter.startsWith("identifier=")) {
        String token = decode(parameter.substring("identifier=".length()));
        int bar = token.indexOf('|');
        kept.append(kept.isEmpty() ? "" : "&").append("identifier=");
        if (bar > 0) {
          kept.append(uri(token.substring(0, bar)));
        }
        kept.append(bar >= 0 ? "|" : "").append(encode(value(token.substring(bar + 1))));
      } else {
        release.tally().removed(Removal.LINK);
      }
    }
    return kept.isEmpty() ? "" : type + "?" + kept;
  }

  /** The pseudonym of a business identifier, which may be a URN of an id. */
  String value(String value) {
    return value.startsWith(UUID) ? urn(value.substring(UUID.length())) : release.pseudonym(value);
  }

  private static String encode(String value) {
    return value.startsWith(UUID) ? value : URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String decode(String token) {
    try {
      return URLDecoder.decode(token, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return token; // no escape: a percent sign that stands for itself
    }
  }
}
