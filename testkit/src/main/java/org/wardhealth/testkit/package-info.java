/** Mock models, synthetic patients, canaries and a clock moved by hand. */
@NullMarked
package org.wardhealth.testkit;

import org.jspecify.annotations.NullMarked;
