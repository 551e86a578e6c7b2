/** Side-by-side measurements of Ward, its peers and physical limits. */
@NullMarked
package org.wardhealth.bench;

import org.jspecify.annotations.NullMarked;
