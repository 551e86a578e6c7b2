/** The set of policies in force on this node, and whether it still answers as it must. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.wardhealth.server.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
