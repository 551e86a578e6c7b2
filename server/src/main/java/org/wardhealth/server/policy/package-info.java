/**
 * The sets of policies: proposed, approved, and the one in force, and whether it answers as it
 * must.
 */
@ApplicationModule(allowedDependencies = {"audit", "vault", "store"})
@NullMarked
package org.wardhealth.server.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
