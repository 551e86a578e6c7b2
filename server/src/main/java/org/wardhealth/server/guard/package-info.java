/** Screens: what looks at content, on its way in and on its way back, and says a verdict. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.wardhealth.server.guard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
