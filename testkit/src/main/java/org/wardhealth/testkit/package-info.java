/**
 * What Ward's tests stand on: a mock model with faults at socket level, synthetic patients, planted
 * canaries and the search for them, and a clock that is moved by hand.
 *
 * <p>Test scope only; nothing here is shipped. Everything is deterministic for a given seed and
 * nothing waits for time to pass: delays are {@link org.wardhealth.testkit.Gate}s that the test
 * opens.
 */
@NullMarked
package org.wardhealth.testkit;

import org.jspecify.annotations.NullMarked;
