/** The running ledger, what is written to it, and the sealed contents of exchanges. */
@ApplicationModule(allowedDependencies = {"vault", "store"})
@NullMarked
package org.wardhealth.server.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
