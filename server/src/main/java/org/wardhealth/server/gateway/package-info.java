/** The doors for programs, and the pipeline that every exchange takes. */
@ApplicationModule(
    allowedDependencies = {
      "guard",
      "models",
      "identity",
      "consent",
      "policy",
      "audit",
      "vault",
      "store"
    })
@NullMarked
package org.wardhealth.server.gateway;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
