/** Cedar policies, and the decision that they give. */
@NullMarked
package org.wardhealth.policy;

import org.jspecify.annotations.NullMarked;
