/** Searches that end. */
@NullMarked
package dev.herder.core.verify.search;

import org.jspecify.annotations.NullMarked;
