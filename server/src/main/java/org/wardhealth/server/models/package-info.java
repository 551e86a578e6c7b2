/** The models that may be asked, the providers that run them, and the one built in. */
@ApplicationModule(allowedDependencies = {"store", "audit"})
@NullMarked
package org.wardhealth.server.models;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
