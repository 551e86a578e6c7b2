package org.wardhealth.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * How a running log stands, for health checks and metrics.
 *
 * @param durable entries that survive power loss
 * @param published entries under the last signed checkpoint
 * @param lastPublished when the last checkpoint was written by this process, or read at the start
 * @param queued entries that wait for the writer
 * @param halted why the log takes no more entries, if it does not
 */
public record LedgerState(
    long durable, long published, Instant lastPublished, int queued, Optional<String> halted) {}
