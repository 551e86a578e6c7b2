package org.wardhealth.records;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of a patient, a visit or a thing as spreadsheets and columns of floating point numbers
 * write it: {@code 48213.0} and {@code 4.8213E4} are 48213, {@code ="00471"} and {@code '00471} are
 * 00471. One that was rounded, {@code 4.82134E+11}, is nobody's any more: others have become equal.
 */
final class SheetNumber {
  private static final int LONGEST = 40;
  private static final Pattern QUOTED = Pattern.compile("=\"([^\"]*)\"|'([\\p{L}\\p{Nd}].*)");
  private static final Pattern WHOLE = Pattern.compile("(\\d+)[.,]0+");
  private static final Pattern SCIENTIFIC =
      Pattern.compile("(\\d)(?:[.,](\\d{1,16}))?[eE](\\+?)(\\d{1,2})");

  private SheetNumber() {}

  /** What stood there before; empty when it was rounded. */
  static Optional<String> read(String cell) {
    String value = cell.strip();
    if (value.length() > LONGEST) {
      return Optional.of(value);
    }
    Matcher quoted = QUOTED.matcher(value);
    if (quoted.matches()) {
      return Optional.of((quoted.group(1) == null ? quoted.group(2) : quoted.group(1)).strip());
    }
    Matcher whole = WHOLE.matcher(value);
    if (whole.matches()) {
      return Optional.of(whole.group(1));
    }
    Matcher scientific = SCIENTIFIC.matcher(value);
    // Without a point it may be a code: 12E5 is one, 1E5 could be.
    if (!scientific.matches() || (scientific.group(2) == null && scientific.group(3).isEmpty())) {
      return Optional.of(value);
    }
    String fraction = scientific.group(2) == null ? "" : scientific.group(2);
    int exponent = Integer.parseInt(scientific.group(4));
    // Spreadsheets write a plus, and as many digits as fit; programs neither.
    if (scientific.group(3).isEmpty() ? exponent > 18 : fraction.length() < exponent) {
      return Optional.empty();
    }
    BigDecimal number =
        new BigDecimal(scientific.group(1) + "." + (fraction.isEmpty() ? "0" : fraction))
            .scaleByPowerOfTen(exponent)
            .stripTrailingZeros();
    return Optional.of(number.scale() > 0 ? value : number.toPlainString());
  }
}
