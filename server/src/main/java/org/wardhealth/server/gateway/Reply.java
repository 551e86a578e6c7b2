package org.wardhealth.server.gateway;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The way back to the caller. Not thread-safe. */
interface Reply {
  /** Says what the answer is accompanied by. Before anything is released. */
  void notice(String text);

  /**
   * Releases pieces of a streamed answer now.
   *
   * @throws ClientGone if nobody listens any more
   */
  void release(List<ObjectNode> pieces) throws ClientGone;

  /**
   * Releases the end of an answer, or all of one that is not streamed.
   *
   * @throws ClientGone if nobody listens any more
   */
  void end(List<ObjectNode> last) throws ClientGone;

  /** Ends with an error, in the form of the API; what was released stays released. */
  void refuse(Refusal refusal);

  /** The caller has hung up. */
  final class ClientGone extends Exception {
    ClientGone(Throwable cause) {
      super("The client is gone.", cause);
    }
  }
}
