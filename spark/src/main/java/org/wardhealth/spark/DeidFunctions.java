package org.wardhealth.spark;

import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Profile;
import org.wardhealth.records.PatientKey;

/**
 * {@code ward_deid(text, patient)} for Spark SQL: free text with surrogates in place of what
 * identifies.
 *
 * <pre>{@code
 * DeidFunctions.register(spark, Profile.SAFE_HARBOR, key, LocalDate.now());
 * spark.sql("SELECT id, ward_deid(note, mrn) AS note FROM notes");
 * }</pre>
 *
 * <p>{@code patient} is the record number, compared as {@link PatientKey#ofRecordNumber} says: rows
 * of one patient have the same surrogates and the same shift of dates, on whatever executor, and
 * they are those of {@link DeidApplication} and of {@code ward deid run} with the same key. Nothing
 * but the text is known of the patient here: the other two search with the identity too. A null
 * text stays null; a null patient, or a filler ("unknown", zeros), makes the text a document of its
 * own.
 */
public final class DeidFunctions {
  /** The name of the function. */
  public static final String NAME = "ward_deid";

  private DeidFunctions() {}

  /**
   * Registers the function in one session.
   *
   * @param asOf the day of the release: who is over 89 on it has no year of birth in it
   */
  public static void register(SparkSession spark, Profile profile, DataSetKey key, LocalDate asOf) {
    DataSetOrder order = new DataSetOrder(profile, key, asOf);
    UDF2<@Nullable String, @Nullable String, @Nullable String> function =
        (text, patient) -> deidentified(order, text, patient);
    spark.udf().register(NAME, function, DataTypes.StringType);
  }

  private static @Nullable String deidentified(
      DataSetOrder order, @Nullable String text, @Nullable String patient) {
    if (text == null) {
      return null;
    }
    PatientKey subject =
        patient == null || !PatientKey.names(patient)
            ? PatientKey.ofRecord("text", text)
            : PatientKey.ofRecordNumber(patient);
    return order.dataSet().subject(subject.value()).text(text);
  }
}
