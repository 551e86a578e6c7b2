package org.wardhealth.policy;

import com.cedarpolicy.BasicAuthorizationEngine;

/** Cedar's native library, which unpacks itself into {@code java.io.tmpdir}. */
final class CedarLibrary {
  private CedarLibrary() {}

  /**
   * The engine.
   *
   * @throws PolicyUnavailable if the library cannot be loaded here
   */
  static BasicAuthorizationEngine require() {
    try {
      return new BasicAuthorizationEngine();
    } catch (LinkageError | RuntimeException e) {
      throw new PolicyUnavailable(
          "Cedar, which decides what is permitted, cannot load its native library, so Ward does not"
              + " start. It unpacks itself into java.io.tmpdir ("
              + System.getProperty("java.io.tmpdir")
              + "), which must exist, be writable and not be mounted noexec: give Java another with"
              + " -Djava.io.tmpdir=DIR (WARD_JAVA_OPTS for ./ward). There are libraries for Linux"
              + " with glibc and for macOS on x64 and arm64, and for Windows on x64; none for musl."
              + " This machine is "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch")
              + ". Java says: "
              + e.getMessage());
    }
  }
}
