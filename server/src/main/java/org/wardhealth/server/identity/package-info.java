/** Who asks: applications, their keys, their rights and their limits. */
@ApplicationModule(allowedDependencies = {"audit", "vault", "store"})
@NullMarked
package org.wardhealth.server.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
