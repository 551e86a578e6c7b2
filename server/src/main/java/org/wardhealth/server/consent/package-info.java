/** What patients agreed to: their FHIR Consents, kept and asked. */
@ApplicationModule(allowedDependencies = {"audit", "vault", "store"})
@NullMarked
package org.wardhealth.server.consent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
