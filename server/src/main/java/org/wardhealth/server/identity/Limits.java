package org.wardhealth.server.identity;

/**
 * How much an application may ask for on one node.
 *
 * @param requestsPerMinute exchanges, at least 1
 * @param tokensPerMinute tokens of prompts and answers together, at least 1
 */
public record Limits(long requestsPerMinute, long tokensPerMinute) {
  /** Enough for a ward round, too little for a leak of everything. */
  public static final Limits DEFAULT = new Limits(600, 1_000_000);

  public Limits {
    if (requestsPerMinute < 1 || tokensPerMinute < 1) {
      throw new IllegalArgumentException(
          "Limits are at least 1 a minute; got "
              + requestsPerMinute
              + " requests and "
              + tokensPerMinute
              + " tokens.");
    }
  }
}
