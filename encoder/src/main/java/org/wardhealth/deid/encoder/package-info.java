/**
 * A small transformer as the optional last layer of the engine: {@link
 * org.wardhealth.deid.Encoder}.
 */
@NullMarked
package org.wardhealth.deid.encoder;

import org.jspecify.annotations.NullMarked;
