package org.wardhealth.spark;

import java.io.Serializable;
import java.time.LocalDate;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Profile;

/**
 * A data set as Spark carries it to its executors. It holds the secret: a cluster that runs this
 * encrypts what it sends ({@code spark.network.crypto.enabled}) and what it spills ({@code
 * spark.io.encryption.enabled}).
 *
 * @param asOf the day of the release
 */
record DataSetOrder(Profile profile, DataSetKey key, LocalDate asOf) implements Serializable {
  /** The data set, with the text engine of the executor that asks. */
  DataSet dataSet() {
    return new DataSet(profile, key, Engine.deid(), asOf);
  }
}
