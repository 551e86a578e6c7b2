package org.wardhealth.records;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** States and countries by code and name: what does not stand here is some other place. */
final class Regions {
  /** The United States with their territories, by USPS code and name; Canada likewise. */
  private static final String STATES =
      "AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,"
          + "DE Delaware,DC District of Columbia,FL Florida,GA Georgia,HI Hawaii,ID Idaho,"
          + "IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,"
          + "MD Maryland,MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,"
          + "MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,NJ New Jersey,NM New Mexico,"
          + "NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,"
          + "PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,"
          + "TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,WV West Virginia,WI Wisconsin,"
          + "WY Wyoming,AS American Samoa,GU Guam,MP Northern Mariana Islands,PR Puerto Rico,"
          + "VI Virgin Islands,AB Alberta,BC British Columbia,MB Manitoba,NB New Brunswick,"
          + "NL Newfoundland and Labrador,NS Nova Scotia,NT Northwest Territories,NU Nunavut,"
          + "ON Ontario,PE Prince Edward Island,QC Quebec,SK Saskatchewan,YT Yukon";

  private static final Set<String> STATE_WORDS = new HashSet<>();
  private static final Set<String> COUNTRY_WORDS = new HashSet<>();

  static {
    for (String state : STATES.split(",")) {
      STATE_WORDS.add(state.substring(0, 2));
      STATE_WORDS.add(fold(state.substring(3)));
    }
    for (String code : Locale.getISOCountries()) {
      Locale country = Locale.of("", code);
      COUNTRY_WORDS.add(code);
      COUNTRY_WORDS.add(country.getISO3Country());
      for (String language : List.of("en", "es", "de", "fr", "pt", "it")) {
        COUNTRY_WORDS.add(fold(country.getDisplayCountry(Locale.of(language))));
      }
    }
    COUNTRY_WORDS.addAll(List.of("UNITED STATES OF AMERICA", "U.S.A.", "U.S.", "UK", "ENGLAND"));
  }

  private Regions() {}

  static boolean isState(String text) {
    return STATE_WORDS.contains(fold(text));
  }

  static boolean isCountry(String text) {
    return COUNTRY_WORDS.contains(fold(text));
  }

  private static String fold(String text) {
    String plain = Normalizer.normalize(text.strip(), Normalizer.Form.NFD);
    return plain.replaceAll("\\p{M}", "").toUpperCase(Locale.ROOT);
  }
}
