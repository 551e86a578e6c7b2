/**
 * Cedar policies, and the decision that they give.
 *
 * <p>The doors: {@link org.wardhealth.policy.PolicySource} is the text of a set, {@link
 * org.wardhealth.policy.Policies} a set that was validated and can be asked.
 */
@NullMarked
package org.wardhealth.policy;

import org.jspecify.annotations.NullMarked;
