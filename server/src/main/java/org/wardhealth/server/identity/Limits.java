package org.wardhealth.server.identity;

/**
 * How much an application may ask for on one node.
 *
 * @param requestsPerMinute exchanges, 1 to a thousand million
 * @param tokensPerMinute tokens of prompts and answers together, 1 to a thousand million
 */
public record Limits(long requestsPerMinute, long tokensPerMinute) {
  /** Enough for a ward round, too little for a leak of everything. */
  public static final Limits DEFAULT = new Limits(600, 1_000_000);

  private static final long MOST = 1_000_000_000;

  public Limits {
    if (Math.min(requestsPerMinute, tokensPerMinute) < 1
        || Math.max(requestsPerMinute, tokensPerMinute) > MOST) {
      throw new IllegalArgumentException(
          "Limits are 1 to 1,000,000,000 a minute; got "
              + requestsPerMinute
              + " requests and "
              + tokensPerMinute
              + " tokens.");
    }
  }
}
