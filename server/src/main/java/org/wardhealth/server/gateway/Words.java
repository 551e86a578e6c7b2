package org.wardhealth.server.gateway;

import org.wardhealth.server.guard.Passage.Channel;

/** What happens to the words of a request, wherever {@link RequestForm} finds them. */
interface Words {
  /**
   * How many passages one request may have. Each costs memory of its own, so that a body of a few
   * megabytes, all of it short texts or numbers, could fill Ward.
   */
  int MOST = 100_000;

  /** Refuses a request of more passages than that. */
  static void requireFew(int passages) {
    if (passages > MOST) {
      throw new Refusal(
          ErrorCode.BODY_TOO_LARGE,
          "The request holds more than " + MOST + " texts and numbers: send less at once.");
    }
  }

  /**
   * A passage that a model reads.
   *
   * @param where its path in the request
   * @param label the JSON key it stands behind, which may say what it is ({@code mrn}); may be
   *     empty
   * @return what stands there instead
   */
  String text(Channel channel, String where, String label, String value);

  /**
   * A word that cannot be replaced, because it is a name in an API: it must not identify anybody.
   */
  void fixed(String where, String value);

  /** The id of a tool call: replaced by one that says nothing, the same for the same. */
  String callId(String id);
}
