package org.wardhealth.server.audit;

import java.util.Optional;

/**
 * How a receiver stands.
 *
 * @param name of the receiver
 * @param delivered how many entries it has taken, from the first on
 * @param waiting how many published entries it has not taken
 * @param behindSeconds how long ago it last had all of them
 * @param problem why the last delivery failed; nothing if it did not
 */
public record ExportState(
    String name, long delivered, long waiting, long behindSeconds, Optional<String> problem) {}
