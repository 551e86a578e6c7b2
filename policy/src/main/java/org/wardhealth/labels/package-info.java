/**
 * Sensitivity labels: what a text or a record holds of what stigmatises, by codes and by words. The
 * door is {@link org.wardhealth.labels.Labeller}. No Spring, no network.
 */
@NullMarked
package org.wardhealth.labels;

import org.jspecify.annotations.NullMarked;
