/** An append-only log in the C2SP tlog-tiles format, its proofs and its verifier. */
@NullMarked
package org.wardhealth.ledger;

import org.jspecify.annotations.NullMarked;
