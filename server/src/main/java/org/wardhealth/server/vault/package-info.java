/** Keys, pseudonyms, and the sealing of what is stored about a patient. */
@ApplicationModule(allowedDependencies = {"store"})
@NullMarked
package org.wardhealth.server.vault;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
