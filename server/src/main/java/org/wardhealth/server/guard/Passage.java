package org.wardhealth.server.guard;

/**
 * A piece of content to be screened, with the channel that it came by. Who wrote a passage decides
 * how far it can be trusted: the application writes instructions, anybody may have written a
 * document.
 */
public record Passage(Channel channel, String text) {
  /** How a passage came in. */
  public enum Channel {
    /** System and developer messages: the application's own words. */
    INSTRUCTION,
    /** User messages: a person's words, and the documents pasted into them. */
    USER,
    /** What a tool answered. */
    TOOL,
    /** What the model answered. */
    ANSWER
  }
}
