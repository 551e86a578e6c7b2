/** The verbs of the shell: offline ones on the libraries, and those that talk to a running Ward. */
@NullMarked
package org.wardhealth.cli;

import org.jspecify.annotations.NullMarked;
