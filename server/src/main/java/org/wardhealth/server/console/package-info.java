/** Pages for people. */
@ApplicationModule(
    allowedDependencies = {
      "gateway",
      "models",
      "identity",
      "consent",
      "policy",
      "audit",
      "vault",
      "store"
    })
@NullMarked
package org.wardhealth.server.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
