/**
 * De-identification over Apache Spark: the same engine, formats, profiles and keys as on one
 * machine, so that a patient has the same surrogates in both.
 *
 * <p>{@link org.wardhealth.spark.DeidApplication} is what {@code spark-submit} starts; {@link
 * org.wardhealth.spark.DeidFunctions} gives {@code ward_deid(text, patient)} to SQL.
 */
@NullMarked
package org.wardhealth.spark;

import org.jspecify.annotations.NullMarked;
