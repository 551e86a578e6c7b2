@NullMarked
package org.wardhealth.cli;

import org.jspecify.annotations.NullMarked;
