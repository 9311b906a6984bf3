/** Reads the items of suites from files in their published formats. */
@NullMarked
package dev.herder.eval.items;

import org.jspecify.annotations.NullMarked;
