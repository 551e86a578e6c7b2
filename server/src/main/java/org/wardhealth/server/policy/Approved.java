package org.wardhealth.server.policy;

/** Knows which sets of policies were approved. */
interface Approved {
  /** The version that is to be in force now. */
  long latest();

  /**
   * The highest version that the ledger says was approved, as far as it was read by now: {@link
   * #latest} is not lower, unless somebody took away what was approved.
   */
  long recorded();

  /**
   * The approved set of this version.
   *
   * @throws Untrusted if it is not there, or is not what was approved
   */
  PolicySet read(long version) throws Untrusted;

  /** A set that was altered since it was approved, or never was. */
  final class Untrusted extends Exception {
    private static final long serialVersionUID = 1L;

    Untrusted(String message) {
      super(message);
    }
  }
}
