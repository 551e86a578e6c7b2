/** The database, its migrations and its two dialects: plumbing without opinions. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.wardhealth.server.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
