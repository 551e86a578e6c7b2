/**
 * De-identifies records: FHIR, HL7 v2, C-CDA, tables, text. No Spring, no network.
 *
 * <p>A {@link org.wardhealth.records.RecordFormat} reads a file twice: first {@code index} learns
 * who the patients are, then {@code transform} writes what may leave. {@link
 * org.wardhealth.records.PatientIndex} is what was learnt, {@link org.wardhealth.records.Release}
 * is one file on its way out, {@link org.wardhealth.records.Tally} is what was done to it.
 */
@NullMarked
package org.wardhealth.records;

import org.jspecify.annotations.NullMarked;
