/** Small programs on Herder's library, run by the tests. */
@NullMarked
package dev.herder.examples;

import org.jspecify.annotations.NullMarked;
