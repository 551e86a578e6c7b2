/** FHIR Consents, compiled so that they are asked in microseconds. */
@NullMarked
package org.wardhealth.consent;

import org.jspecify.annotations.NullMarked;
