/** Who asks: applications with their keys, people with their factors and sessions. */
@ApplicationModule(allowedDependencies = {"audit", "vault", "store"})
@NullMarked
package org.wardhealth.server.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
