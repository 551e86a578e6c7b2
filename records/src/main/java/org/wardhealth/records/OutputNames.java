package org.wardhealth.records;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.Subject;

/**
 * Names of files that leave: folders and files get pseudonyms, since hospitals name files after
 * patients. The same name in the same data set has the same pseudonym. Only an extension that is a
 * usual one stays.
 */
final class OutputNames {
  private static final Set<String> USUAL =
      Set.of("txt", "text", "md", "json", "jsonl", "ndjson", "xml", "csv", "tsv", "hl7", "parquet");

  private static final Pattern MADE = Pattern.compile("[A-Za-z0-9_-]{26}(\\.[a-z0-9.]+)?");

  private final Subject names;

  OutputNames(DataSet dataSet) {
    this.names = dataSet.subject("");
  }

  /** The path of the output for a {@link Source#name}, parts joined by {@code /}. */
  String of(String source) {
    StringBuilder out = new StringBuilder();
    int slash = source.indexOf('/');
    while (slash >= 0) {
      out.append(names.pseudonym("folder", source.substring(0, slash))).append('/');
      slash = source.indexOf('/', slash + 1);
    }
    return out.append(names.pseudonym("file", source)).append(extension(source)).toString();
  }

  /** Whether a file or folder has the form of such a name. */
  static boolean isOne(String fileName) {
    return MADE.matcher(fileName).matches();
  }

  /** A keyed hash of a hash: who has the key and the source can tell that they belong together. */
  String keyed(String sha256) {
    return names.pseudonym("source", sha256);
  }

  private static String extension(String source) {
    String name = source.substring(source.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    String zipped = name.endsWith(".gz") ? ".gz" : "";
    String plain = name.substring(0, name.length() - zipped.length());
    int point = plain.lastIndexOf('.');
    String extension = point < 0 ? "" : plain.substring(point + 1);
    return (USUAL.contains(extension) ? "." + extension : "") + zipped;
  }
}
