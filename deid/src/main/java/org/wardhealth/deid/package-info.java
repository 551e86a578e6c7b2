/** Finds what identifies a patient in text, puts surrogates in its place, and puts it back. */
@NullMarked
package org.wardhealth.deid;

import org.jspecify.annotations.NullMarked;
