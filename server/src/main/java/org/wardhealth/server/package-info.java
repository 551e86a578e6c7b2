/** Puts the rooms of Ward together and starts them. Rooms know nothing of this package. */
@NullMarked
package org.wardhealth.server;

import org.jspecify.annotations.NullMarked;
